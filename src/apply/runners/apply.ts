/** How an object is applied: server-side, in one step or two. */
import type { Cluster } from '../../model/cluster.ts'
import type { Runners } from '../execute.ts'

export const applyRunners = (cluster: Cluster, options: { readonly dryRun: boolean }): Runners => ({
  apply: async ({ resource, first, force = false }) => {
    const how = { dryRun: options.dryRun, force }
    if (first !== undefined) {
      const result = await cluster.apply(first, how)
      // The second step stands on the first, which a dry run does not take.
      if (options.dryRun) return { outcome: 'done', result }
    }
    return { outcome: 'done', result: await cluster.apply(resource, how) }
  },
})
