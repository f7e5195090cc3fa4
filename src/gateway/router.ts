import type { Ended } from './connection.ts'
import type { JSONRPCRequest, Reply } from './rpc.ts'
import type { Darkness, GatewayState } from './state.ts'

/** A reply to the client; without `end` it is the gateway's own. */
export type Answer = Reply & Partial<Pick<Ended, 'end'>>

/** Who answers the requests of a session: one server, or several as one. */
export interface Router {
  answer(request: JSONRPCRequest): Promise<Answer>
  /** Why the session as a whole gets nothing now; undefined where it does. */
  dark(): Darkness | undefined
  /** The servers that the session may reach in a state. */
  ids(state: GatewayState): readonly string[]
  /** What may be reached has changed: ends what goes on without a request and may no longer. */
  recheck?(): void
}
