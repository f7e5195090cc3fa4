import { relative } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode, UserError } from '../../errors.ts'
import { AgentgwCommand } from '../shared/command.ts'
import { connect } from '../shared/connect.ts'
import { clusterFlags, folderFlag, outputFlag } from '../shared/flags.ts'

export default class SchemasPull extends AgentgwCommand {
  static override summary =
    "Take the exact schemas of upstream's kinds into the folder, for use without a cluster."
  static override description =
    'Writes the CRDs of agentgateway and Gateway API to .agentgw/schemas beside agentgw.yaml, with a lock of source, release and digest; commit both. validate, diff and apply use them from then on. Doing it again changes only what differs.'
  static override examples = [
    '<%= config.bin %> schemas pull --context production',
    '<%= config.bin %> schemas pull https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.4.0/standard-install.yaml',
    '<%= config.bin %> schemas pull --check',
  ]
  static override strict = false
  static override args = {
    source: Args.string({
      description:
        'file or folder of CRDs, https URL, or - for standard input (default: the cluster; with --check the sources of the lock); several may be given',
    }),
  }
  static override flags = {
    check: Flags.boolean({
      description:
        'change nothing, and exit 1 where the lock is behind its sources, or a file is not what it says',
    }),
    group: Flags.string({
      description:
        'API group whose CRDs to take, beside agentgateway.dev and gateway.networking.k8s.io; may be given several times',
      helpValue: 'GROUP',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    ...folderFlag,
    ...clusterFlags,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(SchemasPull)
    const { openWorkspace } = await import('../../manifest/settings.ts')
    const { pullSchemas } = await import('../../operations/schemas/pull.ts')
    const { lockFile } = await import('../../operations/schemas/lock-file.ts')
    const { pullJson, pullText } = await import('../../report/schemas/pull.ts')
    const cwd = process.cwd()
    const { root } = await openWorkspace({ cwd, dir: flags.dir })
    if (root === undefined)
      throw new UserError('no-folder', 'there is no agentgw.yaml here or in a folder above', {
        hint: 'run `kubectl agentgw init`, or name the folder that has one with --dir',
      })
    const plan = await pullSchemas({
      root,
      cwd,
      sources: argv as string[],
      groups: flags.group,
      check: flags.check,
      stdin: process.stdin,
      connect: () => connect(flags),
      download: async (url, label) => {
        const { download } = await import('../../cluster/download.ts')
        return download(url, { label })
      },
    })
    this.print(flags.output === 'json' ? pullJson(plan) : pullText(plan))
    if (!flags.check) return EXIT.done
    if (plan.changes.every(({ state }) => state === 'unchanged')) return EXIT.done
    this.note(
      `${relative(cwd, lockFile(root))} is behind: run \`kubectl agentgw schemas pull\` with the same sources\n`,
    )
    return EXIT.differences
  }
}
