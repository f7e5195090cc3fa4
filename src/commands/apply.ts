import { Flags } from '@oclif/core'
import { EXIT, type ExitCode, UserError } from '../errors.ts'
import { refKey } from '../model/resource.ts'
import type { AppliedObject } from '../model/sync.ts'
import { applyStates } from '../operations/apply.ts'
import { compareFolder } from '../operations/diff.ts'
import { guardPrune, pruneOf } from '../plan/prune-guard.ts'
import { findingLines } from '../report/apply/findings.ts'
import { applyJson } from '../report/apply/json.ts'
import { appliedLine, appliedSummary } from '../report/apply/text.ts'
import { keptNotes, unseenNotes } from '../report/diff/notes.ts'
import { problemLines } from '../report/problem.ts'
import { asking } from './shared/ask.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { dryRunFlag, outputFlag } from './shared/flags.ts'
import { forceFlags, forceOf } from './shared/force.ts'
import { openObjects, pruneFlag, showPath, syncFlags } from './shared/sync.ts'

/** That it stands in the cluster although it is revoked. */
const problemOfRevoked = ({ object, outcome }: AppliedObject): UserError | undefined =>
  outcome === 'revoked' ? object.problem : undefined

export default class Apply extends AgentgwCommand {
  static override summary = 'Bring the cluster to what the folder says.'
  static override description =
    'Validates everything first, and applies nothing if anything is invalid; then applies what differs, in dependency order, server-side. What is revoked is left alone, and what somebody changed in the cluster since is not overwritten without force. Only --prune deletes, and only what this folder applied.'
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply --dry-run=server',
    '<%= config.bin %> apply --prune',
    '<%= config.bin %> apply --force-conflicts-of mcpbackend/filesystem',
  ]
  static override flags = {
    ...pruneFlag,
    'allow-empty': Flags.boolean({
      description: 'let --prune take everything away where the folder holds no objects',
      dependsOn: ['prune'],
    }),
    ...forceFlags,
    ...dryRunFlag,
    ...syncFlags,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Apply)
    const json = flags.output === 'json'
    const mode = flags['dry-run']
    const dryRun = mode !== 'none'
    const { workspace, folder } = await openObjects(flags)
    const { findings } = folder
    if (!json) this.note(findingLines(findings, showPath))
    if (folder.refused) {
      const skipped = folder.invalid.map((object): AppliedObject => ({ object, outcome: 'skipped' }))
      if (json) this.print(applyJson(skipped, findings, dryRun))
      throw new UserError('invalid-manifests', 'nothing was applied: the folder holds invalid documents', {
        hint: 'mend what is listed above, or take it out of the folder',
      })
    }

    const cluster = await connect(flags)
    const force = forceOf(flags)
    const {
      objects: states,
      agreements,
      unseen,
    } = await compareFolder(folder, {
      workspace,
      cluster,
      namespace: flags.namespace,
      force,
      leftOver: flags.prune,
    })
    if (!dryRun)
      await guardPrune(pruneOf(states), {
        empty: flags['allow-empty'],
        confirm: flags.yes ? () => Promise.resolve(true) : asking(),
      })
    const signal = this.interruption()
    const applied = new Map<string, AppliedObject>()
    const told = new Set<string>()
    for await (const object of applyStates(states, { cluster, agreements, force, dryRun: mode, signal })) {
      applied.set(refKey(object.object.ref), object)
      if (!json) this.print(appliedLine(object, dryRun))
      const error = object.error ?? problemOfRevoked(object)
      const why = error === undefined ? '' : problemLines(error)
      // What befalls a thousand objects alike is told once.
      if (!told.has(why)) this.note(why)
      told.add(why)
    }
    const objects = states.flatMap(({ ref }) => applied.get(refKey(ref)) ?? [])
    if (json) this.print(applyJson(objects, findings, dryRun))
    for (const note of [...keptNotes(objects.map(({ object }) => object)), ...unseenNotes(unseen)])
      this.note(note)
    this.note(appliedSummary(objects, dryRun))
    if (signal.aborted) return EXIT.interrupted
    const isIncomplete = (object: AppliedObject): boolean =>
      object.outcome === 'failed' || object.outcome === 'skipped' || problemOfRevoked(object) !== undefined
    return objects.some(isIncomplete) || unseen.length > 0 ? EXIT.failed : EXIT.done
  }
}
