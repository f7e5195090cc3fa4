import { Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { KUBERNETES, outside } from '../model/versions.ts'
import { install, installManifests } from '../operations/install.ts'
import { installErrors, installJson, installText } from '../report/install.ts'
import { clock } from './shared/clock.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { clusterFlags, dryRunFlag, outputFlag } from './shared/flags.ts'

export default class Install extends AgentgwCommand {
  static override summary =
    'Teach a cluster the kinds MCPBackend and AIRoute, and the lock of the kill switch.'
  static override description =
    'Applies the CRDs, the namespace agentgw-system, the admission policies that lock what is revoked, and roles for who revokes and who restores, and waits until the API server serves the kinds. Binds the roles to nobody. Brings what an older version installed up to date, and leaves alone what others installed, and what a newer version did.'
  static override examples = [
    '<%= config.bin %> install',
    '<%= config.bin %> install --print --crds-only > crds.yaml',
    '<%= config.bin %> install --dry-run=server',
  ]
  static override flags = {
    'crds-only': Flags.boolean({ description: 'the CRDs alone' }),
    print: Flags.boolean({
      description: 'print the manifests as YAML, and ask no cluster',
      exclusive: ['dry-run', 'output', ...Object.keys(clusterFlags)],
    }),
    'force-conflicts': Flags.boolean({
      description: 'take the fields of these objects that another field manager owns, such as kubectl',
    }),
    'allow-invalid': Flags.boolean({
      description: 'go on where objects that stand are invalid by the new CRDs; they stay as they are',
    }),
    ...dryRunFlag,
    ...clusterFlags,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Install)
    const manifests = { root: this.config.root, crdsOnly: flags['crds-only'] }
    if (flags.print) {
      this.print((await installManifests(manifests)).join('---\n'))
      return EXIT.done
    }
    const dryRun = flags['dry-run']
    const force = flags['force-conflicts']
    const cluster = await connect(flags)
    const untried = outside(await cluster.version(), KUBERNETES)
    if (untried !== undefined) this.note(`note: ${untried} [untried-version]\n`)
    const signal = this.interruption()
    const allowInvalid = flags['allow-invalid']
    const objects = await install({ ...manifests, cluster, dryRun, force, allowInvalid, clock, signal })
    this.print(flags.output === 'json' ? installJson(objects) : installText(objects, dryRun !== 'none'))
    this.note(installErrors(objects))
    if (signal.aborted) return EXIT.interrupted
    return objects.every(({ state }) => state !== 'failed' && state !== 'skipped') ? EXIT.done : EXIT.failed
  }
}
