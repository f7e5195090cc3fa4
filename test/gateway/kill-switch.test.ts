import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { Harness, LONG, rejection, textOf, underWay, until } from './setup/harness.ts'

const REVOKED = { id: 'rev-1', reason: 'it deletes files' }
const echo = (message: string) => ({ name: 'echo', arguments: { message } })

let harness: Harness
beforeEach(() => {
  harness = new Harness()
})
afterEach(async () => {
  await harness.remove()
  expect(harness.processes()).toEqual([])
})

/** The stream on which a session hears of what it did not ask for, as raw HTTP. */
const openStream = async (path: string, sessionId: string): Promise<{ ended: Promise<void> }> => {
  const response = await fetch(harness.url(path), {
    headers: { accept: 'text/event-stream', 'mcp-session-id': sessionId },
  })
  expect(response.status).toBe(200)
  const read = async (): Promise<void> => {
    await response.text()
  }
  return { ended: read() }
}

test('revoked: calls under way, streams and all sessions end at once; others go on', async () => {
  const servers = { every: harness.everything(), files: harness.filesystem() }
  await harness.start(servers)
  const calling = await harness.connect('/mcp/every')
  const second = await harness.connect('/mcp/every')
  const other = await harness.connect('/mcp/files')
  await second.client.callTool(echo('before'))
  const call = await underWay(calling.client)
  const raw = await fetch(harness.url('/mcp/every'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'raw', version: '0' } },
    }),
  })
  await raw.text()
  const stream = await openStream('/mcp/every', raw.headers.get('mcp-session-id')!)
  expect(harness.processes()).toHaveLength(4)

  harness.update({ files: servers.files }, { every: REVOKED })
  const error = await call.ended
  await stream.ended

  expect(error.message).toContain('every is revoked (rev-1): it deletes files')
  expect(error.data).toEqual({ revocation: REVOKED })
  await until(
    () => harness.processes(),
    (left) => left.length === 1,
  )
  for (const { client } of [calling, second]) {
    const refused = await rejection(client.callTool(echo('after')))
    expect(refused.code).toBe(404)
    expect(refused.message).toContain('every is revoked (rev-1): it deletes files')
    expect((await rejection(client.listTools())).code).toBe(404)
  }
  expect((await rejection(harness.connect('/mcp/every'))).message).toContain('every is revoked (rev-1)')
  const { tools } = await other.client.listTools()
  expect(tools.length).toBeGreaterThan(0)
  const lines = harness.audit().map(({ outcome, revocation, tool }) => ({ outcome, revocation, tool }))
  expect(lines).toEqual([
    { outcome: 'ok', revocation: undefined, tool: 'echo' },
    { outcome: 'cut', revocation: 'rev-1', tool: LONG.name },
    { outcome: 'refused', revocation: 'rev-1', tool: 'echo' },
    { outcome: 'refused', revocation: 'rev-1', tool: 'echo' },
  ])
})

test('a revocation wins over the document that still stands in the folder', async () => {
  await harness.start({ every: harness.everything() }, { every: REVOKED })
  expect((await rejection(harness.connect('/mcp/every'))).message).toContain('every is revoked (rev-1)')
  expect((await rejection(harness.connect('/mcp'))).message).toContain('every is revoked (rev-1)')
  expect(harness.processes()).toEqual([])
})

test('removed: dark as well, without a revocation', async () => {
  await harness.start({ every: harness.everything() })
  const session = await harness.connect('/mcp/every')
  const call = await underWay(session.client)
  harness.update({})
  expect((await call.ended).message).toContain('every is not served')
  const refused = await rejection(session.client.callTool(echo('x')))
  expect([refused.code, refused.message]).toEqual([404, expect.stringContaining('every is not served')])
})

