/** The journal of revocations as the running gateway obeys it: parts, many records, and what the system does not tell. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stashFolder } from '../../src/manifest/stash-folder.ts'
import { writeStash } from '../../src/manifest/stash.ts'
import type { Part } from '../../src/model/part.ts'
import { RevocationReader } from '../../src/operations/dev/read-revocations.ts'
import { LONG, rejection, textOf, underWay, until } from './setup/harness.ts'
import { record, ServedFolder } from './setup/served-folder.ts'

const echo = { name: 'echo', arguments: { message: 'hi' } }

let folder: ServedFolder
beforeEach(() => {
  folder = new ServedFolder()
})
afterEach(async () => {
  await folder.stop()
  expect(folder.harness.processes()).toEqual([])
  await folder.remove()
})

const noted = (line: string): Promise<unknown> =>
  until(
    () => folder.notes,
    (all) => all.includes(line),
  )
const listed = async (client: Client): Promise<string[]> =>
  (await client.listTools()).tools.map(({ name }) => name)

test('a revoked tool of the journal: gone from live sessions and new ones, calls cut, and back', async () => {
  folder.write('a.yaml', folder.everything('one'), folder.filesystem('two'))
  await folder.start()
  const client = await folder.connect('/mcp/one')
  const files = await folder.connect('/mcp/two')
  const call = await underWay(client)
  await writeStash(folder.root, record('recorded', { part: { tool: 'trigger-long-*' } }))
  const revocation = { id: 'rev-7', reason: 'under investigation' }
  expect(await call.ended).toMatchObject({ data: { revocation } })
  await writeStash(
    folder.root,
    record('removed', { id: 'rev-8', name: 'two', part: { target: 'two', tool: 'write_file' } }),
  )
  await noted('write_file of two is revoked (rev-8): under investigation')
  const path = join(folder.harness.served, 'hello.txt')
  const write = { name: 'write_file', arguments: { path, content: 'changed' } }
  expect((await rejection(files.callTool(write))).message).toContain(
    'the tool write_file of two is revoked (rev-8): under investigation',
  )
  expect(readFileSync(path, 'utf8')).toBe('hello from the folder\n')
  expect(textOf(await files.callTool({ name: 'read_text_file', arguments: { path } }))).toContain('hello')
  expect(textOf(await client.callTool(echo))).toContain('hi')
  expect(await listed(await folder.connect('/mcp/one'))).not.toContain(LONG.name)
  await writeStash(folder.root, record('restored', { part: { tool: 'trigger-long-*' } }))
  await noted('trigger-long-* of one is no longer revoked')
  expect(await listed(client)).toContain(LONG.name)
  const lines = folder.harness.audit().map(({ tool, outcome, revocation: id }) => [tool, outcome, id])
  expect(lines).toEqual([
    [LONG.name, 'cut', 'rev-7'],
    ['write_file', 'refused', 'rev-8'],
    ['read_text_file', 'ok', undefined],
    ['echo', 'ok', undefined],
  ])
})

test.for<{ part: Part; dark: boolean }>([
  { part: { target: 'one' }, dark: true },
  { part: {}, dark: true },
  { part: { target: 'two' }, dark: false },
  { part: { target: 'two', tool: 'echo' }, dark: false },
  { part: { target: 'o*' }, dark: false },
])('a part $part of a backend with one server: dark $dark', async ({ part, dark }) => {
  folder.write('a.yaml', folder.everything('one'))
  await writeStash(folder.root, record('removed', { part }))
  await folder.start()
  if (dark) expect((await rejection(folder.connect('/mcp/one'))).message).toContain('one is revoked (rev-7)')
  else expect(textOf(await (await folder.connect('/mcp/one')).callTool(echo))).toContain('hi')
})

test('a target that is revoked is as dark as its backend: prompts and resources too', async () => {
  folder.write('a.yaml', folder.everything('one'), folder.everything('two'))
  await folder.start()
  const [one, all] = [await folder.connect('/mcp/one'), await folder.connect('/mcp')]
  const { resources } = await all.listResources()
  const { uri } = resources[0]!
  await writeStash(folder.root, record('removed', { part: { target: 'one' } }))
  await noted('one is revoked (rev-7): under investigation')
  const said = 'one is revoked (rev-7): under investigation'
  for (const refused of [one.listPrompts(), one.listResources(), one.readResource({ uri })])
    expect(await rejection(refused)).toMatchObject({
      code: 404,
      message: expect.stringContaining(said) as string,
    })
  expect((await rejection(all.getPrompt({ name: 'one_simple-prompt' }))).message).toContain(said)
  expect((await all.listPrompts()).prompts.every(({ name }) => name.startsWith('two_'))).toBe(true)
  expect((await all.getPrompt({ name: 'two_simple-prompt' })).messages).toHaveLength(1)
})

test('a call without a session at a dark path has the revocation in its audit line', async () => {
  folder.write('a.yaml', folder.everything('one'))
  await writeStash(folder.root, record('removed'))
  await folder.start()
  for (const path of ['/mcp/one', '/mcp']) {
    const response = await fetch(folder.url(path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: echo }),
    })
    expect(response.status).toBe(404)
    const { error } = (await response.json()) as { error: { data?: unknown } }
    expect(error.data).toEqual({ revocation: { id: 'rev-7', reason: 'under investigation' } })
  }
  expect(folder.harness.audit().map(({ outcome, revocation }) => [outcome, revocation])).toEqual([
    ['refused', 'rev-7'],
    ['refused', 'rev-7'],
  ])
})

test('a call that waits for its server to start when that is revoked has the revocation in its audit line', async () => {
  folder.write('a.yaml', folder.everything('one'))
  await folder.start()
  const client = await folder.connect('/mcp/one')
  await writeStash(folder.root, record('removed'))
  await noted('one is revoked (rev-7): under investigation')
  await writeStash(folder.root, record('restored'))
  await until(
    () => folder.notes,
    (all) => all.some((line) => line.startsWith('one is served at')),
  )
  const call = rejection(client.callTool(echo))
  await until(
    () => folder.harness.processes(),
    (all) => all.length === 1,
  )
  await writeStash(folder.root, record('removed'))
  expect((await call).message).toContain('one is revoked (rev-7): under investigation')
  expect(folder.harness.audit().map(({ outcome, revocation }) => [outcome, revocation])).toEqual([
    ['refused', 'rev-7'],
  ])
})

test('among 1,000 records one more takes effect, and so does the end of one', async () => {
  const all = Array.from({ length: 1000 }, (_, i) => `n${i}`)
  for (const id of all) await writeStash(folder.root, record('removed', { id, name: id }))
  folder.write('a.yaml', folder.everything('one'), folder.everything('n7'))
  await folder.start()
  const client = await folder.connect('/mcp/one')
  expect((await rejection(folder.connect('/mcp/n7'))).message).toContain('n7 is revoked (n7)')
  await writeStash(folder.root, record('restored', { id: 'n7', name: 'n7' }))
  await until(
    () => folder.notes,
    (lines) => lines.some((line) => line.startsWith('n7 is served at')),
  )
  await folder.connect('/mcp/n7')
  await writeStash(folder.root, record('recorded'))
  await noted('one is revoked (rev-7): under investigation')
  expect((await rejection(client.callTool(echo))).message).toContain('one is revoked (rev-7)')
})

test.runIf(process.platform === 'linux')('only records that have changed are read', async () => {
  const big = 'x'.repeat(500_000)
  for (let i = 0; i < 40; i++)
    await writeStash(folder.root, { ...record('removed', { id: `n${i}`, name: `n${i}` }), reason: big })
  const bytes = (): number => Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))![1])
  const first = bytes()
  const reader = RevocationReader.of(folder.root, 'lab')
  const begun = bytes()
  await writeStash(folder.root, record('removed'))
  expect(reader.look()).toBe(true)
  expect(reader.look(new Set(['rev-7.stash']))).toBe(false)
  expect(reader.look()).toBe(false)
  const after = bytes()
  expect([...reader.revoked.keys()]).toContain('one')
  expect(begun - first).toBeGreaterThan(40 * big.length)
  expect(after - begun).toBeLessThan(big.length)
})

test('the journal is put there in a way of which the system tells nothing', async () => {
  folder.write('a.yaml', folder.everything('one'), folder.everything('two'))
  await writeStash(folder.root, record('removed', { name: 'other' }))
  await folder.start()
  const client = await folder.connect('/mcp/one')
  // What is watched is the folder that goes away, and it does not change.
  const next = join(folder.root, 'next', 'revoked')
  mkdirSync(next, { recursive: true })
  await writeStash(join(folder.root, 'elsewhere'), record('removed'))
  renameSync(join(stashFolder(join(folder.root, 'elsewhere')), 'rev-7.stash'), join(next, 'rev-7.stash'))
  renameSync(join(folder.root, '.agentgw'), join(folder.root, 'before'))
  renameSync(join(folder.root, 'next'), join(folder.root, '.agentgw'))
  await noted('one is revoked (rev-7): under investigation')
  expect((await rejection(client.callTool(echo))).message).toContain('one is revoked (rev-7)')
  // The new folder is watched now.
  await writeStash(folder.root, record('removed', { id: 'rev-8', name: 'two' }))
  await noted('two is revoked (rev-8): under investigation')
})

test('a damaged record keeps what it last said, others go on; one that was never whole gives nothing back', async () => {
  folder.write('a.yaml', folder.everything('one'), folder.everything('two'))
  await writeStash(folder.root, record('removed'))
  await writeStash(folder.root, record('removed', { id: 'rev-8', name: 'two' }))
  const reader = RevocationReader.of(folder.root, 'lab')
  writeFileSync(join(stashFolder(folder.root), 'rev-7.stash'), '{"half')
  await writeStash(folder.root, record('restored', { id: 'rev-8', name: 'two' }))
  expect(reader.look()).toBe(true)
  expect([...reader.revoked.keys()]).toEqual(['one'])
  expect(reader.problems).toHaveLength(1)
  expect(reader.problems[0]).toMatch(
    /rev-7\.stash: not JSON \[stash-damaged\]: what was revoked stays revoked/,
  )
  writeFileSync(join(stashFolder(folder.root), 'rev-9.stash'), '')
  await writeStash(folder.root, record('restored'))
  reader.look()
  expect([...reader.revoked.keys()]).toEqual(['one'])
  await writeStash(folder.root, record('restored', { id: 'rev-9', name: 'three' }))
  reader.look()
  expect([...reader.revoked.keys()]).toEqual([])
  expect(reader.problems).toEqual([])
})
