import { Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { installedObjects } from '../operations/install.ts'
import { type Prepared, prepareUninstall, uninstall } from '../operations/uninstall.ts'
import { isLock } from '../plan/uninstall.ts'
import { installErrors } from '../report/install.ts'
import { uninstallJson, uninstallText } from '../report/uninstall.ts'
import { clock } from './shared/clock.ts'
import { AgentgwCommand } from './shared/command.ts'
import { confirmed } from './shared/ask.ts'
import { connect } from './shared/connect.ts'
import { clusterFlags, dryRunFlag, outputFlag, yesFlag } from './shared/flags.ts'

export default class Uninstall extends AgentgwCommand {
  static override summary = 'Take out of a cluster what `install` put there, and nothing else.'
  static override description =
    'Deletes the CRDs, the roles, the policies and the namespace agentgw-system with the records of past revocations, and waits until they are gone. Changes nothing while something is revoked, or while there are MCPBackends or AIRoutes. Leaves alone what others own, and the lock’s policy, which denies nothing while nothing is locked: without it the API server would not enforce a lock that is installed later, until it is restarted.'
  static override examples = [
    '<%= config.bin %> uninstall --dry-run',
    '<%= config.bin %> uninstall',
    '<%= config.bin %> uninstall --crds-only --delete-objects',
  ]
  static override flags = {
    'crds-only': Flags.boolean({ description: 'the CRDs alone' }),
    'delete-objects': Flags.boolean({
      description: 'delete every MCPBackend and AIRoute with the CRDs',
    }),
    'include-lock': Flags.boolean({
      description:
        "delete the lock's policy too; locks installed later hold only after a restart of kube-apiserver",
      exclusive: ['crds-only'],
    }),
    print: Flags.boolean({
      description: 'print what would be deleted as YAML, in that order, and ask no cluster',
      exclusive: ['dry-run', 'output', 'delete-objects', ...Object.keys(clusterFlags)],
    }),
    ...yesFlag,
    ...dryRunFlag,
    ...clusterFlags,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Uninstall)
    const manifests = { root: this.config.root, crdsOnly: flags['crds-only'] }
    if (flags.print) {
      const { stringify } = await import('../manifest/stringify.ts')
      const going = (await installedObjects(manifests)).filter(
        (object) => flags['include-lock'] || !isLock(object),
      )
      this.print(stringify(going.toReversed()))
      return EXIT.done
    }
    const dryRun = flags['dry-run']
    const cluster = await connect(flags)
    const prepared = await prepareUninstall({
      ...manifests,
      cluster,
      deleteObjects: flags['delete-objects'],
      includeLock: flags['include-lock'],
    })
    const count = prepared.plan.stages.flat().length
    this.#tell(prepared, dryRun !== 'none')
    const question = `delete ${count} objects of kubectl agentgw from ${cluster.context} (${cluster.server})?`
    if (count > 0 && dryRun === 'none' && !(await confirmed(question, flags.yes))) {
      this.note('nothing was changed\n')
      return EXIT.failed
    }
    const signal = this.interruption()
    const objects = await uninstall(prepared, { cluster, dryRun, clock, signal })
    this.print(flags.output === 'json' ? uninstallJson(objects) : uninstallText(objects, dryRun !== 'none'))
    this.note(installErrors(objects))
    if (signal.aborted) return EXIT.interrupted
    return objects.every(({ state }) => state !== 'failed' && state !== 'skipped') ? EXIT.done : EXIT.failed
  }

  #tell({ plan, objects, records }: Prepared, dryRun: boolean): void {
    const go = dryRun ? 'would go' : 'go'
    if (plan.stages.length === 0) this.note('nothing is to be deleted\n')
    if (objects.length > 0)
      this.note(`note: ${objects.length} MCPBackends and AIRoutes ${go} with their kinds\n`)
    if (records > 0)
      this.note(
        `note: the records of ${records} past revocations ${go} with the namespace; \`kubectl agentgw revocations -o json\` prints them\n`,
      )
  }
}
