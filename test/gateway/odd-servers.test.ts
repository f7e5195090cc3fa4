import { chmodSync, rmSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { EVERYTHING, Harness, rejection, textOf, until } from './setup/harness.ts'

let harness: Harness
beforeEach(() => {
  harness = new Harness()
})
afterEach(async () => {
  await harness.remove()
  expect(harness.processes()).toEqual([])
})

const echo = (message: string) => ({ name: 'echo', arguments: { message } })

/** The everything server in a process that does `code` first. */
const withCode = (code: string) =>
  harness.program(['-e', `${code}; import(process.argv[1])`, EVERYTHING, 'stdio'])

test('a command that does not exist is a clear error, and others go on', async () => {
  const missing = { via: 'stdio', command: 'no-such-command', args: [], env: {} } as const
  await harness.start({
    missing: { launch: missing, tools: { deny: [] }, secrets: [] },
    nowhere: {
      launch: { ...missing, command: 'node', cwd: '/no/such/dir' },
      tools: { deny: [] },
      secrets: [],
    },
    every: harness.everything(),
  })
  expect((await rejection(harness.connect('/mcp/missing'))).message).toContain(
    'command not found: no-such-command',
  )
  expect((await rejection(harness.connect('/mcp/nowhere'))).message).toContain(
    'no such directory: /no/such/dir',
  )
  const { client } = await harness.connect('/mcp/every')
  expect(textOf(await client.callTool(echo('on')))).toContain('on')
  expect(harness.notes).toContain('missing: command not found: no-such-command')
})

test('arguments reach the server as they are: no shell reads them', async () => {
  const tricky = ['$(touch pwned)', '; exit 1', '*', "it's", '"quoted"', '']
  await harness.start({
    every: harness.program(['-e', 'import(process.argv[1])', EVERYTHING, 'stdio', ...tricky]),
  })
  await harness.connect('/mcp/every')
  expect(harness.processes()).toHaveLength(1)
  expect(harness.processes()[0]).toContain('$(touch pwned) ; exit 1 * it\'s "quoted"')
})

test('a server that says no to hello, and one that ends at once', async () => {
  await harness.start({ ends: harness.program(['-e', 'console.error("why it ends"); process.exit(7)']) })
  const error = await rejection(harness.connect('/mcp/ends'))
  expect(error.message).toContain('ends exited with code 7')
  expect(harness.notes).toContain('ends| why it ends')
})

test('a server that crashes: the call fails, the next request starts another', async () => {
  const crash = 'process.stdin.on("data", (d) => { if (String(d).includes("crash now")) process.exit(3) })'
  await harness.start({ every: withCode(crash) })
  const { client } = await harness.connect('/mcp/every')
  const error = await rejection(client.callTool(echo('crash now')))
  expect(error.message).toContain('every exited with code 3')
  expect(harness.audit()).toMatchObject([{ outcome: 'cut', reason: 'every exited with code 3' }])
  expect(textOf(await client.callTool(echo('again')))).toContain('again')
})

test('what is no message on standard output is noted and skipped', async () => {
  await harness.start({
    every: withCode('console.log("Welcome!"); console.log("{\\"jsonrpc\\":\\"2.0\\"}"); console.log("")'),
  })
  const { client } = await harness.connect('/mcp/every')
  expect(textOf(await client.callTool(echo('fine')))).toContain('fine')
  expect(harness.notes.filter((note) => note.includes('not a message of MCP'))).toHaveLength(2)
})

test('large messages pass both ways', async () => {
  await harness.start({ every: harness.everything() })
  const { client } = await harness.connect('/mcp/every')
  const large = 'x'.repeat(8 * 2 ** 20)
  expect(textOf(await client.callTool(echo(large)))).toHaveLength(large.length + 'Echo: '.length)
  const [line] = harness.audit()
  expect(JSON.stringify(line).length).toBeLessThan(2000)
  expect(JSON.stringify(line)).toContain(`${large.length} characters`)
})

test('a message too large for the server ends it, and that is what the client is told', async () => {
  await harness.start({ every: harness.everything() })
  const { client } = await harness.connect('/mcp/every')
  // The SDK of the server takes 10 MiB.
  const error = await rejection(client.callTool(echo('x'.repeat(11 * 2 ** 20))))
  expect(error.message).toMatch(/every exited with code \d/)
})

test('a client that leaves in the middle of a call harms nobody', async () => {
  await harness.start({ every: harness.everything() })
  const { client } = await harness.connect('/mcp/every')
  const long = { name: 'trigger-long-running-operation', arguments: { duration: 0.5, steps: 1 } }
  void client.callTool(long).catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 100))
  await client.close()
  await until(
    () => harness.audit(),
    (lines) => lines.length === 1,
  )
  const other = await harness.connect('/mcp/every')
  expect(textOf(await other.client.callTool(echo('fine')))).toContain('fine')
})

