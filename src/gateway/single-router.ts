import type { Connection } from './connection.ts'
import type { JSONRPCRequest, Params, RpcError } from './rpc.ts'
import type { Answer, Router } from './router.ts'
import type { Session } from './session.ts'
import { type Darkness, type GatewayState, lookUp } from './state.ts'
import { Tasks } from './tasks.ts'
import type { ToolGate } from './tool-gate.ts'

/** One server, seen through: whatever it can do passes, and only tools are mediated. */
export class SingleRouter implements Router {
  readonly #id: string
  readonly #session: Session
  readonly #gate: ToolGate
  readonly #state: () => GatewayState
  readonly #tasks: Tasks

  constructor(id: string, session: Session, gate: ToolGate, state: () => GatewayState) {
    this.#id = id
    this.#session = session
    this.#gate = gate
    this.#state = state
    this.#tasks = new Tasks(
      (tool) => gate.dark(id, tool),
      () => state().revokedTools.has(id),
    )
  }

  async answer({ id, method, params }: JSONRPCRequest): Promise<Answer> {
    const connection = this.#session.connect(this.#id)
    switch (method) {
      case 'initialize':
        return this.#initialize(connection, params ?? {}, id)
      case 'tools/list': {
        const reply = await connection.request(method, params, { clientId: id })
        if ('error' in reply) return reply
        return { result: { ...reply.result, tools: this.#gate.visible(this.#id, reply.result['tools']) } }
      }
      case 'tools/call': {
        const tool = params?.['name']
        const call = { session: this.#session, server: this.#id, tool, shownAs: tool, params }
        const reply = await this.#gate.call(call, () => connection, id)
        this.#tasks.learn(tool, reply)
        return reply
      }
      default: {
        const may = (): RpcError | undefined => this.#tasks.refusal(method, params)
        return connection.request(method, params, { clientId: id, may, still: may })
      }
    }
  }

  recheck(): void {
    for (const taskId of this.#tasks.takeDark())
      void this.#session.connect(this.#id).request('tasks/cancel', { taskId })
  }

  dark(): Darkness | undefined {
    const found = lookUp(this.#state(), this.#id)
    return 'dark' in found ? found.dark : undefined
  }

  ids(): readonly string[] {
    return [this.#id]
  }

  async #initialize(connection: Connection, params: Params, clientId: JSONRPCRequest['id']): Promise<Answer> {
    const reply = await connection.initialize(params, clientId)
    if ('error' in reply) return reply
    const capabilities = reply.result['capabilities'] as Params | undefined
    if (capabilities?.['tools'] === undefined) return reply
    // The rules can change while the session lasts, whatever the server itself would do.
    const tools = { ...(capabilities['tools'] as Params), listChanged: true }
    return { result: { ...reply.result, capabilities: { ...capabilities, tools } } }
  }
}
