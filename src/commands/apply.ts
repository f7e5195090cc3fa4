import { EXIT, type ExitCode, UserError } from '../errors.ts'
import { RunAccount } from '../model/run-account.ts'
import { type AppliedObject, isIncomplete, type ObjectState, problemOfApplied } from '../model/sync.ts'
import { applyStates } from '../operations/apply.ts'
import { compareFolder } from '../operations/diff.ts'
import { guardPrune, pruneOf } from '../plan/prune-guard.ts'
import { isAwaited } from '../plan/readiness.ts'
import { accountText, waitAccountText } from '../report/apply/account.ts'
import { findingLines } from '../report/apply/findings.ts'
import { applyJson } from '../report/apply/json.ts'
import { Problems } from '../report/apply/problems.ts'
import { appliedLine, appliedSummary, unaskedNotes } from '../report/apply/text.ts'
import { waitProblems } from '../report/apply/wait/problems.ts'
import { keptNotes, unseenNotes } from '../report/diff/notes.ts'
import { problemLines } from '../report/problem.ts'
import { asking } from './shared/ask.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { dryRunFlag, outputFlag } from './shared/flags.ts'
import { forceFlags, forceOf, mustKnow } from './shared/force.ts'
import { openObjects, pruneFlags, showPath, syncFlags } from './shared/sync.ts'
import { waitFlags, waitFor, waitTimeout } from './shared/wait.ts'

export default class Apply extends AgentgwCommand {
  static override summary = 'Bring the cluster to what the folder says.'
  static override description =
    'Validates everything first, and applies nothing if anything is invalid; then applies what differs, in dependency order, server-side. What is revoked is left alone, and what somebody changed in the cluster since is not overwritten without force. Only --prune deletes, and only what this folder applied.'
  static override examples = [
    '<%= config.bin %> apply',
    '<%= config.bin %> apply --dry-run=server',
    '<%= config.bin %> apply --prune',
    '<%= config.bin %> apply --wait --timeout 2m',
    '<%= config.bin %> apply --force-conflicts-of mcpbackend/filesystem',
  ]
  static override flags = {
    ...pruneFlags,
    ...waitFlags,
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
    const timeout = waitTimeout(flags)
    const { workspace, folder, placeOf } = await openObjects(flags)
    const { findings } = folder
    if (!json) this.note(findingLines(findings, showPath))
    if (folder.refused) {
      const skipped = folder.invalid.map((object): AppliedObject => ({ object, outcome: 'skipped' }))
      if (json) this.print(applyJson({ objects: skipped, findings, dryRun }))
      throw new UserError('invalid-manifests', 'nothing was applied: the folder holds invalid documents', {
        hint: 'mend what is listed above, or take it out of the folder',
      })
    }

    this.endsUntouched()
    const cluster = await connect(flags)
    const force = forceOf(flags)
    const {
      objects: states,
      agreements,
      unseen,
      missed,
    } = await compareFolder(folder, {
      workspace,
      cluster,
      namespace: flags.namespace,
      force,
      leftOver: flags.prune,
    })
    mustKnow(
      flags['force-conflicts-of'],
      states.map(({ ref }) => ref),
    )
    if (!dryRun)
      await guardPrune(pruneOf(states), {
        empty: flags['allow-empty'],
        confirm: flags.yes ? () => Promise.resolve(true) : asking(),
      })
    const account = new RunAccount(states)
    const signal = this.interruption(() => accountText(account.account))
    signal.addEventListener('abort', () => {
      account.interrupt()
    })
    const problems = new Problems(placeOf)
    const onBegin = (object: ObjectState): void => {
      account.begin(object)
    }
    const options = { cluster, agreements, force, dryRun: mode, signal, onBegin }
    for await (const applied of applyStates(states, options)) {
      account.end(applied)
      if (!json) this.print(appliedLine(applied, dryRun))
      const problem = problemOfApplied(applied)
      if (problem !== undefined) this.note(problems.tell(problem, applied.object.ref))
    }
    this.note(problems.more)
    const objects = account.applied
    const failed = objects.some(isIncomplete) || missed.length > 0
    const waited =
      timeout === undefined || signal.aborted
        ? undefined
        : await waitFor(
            objects.filter(isAwaited).map(({ object }) => object.ref),
            { cluster, timeout, signal, failed },
          )
    if (json)
      this.print(applyJson({ objects, findings, dryRun, interrupted: signal.aborted, waited, timeout }))
    for (const note of [
      ...unaskedNotes(objects),
      ...keptNotes(objects.map(({ object }) => object)),
      ...unseenNotes(unseen),
    ])
      this.note(note)
    for (const problem of waitProblems(waited ?? [], timeout ?? 0)) this.note(problemLines(problem))
    this.note(appliedSummary(objects, dryRun, waited))
    if (signal.aborted) {
      this.note(waited === undefined ? accountText(account.account) : waitAccountText(waited))
      return EXIT.interrupted
    }
    return failed || waited?.some(({ end }) => end !== 'ready') === true ? EXIT.failed : EXIT.done
  }
}
