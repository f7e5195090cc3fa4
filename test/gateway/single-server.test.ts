import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  LoggingMessageNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { EVERYTHING, Harness, rejection, textOf, until } from './setup/harness.ts'

let harness: Harness
beforeEach(() => {
  harness = new Harness()
})
afterEach(async () => {
  await harness.remove()
  expect(harness.processes()).toEqual([])
})

test('a real client lists the tools of the real filesystem server and reads a file', async () => {
  await harness.start({ files: harness.filesystem() })
  const { client } = await harness.connect('/mcp/files')
  expect(client.getServerVersion()?.name).toBe('secure-filesystem-server')
  const { tools } = await client.listTools()
  expect(tools.map(({ name }) => name)).toContain('read_text_file')
  const path = join(harness.served, 'hello.txt')
  const result = await client.callTool({ name: 'read_text_file', arguments: { path } })
  expect(textOf(result)).toBe('hello from the folder\n')
  expect(harness.audit()).toEqual([
    {
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      session: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
      client: { name: 'test-client', version: '1.2.3' },
      server: 'files',
      tool: 'read_text_file',
      arguments: { path },
      outcome: 'ok',
      durationMs: expect.any(Number) as number,
    },
  ])
  expect(statSync(harness.auditFile).mode & 0o777).toBe(0o600)
})

test("the server's own error is passed on", async () => {
  await harness.start({ files: harness.filesystem() })
  const { client } = await harness.connect('/mcp/files')
  const result = await client.callTool({ name: 'read_text_file', arguments: { path: '/etc/passwd' } })
  expect(result.isError).toBe(true)
  expect(textOf(result)).toMatch(/Access denied/)
  expect(harness.audit()).toMatchObject([
    { outcome: 'error', reason: expect.stringMatching(/Access denied/) as string },
  ])
})

test('a denied tool is not listed and is refused as one that does not exist', async () => {
  const tools = { allow: ['*_file', 'list_*'], deny: ['write_*', 'edit_file'] }
  await harness.start({ files: harness.filesystem({ tools }) })
  const { client } = await harness.connect('/mcp/files')
  const names = (await client.listTools()).tools.map(({ name }) => name)
  expect(names).toContain('read_text_file')
  expect(names).toContain('list_directory')
  for (const hidden of ['write_file', 'edit_file', 'directory_tree']) {
    expect(names).not.toContain(hidden)
    const path = join(harness.served, 'new.txt')
    const error = await rejection(client.callTool({ name: hidden, arguments: { path, content: 'x' } }))
    expect(error.code).toBe(-32602)
    expect(error.message).toContain(`Unknown tool: ${hidden}`)
  }
  expect(harness.audit().map(({ tool, outcome }) => [tool, outcome])).toEqual([
    ['write_file', 'refused'],
    ['edit_file', 'refused'],
    ['directory_tree', 'refused'],
  ])
})

test('each session has a server of its own, which ends with it', async () => {
  await harness.start({ files: harness.filesystem() })
  const first = await harness.connect('/mcp/files')
  const second = await harness.connect('/mcp/files')
  expect(harness.processes()).toHaveLength(2)
  const path = join(harness.served, 'hello.txt')
  const call = { name: 'read_text_file', arguments: { path } }
  const both = await Promise.all([first.client.callTool(call), second.client.callTool(call)])
  expect(both.map(textOf)).toEqual(['hello from the folder\n', 'hello from the folder\n'])
  expect(new Set(harness.audit().map(({ session }) => session)).size).toBe(2)
  await first.transport.terminateSession()
  await until(
    () => harness.processes(),
    (left) => left.length === 1,
  )
  expect(textOf(await second.client.callTool(call))).toBe('hello from the folder\n')
})

test('prompts, resources, completion, logging and progress pass untouched by tool rules', async () => {
  await harness.start({
    every: harness.everything({ tools: { allow: ['echo', 'trigger-*', 'toggle-*'], deny: [] } }),
  })
  const { client } = await harness.connect('/mcp/every')
  expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('get-sum')
  const { prompts } = await client.listPrompts()
  expect(prompts.length).toBeGreaterThan(0)
  const simple = await client.getPrompt({ name: 'simple-prompt' })
  expect(simple.messages.length).toBeGreaterThan(0)
  const { resources } = await client.listResources()
  expect(resources.length).toBeGreaterThan(0)
  const { contents } = await client.readResource({ uri: resources[0]!.uri })
  expect(contents.length).toBeGreaterThan(0)
  expect((await client.listResourceTemplates()).resourceTemplates.length).toBeGreaterThan(0)
  const logged: unknown[] = []
  client.setNotificationHandler(
    LoggingMessageNotificationSchema,
    ({ params }) => void logged.push(params.data),
  )
  await client.setLoggingLevel('debug')
  await client.callTool({ name: 'toggle-simulated-logging', arguments: {} })
  await until(
    () => logged,
    (seen) => seen.length > 0,
  )
  const progress: number[] = []
  const long = { name: 'trigger-long-running-operation', arguments: { duration: 0.3, steps: 3 } }
  const result = await client.callTool(long, undefined, { onprogress: (p) => void progress.push(p.progress) })
  expect(textOf(result)).toMatch(/completed/)
  expect(progress).toEqual([1, 2, 3])
})

