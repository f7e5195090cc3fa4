/** What no client of the SDK would send: each message as text, over plain HTTP. */
import { existsSync, readFileSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Server } from '../../src/gateway/state.ts'
import { Harness, until } from './setup/harness.ts'

let harness: Harness
beforeEach(() => {
  harness = new Harness()
})
afterEach(async () => {
  await harness.remove()
  expect(harness.processes()).toEqual([])
})

const received = (): string => join(harness.dir, 'received')

/** A server that writes down every message and answers each request; its tools it lists when told to go. */
const logging = (more: Partial<Server> = {}): Server =>
  harness.program(
    [
      '-e',
      `const { appendFileSync } = require('node:fs')
      const reply = (id, result) => console.log(JSON.stringify({ jsonrpc: '2.0', id, result }))
      let list
      require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
        appendFileSync(process.env.RECEIVED, line + '\\n')
        const { id, method } = JSON.parse(line)
        if (method === 'initialize')
          reply(id, { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'log', version: '0' } })
        else if (method === 'tools/list') list = id
        else if (method === 'notifications/go') reply(list, { tools: [{ name: 'tool', inputSchema: { type: 'object' } }] })
        else if (id !== undefined) reply(id, { content: [] })
      })`,
    ],
    { ...more, env: { RECEIVED: received() } },
  )

const methods = (): string[] =>
  (existsSync(received()) ? readFileSync(received(), 'utf8').trim().split('\n') : []).map(
    (line) => (JSON.parse(line) as { method: string }).method,
  )

const HELLO = {
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '0' } },
}

const post = async (body: object, session?: string, path = '/mcp/log') => {
  const message = Array.isArray(body) ? (body as unknown) : { jsonrpc: '2.0', ...body }
  const response = await fetch(harness.url(path), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(session === undefined ? {} : { 'mcp-session-id': session }),
    },
    body: JSON.stringify(message),
  })
  return {
    status: response.status,
    text: await response.text(),
    session: response.headers.get('mcp-session-id') ?? '',
  }
}

const call = (name: string) => ({ method: 'tools/call', params: { name, arguments: {} } })

test('a cancellation that names no request cancels none, also none of the gateway itself', async () => {
  await harness.start({ log: logging(), other: harness.everything() })
  const { session } = await post(HELLO, undefined, '/mcp')
  const listed = post({ id: 2, method: 'tools/list' }, session, '/mcp')
  await until(methods, (seen) => seen.includes('tools/list'))
  await post({ method: 'notifications/cancelled', params: {} }, session, '/mcp')
  await post({ method: 'notifications/go' }, session, '/mcp')
  expect((await listed).text).toContain('log_tool')
  expect(methods()).not.toContain('notifications/cancelled')
})

test('a call at a dark path: made up names of servers and sessions are not recorded', async () => {
  await harness.start({ log: logging() })
  const { session } = await post(HELLO)
  const calls = (count: number) =>
    Array.from({ length: count }, (_, id) => ({ jsonrpc: '2.0', id, ...call('tool') }))
  expect((await post(calls(2), 'made-up', '/mcp/nobody')).status).toBe(404)
  harness.update({})
  expect((await post(calls(1), session)).status).toBe(404)
  expect(harness.audit()).toMatchObject([
    { server: '', session: '' },
    { server: '', session: '' },
    { server: 'log', session: session.slice(0, 8), client: { name: 'raw' } },
  ])
})

test('no name of a method or URL is a mistake of the gateway', async () => {
  await harness.start({ log: logging(), other: harness.everything() })
  const { session } = await post(HELLO, undefined, '/mcp')
  expect((await post({ id: 2, method: 'toString' }, session, '/mcp')).text).toContain('-32601')
  const status = await new Promise((resolve, reject) => {
    const req = request({ port: harness.gateway.port, host: '127.0.0.1', path: '//' }, (res) => {
      res.resume().on('end', () => {
        resolve(res.statusCode)
      })
    })
    req.on('error', reject).end()
  })
  expect(status).toBe(404)
})

test('at the limit the session that was longest unused makes room, but none with an open stream', async () => {
  await harness.start({ log: logging() }, {}, { maxSessions: 2 })
  const first = (await post(HELLO)).session
  const second = (await post(HELLO)).session
  await post({ id: 2, method: 'ping' }, first)
  const third = await post(HELLO)
  expect(third.status).toBe(200)
  expect((await post({ id: 3, method: 'ping' }, second)).status).toBe(404)
  expect((await post({ id: 3, method: 'ping' }, first)).status).toBe(200)
  const streams = await Promise.all(
    [first, third.session].map((session) =>
      fetch(harness.url('/mcp/log'), { headers: { accept: 'text/event-stream', 'mcp-session-id': session } }),
    ),
  )
  expect((await post(HELLO)).status).toBe(503)
  for (const stream of streams) await stream.body?.cancel()
  await until(
    () => harness.processes(),
    (left) => left.length === 2,
  )
})
