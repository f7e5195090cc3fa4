/** What every list of tools and every call of a tool passes: rules, revocations, the audit log. */
import type { AuditEntry, AuditLog } from './audit-log.ts'
import type { Connection, Ended } from './connection.ts'
import { darkError } from './dark-error.ts'
import { CODE, failure, type Params, type Reply, type RequestId, type RpcError } from './rpc.ts'
import type { Session } from './session.ts'
import { type Darkness, type GatewayState, lookUpTool, type Revoked } from './state.ts'
import { isAllowed } from './tool-rules.ts'

/** Who calls what. */
export interface ToolCall {
  readonly session: Pick<Session, 'id' | 'client'>
  /** Empty where no server has the name that the client gave. */
  readonly server: string
  /** The server's own name of the tool, as the client sent it. */
  readonly tool: unknown
  /** The name by which the client knows it. */
  readonly shownAs: unknown
  readonly params: Params | undefined
}

const revocationIn = (error: RpcError): string | undefined =>
  (error.data as { revocation?: Revoked } | undefined)?.revocation?.id

/** The text by which a tool says what went wrong. */
const failureIn = (reply: Reply): string | undefined => {
  if ('error' in reply) return reply.error.message
  if (reply.result['isError'] !== true) return undefined
  const content = reply.result['content']
  const first: unknown = Array.isArray(content) ? content[0] : undefined
  const text = (first as { text?: unknown } | undefined)?.text
  return typeof text === 'string' ? text : 'the tool reported an error'
}

const outcomeOf = (reply: Ended): AuditEntry['outcome'] => {
  if (reply.end === 'refused') return 'refused'
  if (reply.end === 'cut' || reply.end === 'cancelled') return 'cut'
  return failureIn(reply) === undefined ? 'ok' : 'error'
}

export class ToolGate {
  readonly #state: () => GatewayState
  readonly #audit: AuditLog

  constructor(state: () => GatewayState, audit: AuditLog) {
    this.#state = state
    this.#audit = audit
  }

  /** The tools of a server's reply to tools/list that may be seen now. */
  visible(server: string, tools: unknown): Params[] {
    if (!Array.isArray(tools)) return []
    const state = this.#state()
    return (tools as Params[]).filter(({ name }) => {
      if (typeof name !== 'string') return false
      const found = lookUpTool(state, server, name)
      return 'server' in found && isAllowed(found.server.tools, name)
    })
  }

  /** Why a call of this tool that is under way must end, and nothing more may come of it; its rules may change. */
  dark(server: string, tool: unknown): RpcError | undefined {
    const found = lookUpTool(this.#state(), server, typeof tool === 'string' ? tool : '')
    return 'dark' in found ? darkError(found.dark) : undefined
  }

  /** Calls the tool, or refuses to; records it either way. */
  async call(call: ToolCall, connect: () => Connection, clientId: RequestId): Promise<Ended> {
    const time = new Date().toISOString()
    const begun = performance.now()
    const may = (): RpcError | undefined => this.#refusal(call)
    const still = (): RpcError | undefined => this.dark(call.server, call.tool)
    const refused = may()
    const reply: Ended = refused
      ? { error: refused, end: 'refused' }
      : await connect().request('tools/call', call.params, { clientId, may, still })
    this.#record(call, reply, time, performance.now() - begun)
    return reply
  }

  /** Records calls that came where nothing can be called. */
  refuse(call: ToolCall, dark: Darkness): void {
    this.#record(call, { error: darkError(dark), end: 'refused' }, new Date().toISOString(), 0)
  }

  #refusal({ server, tool, shownAs }: ToolCall): RpcError | undefined {
    if (typeof tool !== 'string')
      return failure(CODE.invalidParams, 'tools/call needs the name of a tool').error
    const unknown = failure(CODE.invalidParams, `Unknown tool: ${String(shownAs)}`).error
    if (server === '') return unknown
    const found = lookUpTool(this.#state(), server, tool)
    if ('dark' in found) return darkError(found.dark)
    if (!isAllowed(found.server.tools, tool)) return unknown
    const blocked = this.#audit.blocked()
    return blocked === undefined ? undefined : failure(CODE.internal, blocked).error
  }

  #record({ session, server, tool, params }: ToolCall, reply: Ended, time: string, ms: number): void {
    const reason = failureIn(reply)
    const revocation = 'error' in reply && reply.end !== 'reply' ? revocationIn(reply.error) : undefined
    this.#audit.write({
      time,
      session: session.id.slice(0, 8),
      client: session.client,
      server,
      tool: typeof tool === 'string' ? tool : '',
      arguments: params?.['arguments'],
      outcome: outcomeOf(reply),
      ...(reason === undefined ? {} : { reason }),
      durationMs: Math.round(ms * 10) / 10,
      ...(revocation === undefined ? {} : { revocation }),
    })
  }
}
