/** The folder and its revocations as the running gateway sees them, by the operation behind `dev`. */
import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeStash } from '../../src/manifest/stash.ts'
import { type Dev, dev, type DevOptions } from '../../src/operations/dev.ts'
import { FileWatch } from '../../src/manifest/watch-files.ts'
import type { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { type Harness, rejection, textOf, until } from './setup/harness.ts'
import { type BackendOptions, record, ServedFolder } from './setup/served-folder.ts'

let folder: ServedFolder
let harness: Harness
let notes: string[]
const manifests = (): string => folder.manifests
const root = (): string => folder.root
const start = (options?: Partial<DevOptions>): Promise<Dev> => folder.start(options)
const backend = (name: string, more?: BackendOptions): object => folder.everything(name, more)
const write = (file: string, ...documents: unknown[]): void => {
  folder.write(file, ...documents)
}
const connect = (path: string): Promise<Client> => folder.connect(path)

beforeEach(() => {
  folder = new ServedFolder()
  ;({ harness, notes } = folder)
})
afterEach(async () => {
  await folder.stop()
  expect(harness.processes()).toEqual([])
  await folder.remove()
})

const echo = { name: 'echo', arguments: { message: 'hi' } }
const names = async (client: Client): Promise<string[]> =>
  (await client.listTools()).tools.map(({ name }) => name)

test('every MCPBackend is an endpoint, another namespace is part of the name', async () => {
  write('a.yaml', backend('one'), backend('two', { namespace: 'lab' }))
  write('b.yaml', backend('one', { namespace: 'other' }))
  const { endpoints } = await start()
  expect(endpoints.map(({ name, url }) => [name, new URL(url).pathname])).toEqual([
    ['one', '/mcp/one'],
    ['other.one', '/mcp/other.one'],
    ['two', '/mcp/two'],
    ['(all)', '/mcp'],
  ])
  expect(textOf(await (await connect('/mcp/other.one')).callTool(echo))).toContain('hi')
})

test('what can not be served safely is not served, and says why', async () => {
  const fromSecret = { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'git', key: 'token' } } }
  write('a.yaml', backend('secret', { env: [fromSecret] }))
  write('b.yaml', backend('cel', { policies: { authorization: { policy: { matchExpressions: ['true'] } } } }))
  write('c.yaml', backend('typo', { policies: { tools: { denny: ['echo'] } } }))
  write('d.yaml', backend('twice'), backend('twice'))
  write('e.yaml', backend('fine'))
  writeFileSync(join(manifests(), 'f.yaml'), 'kind: MCPBackend\n  bad: [')
  const { endpoints } = await start()
  expect(endpoints.map(({ name }) => name)).toEqual(['fine', '(all)'])
  const said = notes.join('\n')
  expect(said).toMatch(/secret is not served: it needs TOKEN \(key token of the Secret git\)/)
  expect(said).toMatch(/cel is not served: .*authorization/)
  expect(said).toMatch(/typo is not served: .*denny/)
  expect(said).toMatch(/twice is not served: it stands at .*d\.yaml:\d+ and at .*d\.yaml:\d+/)
  expect(said).toMatch(/f\.yaml:\d+:\d+: /)
  expect((await rejection(connect('/mcp/typo'))).message).toContain('typo is not served')
})

test('a revocation in the journal is dark at once, its end brings the old session back', async () => {
  write('a.yaml', backend('one'), backend('two'))
  await start()
  const client = await connect('/mcp/one')
  const other = await connect('/mcp/two')
  let begun = false
  const long = { name: 'trigger-long-running-operation', arguments: { duration: 60, steps: 60 } }
  const call = rejection(
    client.callTool(long, undefined, {
      onprogress: () => {
        begun = true
      },
    }),
  )
  await until(() => begun, Boolean)
  await writeStash(root(), record('recorded'))
  const error = await call
  expect(error.message).toContain('one is revoked (rev-7): under investigation')
  expect((await rejection(client.callTool(echo))).message).toContain('one is revoked (rev-7)')
  expect(textOf(await other.callTool(echo))).toContain('hi')
  await writeStash(root(), record('restored'))
  await until(
    () => notes,
    (all) => all.some((line) => line.startsWith('one is served at')),
  )
  expect(textOf(await client.callTool(echo))).toContain('hi')
})

test('a removal takes effect although another file is broken, and a broken file keeps its servers', async () => {
  write('a.yaml', backend('one'))
  write('b.yaml', backend('two'))
  await start()
  const [one, two] = [await connect('/mcp/one'), await connect('/mcp/two')]
  writeFileSync(join(manifests(), 'b.yaml'), 'kind: [')
  rmSync(join(manifests(), 'a.yaml'))
  await until(
    () => notes,
    (all) => all.includes('one is not served'),
  )
  expect((await rejection(one.callTool(echo))).message).toContain('one is not served')
  expect(textOf(await two.callTool(echo))).toContain('hi')
  expect(notes.some((line) => line.includes('b.yaml'))).toBe(true)
})

