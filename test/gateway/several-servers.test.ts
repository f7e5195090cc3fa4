import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ListRootsRequestSchema, ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { EVERYTHING, Harness, rejection, textOf, until } from './setup/harness.ts'

let harness: Harness
beforeEach(() => {
  harness = new Harness()
})
afterEach(async () => {
  await harness.remove()
  expect(harness.processes()).toEqual([])
})

test('several servers are one: tools and prompts by prefix, resources by URI', async () => {
  await harness.start({
    one: harness.everything({ tools: { allow: ['echo', 'trigger-*'], deny: [] } }),
    files: harness.filesystem(),
  })
  const { client } = await harness.connect('/mcp')
  const names = (await client.listTools()).tools.map(({ name }) => name)
  expect(names).toContain('one_echo')
  expect(names).toContain('files_read_text_file')
  expect(names).not.toContain('one_get-sum')
  expect(textOf(await client.callTool({ name: 'one_echo', arguments: { message: 'hi' } }))).toContain('hi')
  for (const name of ['one_get-sum', 'echo', 'nobody_echo', '_echo'])
    expect((await rejection(client.callTool({ name, arguments: {} }))).message).toContain(
      `Unknown tool: ${name}`,
    )
  expect((await client.listPrompts()).prompts.map(({ name }) => name)).toContain('one_simple-prompt')
  expect((await client.getPrompt({ name: 'one_simple-prompt' })).messages).toHaveLength(1)
  expect((await rejection(client.getPrompt({ name: 'simple-prompt' }))).message).toContain('Unknown prompt')
  const { resources } = await client.listResources()
  expect((await client.readResource({ uri: resources[0]!.uri })).contents).toHaveLength(1)
  const { resourceTemplates } = await client.listResourceTemplates()
  expect(resourceTemplates.length).toBeGreaterThan(0)
  const dynamic = await client.readResource({ uri: 'demo://resource/dynamic/text/7' })
  expect(dynamic.contents).toHaveLength(1)
  const progress: number[] = []
  const long = { name: 'one_trigger-long-running-operation', arguments: { duration: 0.2, steps: 2 } }
  await client.callTool(long, undefined, { onprogress: (p) => progress.push(p.progress) })
  expect(progress).toEqual([1, 2])
  expect(harness.audit().map(({ server, tool, outcome }) => `${server} ${tool} ${outcome}`)).toEqual([
    'one echo ok',
    'one get-sum refused',
    ' echo refused',
    ' nobody_echo refused',
    ' _echo refused',
    'one trigger-long-running-operation ok',
  ])
})

test('requests of several servers reach the client and their answers the right server', async () => {
  await harness.start({ one: harness.everything(), two: harness.everything() })
  let asked = 0
  const { client } = await harness.connect('/mcp', {
    capabilities: { roots: {} },
    prepare: (own) => {
      own.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: `file:///root-${++asked}` }] }))
    },
  })
  await until(
    () => asked,
    (count) => count === 2,
  )
  const roots = await Promise.all(
    ['one', 'two'].map(async (name) =>
      textOf(await client.callTool({ name: `${name}_get-roots-list`, arguments: {} })),
    ),
  )
  const seen = roots.map((text) => /root-\d/.exec(text)?.[0]).sort()
  expect(seen).toEqual(['root-1', 'root-2'])
})

test('one server alone is served at /mcp as it is, without a prefix', async () => {
  await harness.start({ files: harness.filesystem(), broken: { unready: 'it needs a variable' } })
  const { client } = await harness.connect('/mcp')
  expect(client.getServerVersion()?.name).toBe('secure-filesystem-server')
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('read_text_file')
})

test('a server that does not start leaves the others alone, and joins when it does', async () => {
  const script = join(harness.dir, 'late.mjs')
  const servers = {
    files: harness.filesystem(),
    late: harness.program([script, 'stdio']),
    gone: harness.program(['/no/such.mjs']),
  }
  await harness.start(servers)
  const { client } = await harness.connect('/mcp')
  const names = async (): Promise<string[]> => (await client.listTools()).tools.map(({ name }) => name)
  expect((await names()).every((name) => name.startsWith('files_'))).toBe(true)
  writeFileSync(script, `import ${JSON.stringify(EVERYTHING)}`)
  expect(await names()).toContain('late_echo')
})

test('a server that comes while the session lasts is listed', async () => {
  const files = harness.filesystem()
  const one = harness.everything()
  await harness.start({ files, one })
  const { client } = await harness.connect('/mcp')
  let told = 0
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
    told++
  })
  const before = told
  harness.update({ files, one, two: harness.everything() })
  await until(
    () => told,
    (count) => count > before,
  )
  expect((await client.listTools()).tools.map(({ name }) => name)).toContain('two_echo')
})
