/**
 * Several servers as one. Tools and prompts are named `SERVER_NAME`; resources keep their URIs and are read
 * where they were listed. A server that does not answer is left out, the others go on.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Connection } from './connection.ts'
import { darkError } from './dark-error.ts'
import { CODE, failure, type JSONRPCRequest, type Params, type Reply, type Result } from './rpc.ts'
import type { Answer, Router } from './router.ts'
import type { Session } from './session.ts'
import { type GatewayState, lookUp, servedIds } from './state.ts'
import type { ToolGate } from './tool-gate.ts'

/** How long one server may keep the others waiting, ms. */
const HELLO_PATIENCE = 30_000
const LIST_PATIENCE = 15_000
const MAX_PAGES = 100

/** The lists that are merged, and what makes an item known to whom it belongs. */
const LISTS: Readonly<
  Record<string, { readonly field: string; readonly key: string; readonly prefix: boolean }>
> = {
  'tools/list': { field: 'tools', key: 'name', prefix: true },
  'prompts/list': { field: 'prompts', key: 'name', prefix: true },
  'resources/list': { field: 'resources', key: 'uri', prefix: false },
  'resources/templates/list': { field: 'resourceTemplates', key: 'uriTemplate', prefix: false },
}

/** `SERVER_NAME` in its parts: names of servers hold no `_`. */
const split = (name: unknown): { server: string; own: unknown } => {
  const at = typeof name === 'string' ? name.indexOf('_') : -1
  return typeof name === 'string' && at > 0
    ? { server: name.slice(0, at), own: name.slice(at + 1) }
    : { server: '', own: name }
}

const within = async <T>(work: Promise<T>, patience: number): Promise<T | undefined> => {
  const waiting = new AbortController()
  const late = delay(patience, undefined, { ref: false, signal: waiting.signal }).catch(() => undefined)
  try {
    return await Promise.race([work, late])
  } finally {
    waiting.abort()
  }
}

export class AggregateRouter implements Router {
  readonly #session: Session
  readonly #gate: ToolGate
  readonly #state: () => GatewayState
  readonly #note: (text: string) => void
  readonly #version: string
  #hello: Params = {}
  /** Which server listed a resource or a template. */
  readonly #owners = new Map<string, string>()

  constructor(
    session: Session,
    gate: ToolGate,
    around: { state: () => GatewayState; note: (text: string) => void; version: string },
  ) {
    this.#session = session
    this.#gate = gate
    this.#state = around.state
    this.#note = around.note
    this.#version = around.version
  }

