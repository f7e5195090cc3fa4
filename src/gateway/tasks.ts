/**
 * The tasks that one session's calls have begun at one server. A task outlives its call, so a revocation of the
 * tool must end it too, and keep back what it has found.
 */
import { CODE, failure, type Params, type Reply, type RpcError } from './rpc.ts'

/** The requests that bring something of a task to the client. */
const READS = new Set(['tasks/get', 'tasks/result'])

export class Tasks {
  /** By task. */
  readonly #tools = new Map<string, string>()
  readonly #cancelled = new Set<string>()
  readonly #dark: (tool: string) => RpcError | undefined
  readonly #someDark: () => boolean

  /** `dark`: why nothing may come of a tool; `someDark`: whether there is any such tool. */
  constructor(dark: (tool: string) => RpcError | undefined, someDark: () => boolean) {
    this.#dark = dark
    this.#someDark = someDark
  }

  /** Looks whether the reply to a call says that a task has begun. */
  learn(tool: unknown, reply: Reply): void {
    const task = 'result' in reply ? (reply.result['task'] as Params | undefined) : undefined
    const id = task?.['taskId']
    if (typeof id === 'string' && typeof tool === 'string') this.#tools.set(id, tool)
  }

  /** Why a request may not get anything of a task; undefined where it may, or is about none. */
  refusal(method: string, params: Params | undefined): RpcError | undefined {
    if (!READS.has(method)) return undefined
    const tool = this.#tools.get(String(params?.['taskId']))
    if (tool !== undefined) return this.#dark(tool)
    // It may have been begun by a call that was cut, and can be found by tasks/list.
    return this.#someDark() ? failure(CODE.invalidParams, 'Task not found').error : undefined
  }

  /** The tasks that are to be cancelled at the server now, each once. */
  takeDark(): string[] {
    const dark = [...this.#tools].flatMap(([id, tool]) =>
      !this.#cancelled.has(id) && this.#dark(tool) ? [id] : [],
    )
    for (const id of dark) this.#cancelled.add(id)
    return dark
  }
}