test('a document that is not valid keeps the rules it had; mended, it has the new ones', async () => {
  write('a.yaml', backend('one', { policies: { tools: { deny: ['get-env'] } } }))
  await start()
  const client = await connect('/mcp/one')
  write('a.yaml', backend('one', { policies: { tools: { dany: ['echo'] } } }))
  await until(
    () => notes,
    (all) => all.some((line) => line.includes('dany')),
  )
  expect(await names(client)).not.toContain('get-env')
  expect(textOf(await client.callTool(echo))).toContain('hi')
  write('a.yaml', backend('one', { policies: { tools: { deny: ['echo'] } } }))
  await until(
    () => notes,
    (all) => all.includes('one has changed'),
  )
  expect((await rejection(client.callTool(echo))).message).toContain('Unknown tool: echo')
})

test('files that editors replace, folders that come and go', async () => {
  await start()
  expect((await rejection(connect('/mcp'))).message).toContain('no server is served')
  mkdirSync(join(manifests(), 'deep', 'er'), { recursive: true })
  const text = `---\n${JSON.stringify(backend('one'))}\n`
  writeFileSync(join(manifests(), 'deep', 'er', '.a.yaml.tmp'), text)
  renameSync(join(manifests(), 'deep', 'er', '.a.yaml.tmp'), join(manifests(), 'deep', 'er', 'a.yaml'))
  await until(
    () => notes,
    (all) => all.some((line) => line.startsWith('one is served')),
  )
  const client = await connect('/mcp/one')
  renameSync(manifests(), `${manifests()}.away`)
  await until(
    () => notes,
    (all) => all.includes('one is not served'),
  )
  expect((await rejection(client.callTool(echo))).message).toContain('one is not served')
  renameSync(`${manifests()}.away`, manifests())
  await until(
    () => notes,
    (all) => all.filter((line) => line.startsWith('one is served')).length === 2,
  )
  expect(textOf(await client.callTool(echo))).toContain('hi')
})

test('a damaged journal: nothing starts on it, and what runs keeps what was revoked', async () => {
  write('a.yaml', backend('one'))
  await writeStash(root(), record('removed'))
  await start()
  expect((await rejection(connect('/mcp/one'))).message).toContain('one is revoked (rev-7)')
  writeFileSync(join(root(), '.agentgw', 'revoked', 'rev-7.stash'), '{"half')
  await until(
    () => notes,
    (all) => all.some((line) => line.includes('what was revoked stays revoked')),
  )
  expect((await rejection(connect('/mcp/one'))).message).toContain('one is revoked (rev-7)')
  await folder.stop()
  expect(await rejection(start())).toMatchObject({ code: 'stash-damaged', exit: 3 })
})

test('a taken port and an audit log that can not be written have their own codes', async () => {
  write('a.yaml', backend('one'))
  const { endpoints } = await start()
  const port = Number(new URL(endpoints[0]!.url).port)
  const again = { cwd: root(), environment: {}, note: () => undefined, version: '0' }
  expect(await rejection(dev({ ...again, port }))).toMatchObject({ code: 'port-taken', exit: 3 })
  expect(await rejection(dev({ ...again, port: 0, auditLog: manifests() }))).toMatchObject({
    code: 'audit-log-unwritable',
    exit: 3,
  })
  expect(await rejection(dev({ ...again, port: 0, dir: 'nowhere' }))).toMatchObject({
    code: 'no-folder',
    exit: 3,
  })
})

test('links are followed within the folder, and only there', async () => {
  const outside = join(harness.dir, 'outside')
  mkdirSync(outside)
  mkdirSync(join(manifests(), '.kept'))
  const kept = join(manifests(), '.kept', 'one.yaml')
  write('.kept/one.yaml', backend('one'))
  symlinkSync(kept, join(manifests(), 'one.yaml'))
  symlinkSync(outside, join(manifests(), 'outside'))
  symlinkSync(manifests(), join(manifests(), 'round'))
  const { endpoints } = await start()
  expect(endpoints.map(({ name }) => name)).toEqual(['one', '(all)'])
  expect(notes.filter((note) => note.includes('[link-not-followed]'))).toHaveLength(1)
  const client = await connect('/mcp/one')
  rmSync(kept)
  await until(
    () => harness.processes(),
    (left) => left.length === 0,
  )
  expect((await rejection(client.callTool(echo))).message).toContain('one is not served')
})

test('a look does not leave the folder by a link', async () => {
  const outside = join(harness.dir, 'outside')
  mkdirSync(outside)
  symlinkSync(outside, join(manifests(), 'outside'))
  symlinkSync(manifests(), join(manifests(), 'round'))
  const looked: number[] = []
  const files = await FileWatch.of([manifests()], 5)
  files.start(() => {
    looked.push(1)
    return Promise.resolve()
  })
  try {
    writeFileSync(join(outside, 'unseen.yaml'), 'a: 1\n')
    await new Promise((resolve) => setTimeout(resolve, 1500))
    expect(looked).toEqual([])
    writeFileSync(join(manifests(), 'seen.yaml'), 'a: 1\n')
    await until(
      () => looked.length,
      (count) => count === 1,
    )
  } finally {
    files.close()
  }
})
