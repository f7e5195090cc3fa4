import { execute, type Runners } from '../../apply/execute.ts'
import type { UserError } from '../../errors.ts'
import type { Plan } from '../../model/step.ts'

/** Carries a plan out; gives what failed. */
export const run = async (plan: Plan, runners: Runners, signal?: AbortSignal): Promise<UserError[]> => {
  const failures: UserError[] = []
  for await (const event of execute(plan, runners, signal ? { signal } : {}))
    if (event.outcome === 'failed') failures.push(event.error)
  return failures
}
