import { isDeepStrictEqual } from 'node:util'
import { type Darkness, type GatewayState, lookUp } from './state.ts'

/** What has become of one server, or of some of its tools. */
export interface Change {
  /** Why nothing may be reached there any more. */
  readonly dark?: Darkness
  /** It runs otherwise than before. */
  readonly relaunched: boolean
}

/** By id; servers that are as they were are left out. */
export const changesBetween = (before: GatewayState, after: GatewayState): ReadonlyMap<string, Change> => {
  const changes = new Map<string, Change>()
  const ids = new Set(
    [before, after].flatMap(({ servers, revoked, revokedTools }) => [
      ...servers.keys(),
      ...revoked.keys(),
      ...revokedTools.keys(),
    ]),
  )
  for (const id of ids) {
    const tools = isDeepStrictEqual(before.revokedTools.get(id), after.revokedTools.get(id))
    const same =
      before.revoked.get(id) === after.revoked.get(id) && before.servers.get(id) === after.servers.get(id)
    if (tools && same) continue
    const was = lookUp(before, id)
    const is = lookUp(after, id)
    if (tools && isDeepStrictEqual(was, is)) continue
    const relaunched =
      'server' in was && 'server' in is && !isDeepStrictEqual(was.server.launch, is.server.launch)
    changes.set(id, { relaunched, ...('dark' in is ? { dark: is.dark } : {}) })
  }
  return changes
}
