import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Server } from '../../src/gateway/state.ts'
import { EVERYTHING, Harness, rejection, textOf, until } from './setup/harness.ts'

let harness: Harness
let remote: ChildProcess | undefined
beforeEach(() => {
  harness = new Harness()
})
afterEach(async () => {
  await harness.remove()
  remote?.kill('SIGKILL')
})

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => {
        resolve(port)
      })
    })
  })

/** The everything server on a port of its own. */
const listen = async (
  transport: 'streamableHttp' | 'sse',
): Promise<{ port: number; output: () => string }> => {
  const port = await freePort()
  const child = spawn(process.execPath, [EVERYTHING, transport], {
    env: { PORT: String(port), HOME: harness.dir },
  })
  remote = child
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text))
  await until(
    () => output,
    (text) => text.includes(String(port)),
    20_000,
  )
  return { port, output: () => output }
}

const at = (via: 'http' | 'sse', url: string): Server => ({
  launch: { via, url, headers: {} },
  tools: { deny: ['get-env'] },
  secrets: [],
})

test.each([
  ['streamableHttp', 'http', '/mcp'],
  ['sse', 'sse', '/sse'],
] as const)(
  'a server that speaks %s: tools, progress, rules, darkness and back',
  async (transport, via, path) => {
    const { port } = await listen(transport)
    const remoteServer = at(via, `http://127.0.0.1:${port}${path}`)
    await harness.start({ remote: remoteServer })
    const { client } = await harness.connect('/mcp/remote')
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('get-env')
    const progress: number[] = []
    const long = { name: 'trigger-long-running-operation', arguments: { duration: 0.2, steps: 2 } }
    await client.callTool(long, undefined, { onprogress: (p) => progress.push(p.progress) })
    expect(progress).toEqual([1, 2])
    const longer = { ...long, arguments: { duration: 60, steps: 1 } }
    const call = rejection(client.callTool(longer))
    await new Promise((resolve) => setTimeout(resolve, 200))
    harness.update({}, { remote: { id: 'r1', reason: 'odd' } })
    expect((await call).message).toContain('remote is revoked (r1): odd')
    harness.update({ remote: remoteServer })
    const back = await client.callTool({ name: 'echo', arguments: { message: 'back' } })
    expect(textOf(back)).toContain('back')
  },
)

test('a server that is not there is an error that says so', async () => {
  const port = await freePort()
  await harness.start({ remote: at('http', `http://127.0.0.1:${port}/mcp`) })
  expect((await rejection(harness.connect('/mcp/remote'))).message).toContain('ECONNREFUSED')
})

test('a server that started anew is greeted anew', async () => {
  const first = await listen('streamableHttp')
  const server = at('http', `http://127.0.0.1:${first.port}/mcp`)
  await harness.start({ remote: server })
  const { client } = await harness.connect('/mcp/remote')
  await client.listTools()
  remote?.kill('SIGKILL')
  const second = await listen('streamableHttp')
  harness.update({ remote: at('http', `http://127.0.0.1:${second.port}/mcp`) })
  expect((await client.listTools()).tools.length).toBeGreaterThan(0)
})