test('a client that leaves before it was greeted leaves no server behind', async () => {
  await harness.start({ every: withCode('await new Promise((r) => setTimeout(r, 60000))') })
  const abort = new AbortController()
  const hello = fetch(harness.url('/mcp/every'), {
    method: 'POST',
    signal: abort.signal,
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '0' } },
    }),
  }).then((response) => response.text())
  await until(
    () => harness.processes(),
    (all) => all.length === 1,
  )
  abort.abort()
  await rejection(hello)
  await until(
    () => harness.processes(),
    (all) => all.length === 0,
  )
})

test('servers that ignore their end, and what they started, are ended all the same', async () => {
  const stubborn = `
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => {})
    require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1e6)', process.argv.at(-1)])
    setInterval(() => {}, 1e6)`
  await harness.start({ every: withCode(stubborn) })
  await harness.connect('/mcp/every')
  await until(
    () => harness.processes(),
    (all) => all.length === 2,
  )
  await harness.stop()
  expect(harness.processes()).toEqual([])
})

test('while the audit log can not be written, calls are refused; nothing is lost', async () => {
  await harness.start({ every: harness.everything() })
  const { client } = await harness.connect('/mcp/every')
  await client.callTool(echo('first'))
  const long = { name: 'trigger-long-running-operation', arguments: { duration: 0.5, steps: 1 } }
  const call = client.callTool(long)
  await new Promise((resolve) => setTimeout(resolve, 100))
  // A folder in the log's place can be written by nobody, not even by root.
  rmSync(harness.auditFile)
  mkdirSync(harness.auditFile)
  await call
  const refused = await rejection(client.callTool(echo('unrecorded')))
  expect(refused.message).toContain('the audit log can not be written (EISDIR)')
  expect(harness.notes.some((note) => note.includes('EISDIR') && note.includes(long.name))).toBe(true)
  rmSync(harness.auditFile, { recursive: true })
  await client.callTool(echo('recorded'))
  expect(harness.audit().map(({ tool, outcome }) => `${tool} ${outcome}`)).toEqual([
    `${long.name} ok`,
    'echo ok',
  ])
})

test('a server that is not ready says why, to every client', async () => {
  await harness.start({ every: { unready: 'it needs TOKEN: set it' } })
  expect((await rejection(harness.connect('/mcp/every'))).message).toContain(
    'every is not served: it needs TOKEN: set it',
  )
})

test('a program that may not be run', async () => {
  const program = join(harness.dir, 'program')
  writeFileSync(program, '#!/bin/sh\n')
  chmodSync(program, 0o600)
  const launch = { via: 'stdio', command: program, args: [], env: {} } as const
  await harness.start({ every: { launch, tools: { deny: [] }, secrets: [] } })
  expect((await rejection(harness.connect('/mcp/every'))).message).toContain(
    `can not start ${program}: EACCES`,
  )
})
