import { type GatewayState, lookUp, type RevokedTools } from '../../gateway/state.ts'
import { withReason } from '../../model/revocation.ts'

const tell = ({ pattern, revocation: { id, reason } }: RevokedTools, server: string): string =>
  withReason(`${pattern} of ${server} is revoked (${id})`, reason)

/** What came and went among the revoked tools of one server, a line each. */
const tellTools = (
  server: string,
  before: readonly RevokedTools[] = [],
  now: readonly RevokedTools[] = [],
): string[] => {
  const was = new Set(before.map((each) => tell(each, server)))
  const is = new Set(now.map((each) => tell(each, server)))
  const still = new Set(now.map(({ pattern }) => pattern))
  return [
    ...[...is].filter((line) => !was.has(line)),
    ...before
      .filter(({ pattern }) => !still.has(pattern))
      .map(({ pattern }) => `${pattern} of ${server} is no longer revoked`),
  ]
}

/** What a person should know of a new state, a line each: what can not be served, and what came and went. */
export const tellChange = (
  before: GatewayState | undefined,
  state: GatewayState,
  urlOf: (id: string) => string,
): string[] => {
  const lines: string[] = []
  const states = before ? [before, state] : [state]
  const ids = new Set(
    states.flatMap((s) => [...s.servers.keys(), ...s.revoked.keys(), ...s.revokedTools.keys()]),
  )
  for (const id of [...ids].sort()) {
    const is = lookUp(state, id)
    const was = before && lookUp(before, id)
    if ('dark' in is) {
      if (!(was && 'dark' in was && was.dark.message === is.dark.message)) lines.push(is.dark.message)
    } else if (was && 'dark' in was) lines.push(`${id} is served at ${urlOf(id)}`)
    else if (was && was.server !== is.server && JSON.stringify(was.server) !== JSON.stringify(is.server))
      lines.push(`${id} has changed`)
    lines.push(...tellTools(id, before?.revokedTools.get(id), state.revokedTools.get(id)))
  }
  return lines
}
