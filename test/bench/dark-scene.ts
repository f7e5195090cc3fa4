/** The built `dev` on a folder of real servers, the commands that darken it, and the moments at which clients notice. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js'
import { stashFolder } from '../../src/manifest/stash-folder.ts'
import { writeStash } from '../../src/manifest/stash.ts'
import { API_VERSION } from '../../src/model/kinds.ts'
import type { Part } from '../../src/model/part.ts'
import type { Phase } from '../../src/model/revocation.ts'
import { BIN, cleanEnv, ROOT } from '../cli/environment.ts'
import { writeCorpus } from './corpus.ts'

const SERVER = join(ROOT, 'node_modules/@modelcontextprotocol/server-everything/dist/index.js')
const LONG = { name: 'trigger-long-running-operation', arguments: { duration: 600, steps: 600 } }
export const SERVERS = ['one', 'two', 'three']

/** Milliseconds since 1970, with fractions: what the file system's times can be compared with. */
export const now = (): number => performance.timeOrigin + performance.now()

const manifest = (name: string): string => `apiVersion: ${API_VERSION}
kind: MCPBackend
metadata: {name: ${name}}
spec:
  mcp:
    stdio: {cmd: ${JSON.stringify(process.execPath)}, args: [${JSON.stringify(SERVER)}, stdio]}
`

export class Scene {
  readonly #root = mkdtempSync(join(tmpdir(), 'agentgw-dark-'))
  readonly #clients: Client[] = []
  #dev: ChildProcess | undefined
  #url = ''

  /** `more`: how many revocations of other servers the journal holds already, and files the folder. */
  async start(more: number): Promise<void> {
    mkdirSync(join(this.#root, 'manifests'))
    if (more > 0) writeCorpus(join(this.#root, 'manifests/more'), more)
    mkdirSync(stashFolder(this.#root), { recursive: true })
    writeFileSync(join(this.#root, 'agentgw.yaml'), 'namespace: lab\n')
    for (const name of SERVERS) writeFileSync(join(this.#root, 'manifests', `${name}.yaml`), manifest(name))
    for (let i = 0; i < more; i++) await this.record('removed', `other-${i}`)
    const child = spawn(process.execPath, [BIN, 'dev', '--port', '0'], {
      cwd: this.#root,
      env: cleanEnv(),
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.#dev = child
    let out = ''
    for await (const text of child.stdout.setEncoding('utf8') as AsyncIterable<string>) {
      out += text
      this.#url = /^\(all\) +(\S+)\/mcp$/m.exec(out)?.[1] ?? ''
      if (this.#url !== '') return
    }
    throw new Error('dev did not start')
  }

  async stop(): Promise<void> {
    await this.leave()
    const child = this.#dev
    if (child?.exitCode === null) {
      const ended = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGTERM')
      await ended
    }
    rmSync(this.#root, { recursive: true, force: true })
  }

  url(path: string): string {
    return `${this.#url}${path}`
  }

  async connect(path: string, through: FetchLike = fetch): Promise<Client> {
    const client = new Client({ name: 'bench', version: '1' })
    this.#clients.push(client)
    await client.connect(new StreamableHTTPClientTransport(new URL(this.url(path)), { fetch: through }))
    return client
  }

  /** Ends all sessions. */
  async leave(): Promise<void> {
    await Promise.all(this.#clients.splice(0).map((client) => client.close().catch(() => undefined)))
  }

  /** Writes a record as `revoke` would, without the time that it takes to start. */
  async record(phase: Phase, name: string, part?: Part): Promise<void> {
    const ref = { apiVersion: API_VERSION, kind: 'MCPBackend', namespace: 'lab', name }
    const target = { ref, ...(part && { part }), phase, because: 'named', stored: [] } as const
    const head = { id: `bench-${name}`, reason: 'bench', who: 'bench', when: '2026-01-01T00:00:00Z' }
    await writeStash(this.#root, { ...head, targets: [target] })
  }

  /** As if another state of the folder had been checked out. */
  touch(): void {
    const folder = join(this.#root, 'manifests')
    const time = now() / 1000
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
      utimesSync(join(folder, file), time, time)
  }

  /** Starts the built program; `began` is when. Rejects where it fails. */
  command(...args: readonly string[]): { readonly began: number; readonly ended: Promise<void> } {
    const began = now()
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: this.#root,
      env: cleanEnv(),
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    const ended = new Promise<void>((resolve, reject) => {
      child.once('close', (code) => {
        if (code === 0) resolve()
        else reject(new Error(`${args.join(' ')}: ${stderr}`))
      })
    })
    return { began, ended }
  }

  /** When the next record appears under its name, by the file system's own time. */
  nextRecord(): Promise<number> {
    const folder = stashFolder(this.#root)
    return new Promise((resolve) => {
      const watcher = watch(folder, (_event, file) => {
        if (!file?.endsWith('.stash')) return
        watcher.close()
        resolve(Math.min(now(), statSync(join(folder, file)).ctimeMs))
      })
    })
  }
}

const refusedAt = (call: Promise<unknown>): Promise<number> =>
  call.then(
    () => Promise.reject(new Error('it was not cut')),
    (error: unknown) => {
      if (!String(error).includes('is revoked')) throw error as Error
      return now()
    },
  )

/** Begins a call that takes long; resolves once it is under way. */
export const callUnderWay = async (client: Client): Promise<{ readonly cut: Promise<number> }> => {
  const { promise: begun, resolve } = Promise.withResolvers<unknown>()
  const call = client.callTool(LONG, undefined, { onprogress: resolve, resetTimeoutOnProgress: true })
  const cut = refusedAt(call)
  await Promise.race([begun, cut])
  return { cut }
}

/** Calls without pause; when the first call is refused. */
export const lastCall = async (client: Client, name: string): Promise<number> => {
  for (;;) {
    const call = client.callTool({ name, arguments: { message: 'x' } })
    const answered = await call.then(
      () => true,
      () => false,
    )
    if (!answered) return refusedAt(call)
  }
}

/** Opens sessions one after the other; when the first is refused. */
export const newSession = async (scene: Scene, path: string): Promise<number> => {
  for (;;) {
    const opening = scene.connect(path)
    const opened = await opening.then(
      () => true,
      () => false,
    )
    if (!opened) return refusedAt(opening)
  }
}

/** The stream that a session keeps open to hear of what it did not ask for; when it ends. */
export const openStream = async (scene: Scene, path: string): Promise<{ readonly cut: Promise<number> }> => {
  const { promise: opened, resolve: open } = Promise.withResolvers<unknown>()
  const { promise: cut, resolve: end } = Promise.withResolvers<number>()
  await scene.connect(path, async (url, init) => {
    const response = await fetch(url, init)
    if (init?.method !== 'GET' || !response.ok || response.body === null) return response
    open(true)
    const flush = (): void => {
      end(now())
    }
    return new Response(response.body.pipeThrough(new TransformStream({ flush })), response)
  })
  await opened
  return { cut }
}

/** When a path answers again; the call without a session starts no server. */
export const servedAgain = async (scene: Scene, path: string): Promise<number> => {
  for (;;) {
    const { status } = await fetch(scene.url(path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
    })
    if (status !== 404) return now()
  }
}