test('restored: new sessions work, and so do the old ones, with a fresh server', async () => {
  const every = harness.everything()
  await harness.start({ every })
  const old = await harness.connect('/mcp/every')
  await old.client.callTool(echo('before'))
  harness.update({}, { every: REVOKED })
  await rejection(old.client.callTool(echo('dark')))
  harness.update({ every })
  expect(textOf(await old.client.callTool(echo('back')))).toContain('back')
  const fresh = await harness.connect('/mcp/every')
  expect(textOf(await fresh.client.callTool(echo('new')))).toContain('new')
  expect(harness.processes()).toHaveLength(2)
})

test('several sessions ask a restored server at once: each starts one server', async () => {
  const every = harness.everything()
  await harness.start({ every })
  const sessions = await Promise.all([1, 2, 3].map(() => harness.connect('/mcp/every')))
  harness.update({})
  await until(
    () => harness.processes(),
    (left) => left.length === 0,
  )
  harness.update({ every })
  const calls = sessions.flatMap(({ client }) => [client.callTool(echo('a')), client.callTool(echo('b'))])
  for (const result of await Promise.all(calls)) expect(textOf(result)).toMatch(/a|b/)
  expect(harness.processes()).toHaveLength(3)
})

test('a change while the server starts: nothing runs on', async () => {
  await harness.start({ every: harness.everything() })
  const connecting = rejection(harness.connect('/mcp/every'))
  await until(
    () => harness.processes(),
    (all) => all.length === 1,
  )
  harness.update({}, { every: REVOKED })
  expect((await connecting).message).toContain('revoked')
  await until(
    () => harness.processes(),
    (all) => all.length === 0,
  )
})

test('changed rules hold for the next request of a live session, and it is told', async () => {
  const every = harness.everything()
  await harness.start({ every })
  const { client } = await harness.connect('/mcp/every')
  let told = 0
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    told++
  })
  // Its own at the start, of tools that depend on the client.
  await client.listTools()
  const before = told
  harness.update({ every: { ...every, tools: { deny: ['echo'] } } })
  await until(
    () => told,
    (count) => count > before,
  )
  expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('echo')
  expect((await rejection(client.callTool(echo('x')))).message).toContain('Unknown tool: echo')
  harness.update({ every })
  expect(textOf(await client.callTool(echo('again')))).toContain('again')
  expect(harness.processes()).toHaveLength(1)
})

test('a changed command moves live sessions to a fresh server', async () => {
  const every = harness.everything()
  await harness.start({ every })
  const session = await harness.connect('/mcp/every')
  const call = await underWay(session.client)
  harness.update({ every: harness.everything({ env: { COLOUR: 'green' } }) })
  expect((await call.ended).message).toContain('every was changed and starts anew')
  const seen = await session.client.callTool({ name: 'get-env', arguments: {} })
  expect(JSON.parse(textOf(seen))).toMatchObject({ COLOUR: 'green' })
})

test('one of several goes dark at /mcp: the others and the session go on', async () => {
  const servers = { every: harness.everything(), files: harness.filesystem() }
  await harness.start(servers)
  const { client } = await harness.connect('/mcp')
  const path = join(harness.served, 'hello.txt')
  const read = { name: 'files_read_text_file', arguments: { path } }
  const call = rejection(client.callTool({ ...LONG, name: `every_${LONG.name}` }))
  expect(textOf(await client.callTool(read))).toBe('hello from the folder\n')
  await new Promise((resolve) => setTimeout(resolve, 50))
  harness.update({ files: servers.files }, { every: REVOKED })
  expect((await call).message).toContain('every is revoked (rev-1)')
  const refused = await rejection(client.callTool({ name: 'every_echo', arguments: { message: 'x' } }))
  expect(refused.message).toContain('every is revoked (rev-1)')
  const names = (await client.listTools()).tools.map(({ name }) => name)
  expect(names.some((name) => name.startsWith('every_'))).toBe(false)
  expect(textOf(await client.callTool(read))).toBe('hello from the folder\n')
  harness.update(servers)
  expect(textOf(await client.callTool({ name: 'every_echo', arguments: { message: 'back' } }))).toContain(
    'back',
  )
})
