/**
 * What the gateway serves, as values. It neither reads files nor knows where revocations are kept: whoever
 * does hands it a whole new state, and the gateway moves its live sessions over to it.
 */
import { withReason } from '../model/revocation.ts'
import { matches } from '../model/tool-pattern.ts'

/** How a server is reached. Two equal launches mean that a running connection may stay. */
export type Launch =
  | {
      readonly via: 'stdio'
      readonly command: string
      readonly args: readonly string[]
      /** Added to the few variables that every server inherits (PATH, HOME, …). */
      readonly env: Readonly<Record<string, string>>
      readonly cwd?: string
    }
  | {
      readonly via: 'http' | 'sse'
      readonly url: string
      readonly headers: Readonly<Record<string, string>>
    }

/** Names of tools with `*` as wildcard. Without `allow` every tool is allowed that is not denied. */
export interface ToolRules {
  readonly allow?: readonly string[]
  readonly deny: readonly string[]
}

export interface Server {
  readonly launch: Launch
  readonly tools: ToolRules
  /** Values that must never be seen in a log. */
  readonly secrets: readonly string[]
}

/** A server that stands in the folder and can not be served safely. */
export interface UnreadyServer {
  readonly unready: string
}

export interface Revoked {
  readonly id: string
  readonly reason: string
}

/** Tools that are revoked while their server stays. */
export interface RevokedTools {
  /** The server's own name of a tool, `*` being a wildcard. */
  readonly pattern: string
  readonly revocation: Revoked
}

/** Servers and revocations by id: the name under which a server is reached. */
export interface GatewayState {
  readonly servers: ReadonlyMap<string, Server | UnreadyServer>
  readonly revoked: ReadonlyMap<string, Revoked>
  /** Of each server, the latest revocation last. */
  readonly revokedTools: ReadonlyMap<string, readonly RevokedTools[]>
}

/** Why something, a server or a tool, may not be reached. */
export interface Darkness {
  readonly message: string
  readonly revocation?: Revoked
}

type Found = { readonly server: Server } | { readonly dark: Darkness }

const revokedBy = (revocation: Revoked, what: string): Darkness => ({
  message: withReason(`${what} is revoked (${revocation.id})`, revocation.reason),
  revocation,
})

/** A revocation wins over whatever stands in the folder. */
export const lookUp = (state: GatewayState, id: string): Found => {
  const revocation = state.revoked.get(id)
  if (revocation) return { dark: revokedBy(revocation, id) }
  const server = state.servers.get(id)
  if (server === undefined) return { dark: { message: `${id} is not served` } }
  return 'unready' in server ? { dark: { message: `${id} is not served: ${server.unready}` } } : { server }
}

/** The server of a tool; `tool`: the server's own name of it. Rules of the manifest are not asked. */
export const lookUpTool = (state: GatewayState, id: string, tool: string): Found => {
  const found = lookUp(state, id)
  if ('dark' in found) return found
  const held = state.revokedTools.get(id)?.findLast(({ pattern }) => matches(pattern, tool))
  return held ? { dark: revokedBy(held.revocation, `the tool ${tool} of ${id}`) } : found
}

/** The ids that are served now, in order of name. */
export const servedIds = (state: GatewayState): string[] =>
  [...state.servers.keys()].filter((id) => 'server' in lookUp(state, id)).sort()
