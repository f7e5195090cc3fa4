import { randomBytes } from 'node:crypto'
import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode, usageError } from '../errors.ts'
import type { RevokeReport } from '../model/kill-switch-report.ts'
import { accountOf } from '../operations/kill-switch/account.ts'
import { drill } from '../operations/drill.ts'
import { type PreparedDrill, prepareDrill } from '../operations/kill-switch/prepare-drill.ts'
import { nothingRevoked, prepareRevoke, revoke, type RevokeOptions } from '../operations/revoke.ts'
import { drillJson, drillNotes, drillText } from '../report/kill-switch/drill.ts'
import { revokeJson } from '../report/kill-switch/json.ts'
import { ownerNotes, ownersText } from '../report/kill-switch/owners.ts'
import { meaning, planText, revokeNotes, revokeText } from '../report/kill-switch/text.ts'
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

/** `20261123-204455-1a2b3c`: sorts by time, and is valid in the name of a Secret. */
const newId = (now: Date): string =>
  `${now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}-${randomBytes(3).toString('hex')}`

export default class Revoke extends KillSwitchCommand {
  static override summary =
    'Cut a tool or a model off, in the cluster and in the folder, and keep what brings it back.'
  static override description =
    'Records the objects, denies them in the gateway, locks them against whoever would bring them back, deletes them from the cluster (routes first), takes their documents out of the folder, and looks whether they are gone. Of a part, a tool or an MCP target, the object stays and the part is denied. A run that was cut off is finished by running it again.'
  static override examples = [
    '<%= config.bin %> revoke filesystem --reason "exfiltration, incident 4711"',
    '<%= config.bin %> revoke mcpbackend/filesystem --dry-run',
    '<%= config.bin %> revoke agbe/shared#files --tool "write_*"',
    '<%= config.bin %> revoke --reaches api.example.com -A',
    '<%= config.bin %> revoke filesystem --drill --probe http://127.0.0.1:3000/mcp/{name}',
  ]
  static override strict = false
  static override args = {
    target: Args.string({
      description: 'NAME (everything of that name), KIND/NAME or KIND/NAME#MCP-TARGET; several may be given',
    }),
  }
  static override flags = {
    reason: Flags.string({ description: 'why; goes into the record', default: '' }),
    incident: Flags.string({
      description: 'the incident that it is done for; goes into the record',
      helpValue: 'URL',
    }),
    selector: Flags.string({
      char: 'l',
      description: 'everything with these labels, as kubectl takes them',
      helpValue: 'SELECTOR',
    }),
    reaches: Flags.string({
      description:
        'every backend that leads to this program, package, host or Service (`*` is a wildcard); may be given several times',
      helpValue: 'WHERE',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    all: Flags.boolean({
      description: 'everything of the namespace, with -A of all',
      exclusive: ['selector', 'reaches'],
    }),
    drill: Flags.boolean({
      description:
        'deny it for a moment, see it dark (--probe), undo that and see it back; nothing is deleted, the folder is left alone',
      exclusive: ['local', 'commit'],
    }),
    'restart-bridge': Flags.boolean({
      description:
        'restart, last, the Deployments that serve the targets, which ends the calls under way there',
      exclusive: ['local', 'drill'],
    }),
    'no-lock': Flags.boolean({ description: 'do without the lock that keeps others from bringing it back' }),
    ...probeFlags,
    ...killSwitchFlags,
  }

  async execute(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(Revoke)
    const words = argv as string[]
    checkAll(
      { all: flags.all, words },
      'revoke takes a TARGET',
      '--all is everything of the namespace: leave it out, or the TARGET',
    )
    if (words.length === 0 && flags.selector === undefined && flags.reaches.length === 0 && !flags.all)
      throw usageError(
        'revoke needs a TARGET, --selector, --reaches or --all',
        'name it as NAME or KIND/NAME; `kubectl agentgw get` lists what there is',
      )
    const { workspace, cluster } = await openSides(flags).catch((error: unknown) => {
      throw nothingRevoked(error)
    })
    const json = flags.output === 'json'
    const previews = flags['dry-run'] !== 'none'
    const { masked, ...account } = accountOf(
      flags,
      workspace.settings.revoke.requireReason && !previews && !flags.drill,
    )
    if (masked) this.note('note: what looks like a credential in the reason is recorded as ***\n')
    const options: RevokeOptions = {
      words,
      ...account,
      toolVersion: this.config.version,
      tools: flags.tool,
      selector: flags.selector,
      reaches: flags.reaches,
      all: flags.all,
      noLock: flags['no-lock'],
      restartBridge: flags['restart-bridge'],
      namespace: namespaceOf(flags, workspace),
      probe: await probeOf(flags),
      workspace,
      cluster,
      localUser: localUser(),
      auditLog: flags['audit-log'],
      commit: flags.commit,
      newId: newId(new Date()),
      now: () => new Date(),
    }
    if (flags.drill && cluster !== undefined)
      return this.drill(await prepareDrill({ ...options, cluster }), flags)
    const prepared = await prepareRevoke(options)
    this.note(ownersText(prepared.owners))
    if (previews) {
      const refused = await this.preview(prepared, cluster, flags)
      return this.tell({ ...prepared, problems: [...prepared.problems, ...refused] })
    }
    const question = `${planText(prepared.plan, showPath)}Revoke ${prepared.targets.length} objects?`
    if (prepared.targets.length > 0 && !(await confirmed(question, flags.yes))) {
      this.note('nothing was revoked\n')
      return EXIT.failed
    }
    const signal = this.interruption()
    const report = await revoke(prepared, signal)
    this.print(json ? revokeJson(report) : revokeText(report))
    this.note(meaning(report))
    this.noteTold(report)
    this.note(ownerNotes(report.owners))
    if (flags.local)
      this.note('note: no cluster was asked (--local): what stands in one is still live there\n')
    return this.tell(report, signal)
  }

  private async drill(
    prepared: PreparedDrill,
    flags: {
      readonly output: string
      readonly 'dry-run': string
      readonly yes: boolean
      readonly commit: boolean
    },
  ): Promise<ExitCode> {
    const { plan, options, problems } = prepared
    const { drilled, undeniable } = prepared.drill
    if (flags['dry-run'] !== 'none') {
      const refused = await this.preview({ plan, owners: [] }, options.cluster, flags)
      this.note(drillNotes({ undeniable, notes: [] }))
      return this.conclude([...problems, ...refused])
    }
    const question = `${planText(plan, showPath)}Drill with ${drilled.length} targets, which are dark for a moment?`
    if (drilled.length > 0 && !(await confirmed(question, flags.yes))) {
      this.note('nothing was drilled\n')
      return EXIT.failed
    }
    const signal = this.interruption()
    const report = await drill(prepared, signal)
    this.print(flags.output === 'json' ? drillJson(report) : drillText(report))
    this.note(drillNotes(report))
    return this.conclude(report.problems, signal)
  }

  private tell(report: Pick<RevokeReport, 'shared' | 'unseen' | 'problems'>, signal?: AbortSignal): ExitCode {
    this.note(revokeNotes(report))
    return this.conclude(report.problems, signal)
  }
}
