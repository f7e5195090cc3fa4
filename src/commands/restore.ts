import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode, usageError } from '../errors.ts'
import { prepareRestore, restore } from '../operations/restore.ts'
import { restoreJson } from '../report/kill-switch/json.ts'
import { resumeNotes } from '../report/kill-switch/owners.ts'
import { planText, restoreNotes, restoreText } from '../report/kill-switch/text.ts'
import { confirmed } from './shared/ask.ts'
import {
  checkAll,
  KillSwitchCommand,
  killSwitchFlags,
  localUser,
  namespaceOf,
  openSides,
} from './shared/kill-switch.ts'
import { probeFlags, probeOf } from './shared/probe.ts'
import { showPath } from './shared/sync.ts'

export default class Restore extends KillSwitchCommand {
  static override summary = 'Bring back what was revoked, exactly as it was.'
  static override description =
    'An id or a bare NAME brings back all that was revoked with it, KIND/NAME that object alone. What stands there already is compared, and never overwritten without --force.'
  static override examples = [
    '<%= config.bin %> restore filesystem',
    '<%= config.bin %> restore 20261123-204455-1a2b3c --dry-run',
  ]
  static override strict = false
  static override args = {
    target: Args.string({
      description: "a revocation's id, NAME, KIND/NAME or KIND/NAME#MCP-TARGET; several may be given",
    }),
  }
  static override flags = {
    all: Flags.boolean({ description: 'everything that is revoked of the namespace, with -A of all' }),
    force: Flags.boolean({ description: 'put the recorded form in place of another that stands there' }),
    ...probeFlags,
    ...killSwitchFlags,
  }

  async execute(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(Restore)
    const words = argv as string[]
    const hint = '`kubectl agentgw revocations` lists what is revoked'
    checkAll({ all: flags.all, words }, 'restore takes an id or a TARGET', hint)
    if (words.length === 0 && !flags.all) throw usageError('restore needs an id or a TARGET, or --all', hint)
    const { workspace, cluster } = await openSides(flags)
    const json = flags.output === 'json'
    const prepared = await prepareRestore({
      words,
      tools: flags.tool,
      namespace: namespaceOf(flags, workspace),
      probe: await probeOf(flags),
      workspace,
      cluster,
      force: flags.force,
      localUser: localUser(),
      auditLog: flags['audit-log'],
      commit: flags.commit,
      now: () => new Date(),
    })
    if (flags['dry-run'] !== 'none')
      return this.conclude([...prepared.problems, ...(await this.preview(prepared, cluster, flags))])
    const question = `${planText(prepared.plan, showPath)}Restore ${prepared.chosen.length} objects?`
    if (prepared.chosen.length > 0 && !(await confirmed(question, flags.yes))) {
      this.note('nothing was restored\n')
      return EXIT.failed
    }
    const signal = this.interruption()
    const report = await restore(prepared, signal)
    this.print(json ? restoreJson(report) : restoreText(report))
    this.note(restoreNotes(report))
    this.noteTold(report)
    this.note(resumeNotes(report.owners))
    if (flags.local) this.note('note: no cluster was asked (--local): what is revoked in one still is\n')
    return this.conclude(report.problems, signal)
  }
}
