/** A gateway with real MCP servers behind it and clients of the official SDK before it. */
import { execFileSync } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { ClientCapabilities } from '@modelcontextprotocol/sdk/types.js'
import type { AuditEntry } from '../../../src/gateway/audit-log.ts'
import { Gateway, type GatewayOptions } from '../../../src/gateway/gateway.ts'
import type {
  GatewayState,
  Revoked,
  RevokedTools,
  Server,
  UnreadyServer,
} from '../../../src/gateway/state.ts'

const PACKAGES = join(import.meta.dirname, '../../../node_modules/@modelcontextprotocol')
export const FILESYSTEM = join(PACKAGES, 'server-filesystem/dist/index.js')
export const EVERYTHING = join(PACKAGES, 'server-everything/dist/index.js')

export interface Connected {
  readonly client: Client
  readonly transport: StreamableHTTPClientTransport
}

export type Servers = Record<string, Server | UnreadyServer>

const stateOf = (
  servers: Servers,
  revoked: Record<string, Revoked> = {},
  revokedTools: Record<string, readonly RevokedTools[]> = {},
): GatewayState => ({
  servers: new Map(Object.entries(servers)),
  revoked: new Map(Object.entries(revoked)),
  revokedTools: new Map(Object.entries(revokedTools)),
})

export class Harness {
  /** A folder of this harness alone; it is an argument of every server, so that their processes are known by it. */
  readonly dir = realpathSync(mkdtempSync(join(tmpdir(), 'agentgw-gateway-')))
  readonly served = join(this.dir, 'served')
  readonly auditFile = join(this.dir, 'audit', 'audit.jsonl')
  readonly notes: string[] = []
  readonly #clients: Client[] = []
  #gateway: Gateway | undefined

  constructor() {
    mkdirSync(this.served)
    writeFileSync(join(this.served, 'hello.txt'), 'hello from the folder\n')
  }

  /** Any program; the harness's folder is its last argument. */
  program(args: readonly string[], more: Partial<Server> & { env?: Record<string, string> } = {}): Server {
    const { env = {}, ...rest } = more
    const launch = { via: 'stdio', command: process.execPath, args: [...args, this.served], env } as const
    return { launch, tools: { deny: [] }, secrets: [], ...rest }
  }

  filesystem(more: Partial<Server> = {}): Server {
    return this.program([FILESYSTEM], more)
  }

  everything(more: Partial<Server> & { env?: Record<string, string> } = {}): Server {
    return this.program([EVERYTHING, 'stdio'], more)
  }

  async start(
    servers: Servers,
    revoked?: Record<string, Revoked>,
    more: Partial<GatewayOptions> = {},
  ): Promise<void> {
    this.#gateway = await Gateway.listen({
      port: 0,
      state: stateOf(servers, revoked),
      auditLog: this.auditFile,
      note: (line) => this.notes.push(line),
      version: '0.0.0-test',
      ...more,
    })
  }

  get gateway(): Gateway {
    if (!this.#gateway) throw new Error('not started')
    return this.#gateway
  }

  update(
    servers: Servers,
    revoked?: Record<string, Revoked>,
    revokedTools?: Record<string, readonly RevokedTools[]>,
  ): void {
    this.gateway.update(stateOf(servers, revoked, revokedTools))
  }

  url(path: string): URL {
    return new URL(`http://127.0.0.1:${this.gateway.port}${path}`)
  }

  /** `prepare` sets handlers before the connection is made. */
  async connect(
    path: string,
    options: { capabilities?: ClientCapabilities; prepare?: (client: Client) => void } = {},
  ): Promise<Connected> {
    const client = new Client(
      { name: 'test-client', version: '1.2.3' },
      { capabilities: options.capabilities ?? {} },
    )
    options.prepare?.(client)
    const transport = new StreamableHTTPClientTransport(this.url(path))
    this.#clients.push(client)
    await client.connect(transport)
    return { client, transport }
  }

  audit(): AuditEntry[] {
    if (!existsSync(this.auditFile)) return []
    const lines = readFileSync(this.auditFile, 'utf8').split('\n')
    return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as AuditEntry)
  }

  /** Processes that the gateway has started for this harness. */
  processes(): string[] {
    const all = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' })
    return all.split('\n').filter((line) => line.includes(this.served))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.close().catch(() => undefined)))
    await this.#gateway?.close()
    this.#gateway = undefined
  }

  async remove(): Promise<void> {
    await this.stop()
    rmSync(this.dir, { recursive: true, force: true })
  }
}

/** Waits until it holds; fails with what was last seen. */
export const until = async <T>(look: () => T, holds: (seen: T) => boolean, patience = 10_000): Promise<T> => {
  const end = performance.now() + patience
  for (;;) {
    const seen = look()
    if (holds(seen)) return seen
    if (performance.now() > end) throw new Error(`did not come about; last seen: ${JSON.stringify(seen)}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

/** What a rejected promise was rejected with. */
export const rejection = (
  promise: Promise<unknown>,
): Promise<{ code?: unknown; message: string; data?: unknown }> =>
  promise.then(
    (value) => {
      throw new Error(`not rejected: ${JSON.stringify(value)}`)
    },
    (error: unknown) => error as { code?: unknown; message: string; data?: unknown },
  )

/** The text of a tool's first piece of content. */
export const textOf = (result: unknown): string =>
  (result as { content?: { text?: string }[] }).content?.[0]?.text ?? ''

/** A call of the server that shows everything. */
export const LONG = { name: 'trigger-long-running-operation', arguments: { duration: 60, steps: 60 } }

/** Begins a call that takes long, and waits until the server is at it; `name`: how the client knows the tool. */
export const underWay = async (
  client: Client,
  name = LONG.name,
): Promise<{ ended: ReturnType<typeof rejection> }> => {
  let begun = false
  const options = { onprogress: () => (begun = true), resetTimeoutOnProgress: true }
  const ended = rejection(client.callTool({ ...LONG, name }, undefined, options))
  await until(() => begun, Boolean)
  return { ended }
}