  async answer(request: JSONRPCRequest): Promise<Answer> {
    const { id, method, params = {} } = request
    if (Object.hasOwn(LISTS, method)) return this.#list(method)
    switch (method) {
      case 'initialize':
        return this.#initialize(params)
      case 'ping':
        return { result: {} }
      case 'tools/call':
        return this.#call(request)
      case 'prompts/get':
        return this.#ask(split(params['name']), params['name'], (own) => ({ ...params, name: own }), request)
      case 'completion/complete': {
        const ref = (params['ref'] ?? {}) as Params
        if (ref['type'] !== 'ref/prompt') return this.#find(String(ref['uri']), request)
        const renamed = (own: unknown): Params => ({ ...params, ref: { ...ref, name: own } })
        return this.#ask(split(ref['name']), ref['name'], renamed, request)
      }
      case 'resources/read':
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return this.#find(String(params['uri']), request)
      case 'logging/setLevel':
        await Promise.all(
          this.#members().map((member) =>
            member.request(method, params, { clientId: id, patience: LIST_PATIENCE }),
          ),
        )
        return { result: {} }
      default:
        return failure(
          CODE.methodNotFound,
          `${method} is not served at /mcp: ask the server itself, at /mcp/NAME`,
        )
    }
  }

  /** One dark server does not darken the others. */
  dark(): undefined {
    return undefined
  }

  ids(state: GatewayState): readonly string[] {
    return servedIds(state)
  }

  /** The servers that are served now, also those that have come since the session began. */
  #members(): Connection[] {
    return servedIds(this.#state()).map((id) => {
      const connection = this.#session.connect(id)
      connection.join(this.#hello)
      return connection
    })
  }

  async #initialize(params: Params): Promise<Answer> {
    this.#hello = params
    const hellos = await Promise.all(
      servedIds(this.#state()).map(async (id) => ({ id, reply: await this.#greet(id, params) })),
    )
    const results: { id: string; result: Result }[] = []
    const failed: string[] = []
    for (const { id, reply } of hellos)
      if ('result' in reply) results.push({ id, result: reply.result })
      else failed.push(reply.error.message)
    const [protocolVersion] = results.map(({ result }) => String(result['protocolVersion'])).sort()
    if (protocolVersion === undefined)
      return failure(CODE.unavailable, `no server could be started: ${failed.join('; ')}`)
    const can = results.map(
      ({ result }) => (result['capabilities'] ?? {}) as Record<string, Params | undefined>,
    )
    const some = (capability: string, flag?: string): boolean =>
      can.some((own) => (flag === undefined ? own[capability] : own[capability]?.[flag]) !== undefined)
    const instructions = results.flatMap(({ id, result }) =>
      typeof result['instructions'] === 'string' ? [`${id}: ${result['instructions']}`] : [],
    )
    return {
      result: {
        protocolVersion,
        serverInfo: { name: 'kubectl-agentgw', version: this.#version },
        capabilities: {
          // Servers can come and go while the session lasts.
          tools: { listChanged: true },
          prompts: { listChanged: true },
          resources: { listChanged: true, ...(some('resources', 'subscribe') ? { subscribe: true } : {}) },
          ...(some('logging') ? { logging: {} } : {}),
          ...(some('completions') ? { completions: {} } : {}),
        },
        ...(instructions.length === 0 ? {} : { instructions: instructions.join('\n\n') }),
      },
    }
  }

  async #greet(id: string, params: Params): Promise<Reply> {
    const greeting = this.#session.connect(id).initialize(params)
    const reply = await within(greeting, HELLO_PATIENCE)
    if (reply) return reply
    void greeting.then((late) => {
      if ('result' in late)
        for (const list of ['tools', 'prompts', 'resources'] as const) this.#session.listChanged(list)
    })
    this.#note(`${id} takes its time to start: it will be listed when it has`)
    return failure(CODE.unavailable, `${id} did not start within ${HELLO_PATIENCE / 1000} s`)
  }

  async #list(method: string): Promise<Answer> {
    const list = LISTS[method]
    if (list === undefined) return failure(CODE.methodNotFound, method)
    const { field, key, prefix } = list
    const merged = await Promise.all(
      this.#members().map(async (member) => {
        const all = (await within(this.#pages(member, method, field), LIST_PATIENCE)) ?? []
        const items = field === 'tools' ? this.#gate.visible(member.id, all) : all
        return items.map((item) => {
          if (prefix) return { ...item, [key]: `${member.id}_${String(item[key])}` }
          this.#owners.set(String(item[key]), member.id)
          return item
        })
      }),
    )
    return { result: { [field]: merged.flat() } }
  }

  /** Everything that one server lists; nothing where it has no such list. */
  async #pages(member: Connection, method: string, field: string): Promise<Params[]> {
    const items: Params[] = []
    let cursor: unknown
    for (let page = 0; page < MAX_PAGES; page++) {
      const reply = await member.request(method, cursor === undefined ? {} : { cursor })
      if ('error' in reply) {
        if (reply.error.code !== CODE.methodNotFound)
          this.#note(`${member.id}: ${method}: ${reply.error.message}`)
        break
      }
      const found = reply.result[field]
      if (Array.isArray(found)) items.push(...(found as Params[]))
      cursor = reply.result['nextCursor']
      if (cursor === undefined) break
    }
    return items
  }

  #call({ id, params }: JSONRPCRequest): Promise<Answer> {
    const shownAs = params?.['name']
    const { server, own } = split(shownAs)
    const known = this.#state().servers.has(server) || this.#state().revoked.has(server)
    const call = {
      session: this.#session,
      server: known ? server : '',
      tool: known ? own : shownAs,
      shownAs,
      params: { ...params, name: own },
    }
    return this.#gate.call(call, () => this.#member(server), id)
  }

  #member(id: string): Connection {
    const connection = this.#session.connect(id)
    connection.join(this.#hello)
    return connection
  }

  async #ask(
    { server, own }: { server: string; own: unknown },
    shownAs: unknown,
    paramsFor: (own: unknown) => Params,
    { id, method }: JSONRPCRequest,
  ): Promise<Answer> {
    const found = lookUp(this.#state(), server)
    if ('dark' in found)
      return found.dark.revocation
        ? { error: darkError(found.dark) }
        : failure(CODE.invalidParams, `Unknown prompt: ${String(shownAs)}`)
    return this.#member(server).request(method, paramsFor(own), { clientId: id })
  }

  /** Asks the server that listed the resource; where none did, one after the other. */
  async #find(uri: string, { id, method, params }: JSONRPCRequest): Promise<Answer> {
    const owner = this.#owners.get(uri)
    const found = owner === undefined ? undefined : lookUp(this.#state(), owner)
    // Another server's resource of the same name is another resource.
    if (found && 'dark' in found && found.dark.revocation) return { error: darkError(found.dark) }
    const members = this.#members()
    const owning = members.filter((member) => member.id === owner)
    let answer: Answer = failure(CODE.invalidParams, `Unknown resource: ${uri}`)
    for (const member of owning.length > 0 ? owning : members) {
      answer = await member.request(method, params, { clientId: id })
      if ('result' in answer || answer.end === 'cancelled') return answer
    }
    return answer
  }
}
