/** Brings a folder to what stands in a cluster: compares, plans, and edits files. */
import { execute } from '../../apply/execute.ts'
import { fileRunners } from '../../apply/runners/files.ts'
import type { PulledObject, PullOutcome } from '../../model/pull.ts'
import { refKey } from '../../model/resource.ts'
import type { Plan, Step } from '../../model/step.ts'
import { type Decision, faulty } from '../../plan/pull/decide.ts'
import { isNamed } from '../../plan/pull/words.ts'
import type { Prune } from '../../plan/prune-guard.ts'
import { type PlannedEdits, planEdits } from './edits.ts'
import type { PullOptions } from './facts.ts'
import { look, type Look } from './look.ts'

export interface PullPlan extends Look, PlannedEdits {
  readonly plan: Plan
}

const changes = ({ outcome, value }: Decision): boolean => value !== undefined || outcome === 'pruned'

/** Reads, compares and plans; changes nothing. */
export const planPull = async (options: PullOptions): Promise<PullPlan> => {
  const seen = await look(options)
  const { folder } = seen
  const decisions = seen.decisions.map((decision): Decision => {
    const { file } = decision
    if (file === undefined || !changes(decision) || !folder.faultyFiles.has(file)) return decision
    const { value: _, agrees: __, ...rest } = decision
    return { ...rest, outcome: 'failed', changes: [], error: decision.error ?? faulty(file) }
  })
  const planned = planEdits(decisions, folder.files, seen.documents, options.workspace.folder)
  const steps = planned.files.map(({ edit }): Step => ({ do: 'edit-file', subject: edit.path, edit }))
  return { ...seen, ...planned, decisions, plan: { stages: [steps] } }
}

/** What of the folder's objects goes, for those who guard against taking too much: an object that was named is none of that. */
export const pruneOf = ({ decisions, standing, words }: PullPlan): Prune => {
  const going = decisions.filter(({ ref, outcome }) => outcome === 'pruned' && !isNamed(words, ref)).length
  return { going, staying: standing, held: standing, from: 'the folder', by: 'the cluster' }
}

const told = (
  { value: _, live: __, agrees: ___, ...object }: Decision,
  more: Partial<PulledObject>,
): PulledObject => ({ ...object, ...more })

/**
 * Carries the plan out; yields each object as it is done, first those with nothing to do. `dryRun`: only says what would
 * be done. What folder and cluster then agree on is remembered.
 */
export async function* pull(
  { decisions, files, failures, plan, agreements }: PullPlan,
  { dryRun, signal }: { readonly dryRun: boolean; readonly signal?: AbortSignal },
): AsyncGenerator<PulledObject> {
  const pathOf = new Map(files.flatMap(({ edit, keys }) => [...keys].map((key) => [key, edit.path] as const)))
  const waiting = new Map<string, Decision[]>()
  for (const decision of decisions) {
    const key = refKey(decision.ref)
    const [path, error] = [pathOf.get(key), failures.get(key)]
    if (error !== undefined) yield told(decision, { outcome: 'failed', changes: [], error })
    else if (path === undefined || dryRun) {
      if (!dryRun) remember(agreements, decision)
      yield told(decision, path === undefined ? {} : { file: path })
    } else waiting.set(path, [...(waiting.get(path) ?? []), decision])
  }
  if (dryRun) return
  for await (const event of execute(plan, fileRunners, signal ? { signal } : {})) {
    const file = event.step.subject
    for (const decision of waiting.get(file) ?? []) {
      if (event.outcome === 'failed')
        yield told(decision, { outcome: 'failed', changes: [], file, error: event.error })
      else if (event.outcome === 'skipped') yield told(decision, { outcome: 'skipped', file })
      else {
        remember(agreements, decision)
        yield told(decision, { file })
      }
    }
  }
  await agreements.save()
}

const AGREEING: readonly PullOutcome[] = ['created', 'updated', 'unchanged', 'failed']

const remember = (agreements: Look['agreements'], { ref, outcome, live, agrees }: Decision): void => {
  if (outcome === 'pruned') agreements.forget(ref)
  else if (live !== undefined && agrees !== undefined && AGREEING.includes(outcome))
    agreements.pulled(live, agrees)
}
