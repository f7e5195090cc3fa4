import { request } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Harness } from './setup/harness.ts'

let harness: Harness
beforeEach(async () => {
  harness = new Harness()
  await harness.start({ files: harness.filesystem() })
})
afterEach(async () => {
  await harness.remove()
})

const HELLO = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '0' } },
})

/** As node:http sends it: fetch lets nobody choose the Host. */
const post = (
  headers: Record<string, string>,
  body = HELLO,
  path = '/mcp/files',
): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const req = request(harness.url(path), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
    })
    req.on('error', reject)
    req.on('response', (res) => {
      let text = ''
      res.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      res.on('end', () => {
        resolve({ status: res.statusCode ?? 0, text })
      })
    })
    req.end(body)
  })

test('only hosts of this machine, with the port, are heard', async () => {
  const { port } = harness.gateway
  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `LOCALHOST:${port}`])
    expect([host, (await post({ host })).status]).toEqual([host, 200])
  for (const host of [
    `evil.example:${port}`,
    'localhost',
    `localhost:${port + 1}`,
    `localhost.evil.example:${port}`,
    `127.0.0.1:${port}@evil.example`,
    `0.0.0.0:${port}`,
  ])
    expect([host, (await post({ host })).status]).toEqual([host, 403])
})

test('an Origin must be of this machine', async () => {
  for (const origin of ['http://localhost:5173', 'http://127.0.0.1', 'https://[::1]:8443'])
    expect([origin, (await post({ origin })).status]).toEqual([origin, 200])
  for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example', 'file://'])
    expect([origin, (await post({ origin })).status]).toEqual([origin, 403])
  expect(harness.audit()).toEqual([])
})

test('what is no message of MCP is refused, and starts nothing', async () => {
  const cases: [string, number, string?][] = [
    ['{', 400],
    ['null', 400],
    ['[]', 400],
    ['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_file"}}', 400],
    [HELLO, 404, '/mcp/nobody'],
    [HELLO, 404, '/'],
    [HELLO, 404, '/mcp/files/deeper'],
    [HELLO, 404, '/mcp/%zz'],
  ]
  for (const [body, status, path] of cases) {
    const seen = await post({}, body, path)
    expect([body, path, seen.status]).toEqual([body, path, status])
  }
  expect((await post({ 'mcp-session-id': 'made-up' })).status).toBe(404)
  expect((await post({ 'content-type': 'text/plain' })).status).toBe(415)
  expect((await fetch(harness.url('/mcp/files'), { method: 'PUT' })).status).toBe(405)
  expect(harness.processes()).toEqual([])
})
