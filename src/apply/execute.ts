/**
 * The one executor: carries out any plan, stage by stage, and tells each outcome as it happens.
 * It decides nothing about what to do; that stands in the plan. How one step is done stands in the runners.
 */
import { UserError } from '../errors.ts'
import type { Event } from '../model/event.ts'
import type { Resource } from '../model/resource.ts'
import { EVERYTHING, type Plan, type Step } from '../model/step.ts'

export interface Done {
  readonly outcome: 'done' | 'unchanged'
  readonly result?: Resource
}

/** Does one kind of step, or throws a UserError that says why it could not be done. */
export type Runners = { readonly [D in Step['do']]?: (step: Extract<Step, { do: D }>) => Promise<Done> }

export interface ExecuteOptions {
  /** How many steps of a stage run at a time; default 16. */
  readonly parallel?: number
  /** Ends the run after the steps under way; what was not begun is told as skipped. */
  readonly signal?: AbortSignal
  /** Hears of each step as it is begun. */
  readonly onBegin?: (step: Step) => void
}

const runStep = async (step: Step, runners: Runners): Promise<Event> => {
  try {
    const runner = runners[step.do] as ((step: Step) => Promise<Done>) | undefined
    if (runner === undefined) throw new UserError('internal', `no runner for the step ${step.do}`)
    return { ...(await runner(step)), step }
  } catch (error) {
    if (error instanceof UserError) return { outcome: 'failed', step, error }
    throw error
  }
}

/** Yields one event per step, in the order in which the steps end. */
export async function* execute(
  plan: Plan,
  runners: Runners,
  options: ExecuteOptions = {},
): AsyncGenerator<Event> {
  const { parallel = 16, signal, onBegin } = options
  const failed = new Map<string, string>()
  for (const stage of plan.stages) {
    const waiting = [...stage]
    const running = new Set<Promise<{ event: Event; self: Promise<unknown> }>>()
    while (waiting.length > 0 || running.size > 0) {
      const step = running.size < parallel ? waiting.shift() : undefined
      if (step === undefined) {
        const { event, self } = await Promise.race(running)
        running.delete(self as never)
        if (event.outcome === 'failed') failed.set(event.step.subject, event.error.message)
        yield event
        continue
      }
      const because = signal?.aborted
        ? 'interrupted'
        : (failed.get(EVERYTHING) ?? failed.get(step.needs ?? '') ?? failed.get(step.subject))
      if (because !== undefined) {
        yield { outcome: 'skipped', step, because }
        continue
      }
      onBegin?.(step)
      const started: Promise<{ event: Event; self: Promise<unknown> }> = runStep(step, runners).then(
        (event) => ({
          event,
          self: started,
        }),
      )
      running.add(started)
    }
  }
}
