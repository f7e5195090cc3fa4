/** Ways around the rules and the audit log, tried with raw HTTP against a server that does whatever it is told. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Gateway } from '../../src/gateway/gateway.ts'

/** Answers initialize, and writes down every message that it gets. */
const OBEDIENT = `
const { appendFileSync } = require('node:fs')
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  appendFileSync(process.argv[1], line + '\\n')
  const { id, method, params } = JSON.parse(line)
  if (id === undefined) return
  const result = method === 'initialize'
    ? { protocolVersion: params.protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'o', version: '1' } }
    : { content: [{ type: 'text', text: 'done' }] }
  process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n')
})
`

let dir: string
let gateway: Gateway
const notes: string[] = []
const got = (): string => {
  try {
    return readFileSync(join(dir, 'got'), 'utf8')
  } catch {
    return ''
  }
}
const audit = (): string => readFileSync(join(dir, 'audit'), 'utf8')

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'agentgw-bypass-'))
  writeFileSync(join(dir, 'audit'), '')
  const launch = {
    via: 'stdio',
    command: process.execPath,
    args: ['-e', OBEDIENT, join(dir, 'got')],
    env: {},
  } as const
  const server = { launch, tools: { deny: ['danger'] }, secrets: [] }
  gateway = await Gateway.listen({
    port: 0,
    auditLog: join(dir, 'audit'),
    note: (line: string) => notes.push(line),
    version: '0',
    state: { servers: new Map([['a', server]]), revoked: new Map(), revokedTools: new Map() },
  })
})
afterEach(async () => {
  await gateway.close()
  rmSync(dir, { recursive: true, force: true })
})

const post = async (body: unknown, session?: string, path = '/mcp/a') => {
  const response = await fetch(`http://127.0.0.1:${gateway.port}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(session === undefined ? {} : { 'mcp-session-id': session }),
    },
    body: JSON.stringify(body),
  })
  return {
    status: response.status,
    session: response.headers.get('mcp-session-id') ?? '',
    text: await response.text(),
  }
}
const hello = (clientInfo: object) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
})
const call = (name: string, id?: number) => ({
  jsonrpc: '2.0',
  ...(id === undefined ? {} : { id }),
  method: 'tools/call',
  params: { name, arguments: {} },
})
const begin = async (): Promise<string> => {
  const { session } = await post(hello({ name: 'agent', version: '1' }))
  await post({ jsonrpc: '2.0', method: 'notifications/initialized' }, session)
  return session
}

it('a call without an id does not reach the server', async () => {
  const session = await begin()
  await post(call('danger'), session)
  await post(call('allowed', 7), session)
  expect(got()).not.toContain('danger')
  expect(got()).toContain('allowed')
})

it('a second hello, however odd, changes neither the session nor its record', async () => {
  const session = await begin()
  const { text } = await post({ ...hello({}), id: 3, params: { clientInfo: { name: 5 } } }, session)
  expect(text).toContain('-32600')
  expect((await post(call('allowed', 7), session)).text).toContain('done')
  expect(JSON.parse(audit())).toMatchObject({
    client: { name: 'agent', version: '1' },
    tool: 'allowed',
    outcome: 'ok',
  })
  expect(got().match(/"initialize"/g)).toHaveLength(1)
})

it('a batch of any size is refused before it is recorded', async () => {
  const batch = Array.from({ length: 1000 }, (_, i) => call('x', i))
  expect(await post(batch, undefined, '/mcp/nobody')).toMatchObject({ status: 400 })
  expect(audit()).toBe('')
})

it('a refused call is not recorded under a session that is not known', async () => {
  await post(call('x', 1), 'FORGED00-whatever', '/mcp/nobody')
  expect(JSON.parse(audit())).toMatchObject({ session: '', outcome: 'refused' })
})
