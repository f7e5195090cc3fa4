/** A root with manifests and a journal, run by the operation behind `dev`, with real servers and clients. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { API_VERSION } from '../../../src/model/kinds.ts'
import type { Part } from '../../../src/model/part.ts'
import type { FolderRecord, Phase } from '../../../src/model/revocation.ts'
import { type Dev, dev, type DevOptions } from '../../../src/operations/dev.ts'
import { EVERYTHING, FILESYSTEM, Harness } from './harness.ts'

export interface BackendOptions {
  readonly namespace?: string
  readonly policies?: object
  readonly env?: object[]
  readonly stdio?: object
}

/** What a record of the journal says, where it is not as most are. */
export interface RecordOptions {
  readonly id?: string
  readonly when?: string
  readonly name?: string
  readonly namespace?: string
  readonly part?: Part
}

export const record = (phase: Phase, options: RecordOptions = {}): FolderRecord => {
  const { id = 'rev-7', when = '2026-01-01T00:00:00Z', name = 'one', namespace = 'lab', part } = options
  const ref = { apiVersion: API_VERSION, kind: 'MCPBackend', namespace, name }
  return {
    id,
    reason: 'under investigation',
    who: 'me',
    when,
    targets: [{ ref, ...(part && { part }), phase, because: 'named', stored: [] }],
  }
}

export class ServedFolder {
  readonly harness = new Harness()
  readonly root = join(this.harness.dir, 'root')
  readonly manifests = join(this.root, 'manifests')
  readonly notes: string[] = []
  readonly #clients: Client[] = []
  #running: Dev | undefined

  constructor() {
    mkdirSync(this.manifests, { recursive: true })
    writeFileSync(join(this.root, 'agentgw.yaml'), 'namespace: lab\n')
  }

  async start(options: Partial<DevOptions> = {}): Promise<Dev> {
    this.#running = await dev({
      cwd: this.root,
      port: 0,
      environment: {},
      note: (line) => this.notes.push(line),
      version: '0',
      auditLog: this.harness.auditFile,
      ...options,
    })
    return this.#running
  }

  /** An MCPBackend of the server that shows everything. */
  everything(name: string, more: BackendOptions = {}): object {
    return this.#backend(name, [EVERYTHING, 'stdio', this.harness.served], more)
  }

  filesystem(name: string, more: BackendOptions = {}): object {
    return this.#backend(name, [FILESYSTEM, this.harness.served], more)
  }

  #backend(name: string, args: readonly string[], more: BackendOptions): object {
    return {
      apiVersion: API_VERSION,
      kind: 'MCPBackend',
      metadata: { name, ...(more.namespace === undefined ? {} : { namespace: more.namespace }) },
      spec: {
        mcp: {
          stdio: { cmd: process.execPath, args, env: more.env ?? [], ...more.stdio },
          ...(more.policies ? { policies: more.policies } : {}),
        },
      },
    }
  }

  /** JSON is YAML. */
  write(file: string, ...documents: unknown[]): void {
    const text = documents.map((each) => `---\n${JSON.stringify(each)}\n`).join('')
    writeFileSync(join(this.manifests, file), text)
  }

  /** `prepare` sets handlers before the connection is made. */
  async connect(path: string, prepare?: (client: Client) => void): Promise<Client> {
    const client = new Client({ name: 'test-client', version: '1' })
    prepare?.(client)
    this.#clients.push(client)
    await client.connect(new StreamableHTTPClientTransport(this.url(path)))
    return client
  }

  url(path: string): URL {
    const all = this.#running!.endpoints.at(-1)!.url
    return new URL(all.replace(/\/mcp$/, path))
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.close().catch(() => undefined)))
    await this.#running?.close()
    this.#running = undefined
  }

  async remove(): Promise<void> {
    await this.stop()
    await this.harness.remove()
  }
}
