import { setTimeout as sleep } from 'node:timers/promises'
import { execute, type Runners } from '../../apply/execute.ts'
import type { Waiting } from '../../apply/lock-enforced.ts'
import type { UserError } from '../../errors.ts'
import type { Plan } from '../../model/step.ts'

/** Carries a plan out; gives what failed. */
export const run = async (plan: Plan, runners: Runners, signal?: AbortSignal): Promise<UserError[]> => {
  const failures: UserError[] = []
  for await (const event of execute(plan, runners, signal ? { signal } : {}))
    if (event.outcome === 'failed') failures.push(event.error)
  return failures
}

/** How a run waits for what the cluster does. */
export const waitingOf = (now: () => Date, signal?: AbortSignal): Waiting => ({
  clock: {
    now: () => now().getTime(),
    sleep: (ms, until) => sleep(ms, undefined, until ? { signal: until } : {}),
  },
  ...(signal && { signal }),
})
