/** What the API server would say to a plan of the kill switch (`--dry-run=server`). */
import { execute } from '../../apply/execute.ts'
import { killSwitchTrials } from '../../apply/kill-switch-runners.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Problem } from '../../model/kill-switch-report.ts'
import type { Plan } from '../../model/step.ts'

export const tryPlan = async (plan: Plan, cluster: Cluster | undefined): Promise<Problem[]> => {
  const problems: Problem[] = []
  for await (const event of execute(plan, killSwitchTrials(cluster)))
    if (event.outcome === 'failed') {
      const { code, message, hint } = event.error
      problems.push({ code, message, hint })
    }
  return problems
}
