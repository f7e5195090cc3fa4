import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../../errors.ts'
import { verify } from '../../operations/verify.ts'
import { problemsText } from '../../report/kill-switch/text.ts'
import { verifyJson, verifyText } from '../../report/kill-switch/verify.ts'
import { AgentgwCommand } from '../shared/command.ts'
import { clusterFlags, foldersFlag, outputFlag } from '../shared/flags.ts'
import { localFlag, openSides } from '../shared/kill-switch.ts'
import { probeFlags, probeOf } from '../shared/probe.ts'

export default class VerifyRevocations extends AgentgwCommand {
  static override summary =
    'Look whether all that is revoked still is, and is not reached under another name.'
  static override description =
    'Of each target that is revoked: whether its record is what was written; whether it is gone, or denied, in the cluster and in the folder; whether it is locked, and the lock installed as it should be; and which backends and routes that stand lead to the same server. With --probe it is called, too: a refusal is no proof that it is dark, since nobody saw it answer before. Exits 1 where something is not as it should be, 3 where something could not be looked at.'
  static override examples = [
    '<%= config.bin %> revocations verify',
    '<%= config.bin %> revocations verify 20261123-204455-1a2b3c -o json',
    '<%= config.bin %> revocations verify --probe http://gateway.example.com/mcp/{name}',
  ]
  static override args = { id: Args.string({ description: 'only this revocation' }) }
  static override flags = {
    namespace: Flags.string({
      char: 'n',
      description: 'only what was revoked in this namespace (default: all)',
      helpValue: 'NAME',
    }),
    'all-namespaces': Flags.boolean({
      char: 'A',
      description: 'of all namespaces, as it is without -n',
      exclusive: ['namespace'],
    }),
    ...probeFlags,
    ...localFlag,
    ...foldersFlag,
    ...clusterFlags,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { args, flags } = await this.parse(VerifyRevocations)
    const probe = await probeOf(flags)
    const { workspace, cluster } = await openSides({ ...flags, commit: false })
    const report = await verify({
      id: args.id,
      namespace: flags.namespace,
      workspace,
      cluster,
      probe,
      now: () => Date.now(),
    })
    this.print(flags.output === 'json' ? verifyJson(report) : verifyText(report))
    for (const note of report.notes) this.note(`note: ${note}\n`)
    this.note(problemsText([...report.findings, ...report.problems]))
    if (report.problems.length > 0) return EXIT.failed
    return report.findings.length > 0 ? EXIT.differences : EXIT.done
  }
}
