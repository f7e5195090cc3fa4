/** The CRDs of upstream agentgateway, which this repository does not hold: their schema belongs to a release. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Environment, variable } from './assets.ts'

/** For `ctx.skip(NEEDS_UPSTREAM_CRDS)`; the run says it at its end. */
export const NEEDS_UPSTREAM_CRDS =
  "needs upstream agentgateway's CRDs: set AGENTGW_UPSTREAM_CRDS to a folder of its CRD files"

/** AGENTGW_UPSTREAM_CRDS, or ../shared/data/crds beside this repository; undefined where there is neither. */
export const upstreamCrds = (env: Environment = process.env): string | undefined => {
  const named = variable(env, 'AGENTGW_UPSTREAM_CRDS')
  if (named !== undefined) {
    // A slip in the name must not turn into tests that are left out.
    if (!existsSync(named)) throw new Error(`AGENTGW_UPSTREAM_CRDS=${named} does not exist`)
    return named
  }
  const beside = join(import.meta.dirname, '../../../shared/data/crds')
  return existsSync(beside) ? beside : undefined
}
