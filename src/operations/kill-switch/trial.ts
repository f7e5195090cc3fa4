/** What the API server would say to a plan of the kill switch (`--dry-run=server`). */
import { killSwitchTrials } from '../../apply/kill-switch-runners.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Problem } from '../../model/kill-switch-report.ts'
import type { Plan } from '../../model/step.ts'
import { run } from './run.ts'
import { asProblem } from './verdict.ts'

export const tryPlan = async (plan: Plan, cluster: Cluster | undefined): Promise<Problem[]> =>
  (await run(plan, killSwitchTrials(cluster))).map(asProblem)