test('sampling, elicitation and roots: the server asks the client through the gateway', async () => {
  await harness.start({ every: harness.everything() })
  let rootsAsked = 0
  const { client } = await harness.connect('/mcp/every', {
    capabilities: { sampling: {}, elicitation: {}, roots: { listChanged: true } },
    prepare: (own) => {
      own.setRequestHandler(CreateMessageRequestSchema, ({ params }) => ({
        model: 'test-model',
        role: 'assistant',
        content: { type: 'text', text: `sampled: ${JSON.stringify(params.messages[0]?.content)}` },
      }))
      own.setRequestHandler(ElicitRequestSchema, () => ({ action: 'decline' as const }))
      own.setRequestHandler(ListRootsRequestSchema, () => {
        rootsAsked++
        return { roots: [{ uri: 'file:///somewhere' }] }
      })
    },
  })
  // Asked by the server on its own, with no request of the client under way.
  await until(
    () => rootsAsked,
    (count) => count === 1,
  )
  const sampled = await client.callTool({ name: 'trigger-sampling-request', arguments: { prompt: 'say it' } })
  expect(textOf(sampled)).toMatch(/sampled: .*say it/s)
  const elicited = await client.callTool({ name: 'trigger-elicitation-request', arguments: {} })
  expect(JSON.stringify(elicited)).toMatch(/decline/i)
})

test('a cancelled call is recorded as cut, and the session goes on', async () => {
  await harness.start({ every: harness.everything() })
  const { client } = await harness.connect('/mcp/every')
  const abort = new AbortController()
  const long = { name: 'trigger-long-running-operation', arguments: { duration: 30, steps: 2 } }
  const call = rejection(client.callTool(long, undefined, { signal: abort.signal }))
  await new Promise((resolve) => setTimeout(resolve, 100))
  abort.abort('no longer wanted')
  await call
  await until(
    () => harness.audit(),
    (lines) => lines.length === 1,
  )
  expect(harness.audit()).toMatchObject([{ outcome: 'cut', reason: 'cancelled by the client' }])
  expect(textOf(await client.callTool({ name: 'echo', arguments: { message: 'on' } }))).toContain('on')
})

test('secrets are seen nowhere: not in the audit log, not in what servers print', async () => {
  const secret = 'planted-"secret"/value'
  const chatty = 'process.stderr.write("token " + process.env.GITHUB_TOKEN + "\\n"); import(process.argv[1])'
  const server = harness.program(['-e', chatty, EVERYTHING, 'stdio'], {
    env: { GITHUB_TOKEN: secret },
    secrets: [secret],
  })
  await harness.start({ every: server })
  const { client } = await harness.connect('/mcp/every')
  const echoed = await client.callTool({
    name: 'echo',
    arguments: { message: `it is ${secret}`, password: 'hunter2' },
  })
  expect(textOf(echoed)).toContain(secret)
  await rejection(
    client.callTool({ name: secret, arguments: { [secret]: { deep: [secret] } } }).then((r) => {
      if (r.isError) throw new Error(textOf(r))
    }),
  )
  await until(
    () => harness.notes,
    (notes) => notes.some((note) => note.includes('token ***')),
  )
  const seen = readFileSync(harness.auditFile, 'utf8') + harness.notes.join('\n')
  for (const form of [secret, JSON.stringify(secret).slice(1, -1), 'hunter2'])
    expect(seen).not.toContain(form)
  expect(harness.audit()[0]?.arguments).toEqual({ message: 'it is ***', password: '***' })
})

test('a session that nobody uses ends; one with an open stream does not', async () => {
  await harness.start({ every: harness.everything() }, {}, { idle: 300 })
  const listening = await harness.connect('/mcp/every')
  const left = await harness.connect('/mcp/every')
  await left.client.close()
  await until(
    () => harness.processes(),
    (all) => all.length === 1,
  )
  const result = await listening.client.callTool({ name: 'echo', arguments: { message: 'on' } })
  expect(textOf(result)).toContain('on')
})
