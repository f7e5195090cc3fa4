/** Tools that are revoked while their server goes on. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CallToolResultSchema,
  CreateTaskResultSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Harness, LONG, rejection, textOf, underWay, until } from './setup/harness.ts'

const REVOKED = { id: 'rev-1', reason: 'it deletes files' }
const tools = (...patterns: string[]) => patterns.map((pattern) => ({ pattern, revocation: REVOKED }))
const echo = (message: string) => ({ name: 'echo', arguments: { message } })

let harness: Harness
beforeEach(() => {
  harness = new Harness()
})
afterEach(async () => {
  await harness.remove()
  expect(harness.processes()).toEqual([])
})

const audited = (): object[] =>
  harness.audit().map(({ server, tool, outcome, revocation }) => ({ server, tool, outcome, revocation }))

test('a revoked tool is neither listed nor called, in sessions that live too; the others are', async () => {
  const files = harness.filesystem()
  await harness.start({ files })
  let told = 0
  const { client } = await harness.connect('/mcp/files', {
    prepare: (own) => {
      own.setNotificationHandler(ToolListChangedNotificationSchema, () => {
        told++
      })
    },
  })
  const path = join(harness.served, 'hello.txt')
  const write = { name: 'write_file', arguments: { path, content: 'changed' } }
  const read = { name: 'read_text_file', arguments: { path } }
  await client.callTool(write)
  const before = (await client.listTools()).tools.map(({ name }) => name)

  harness.update({ files }, {}, { files: tools('write_*', 'edit_file') })
  await until(
    () => told,
    (count) => count === 1,
  )
  const after = (await client.listTools()).tools.map(({ name }) => name)
  expect(before.filter((name) => !after.includes(name)).sort()).toEqual(['edit_file', 'write_file'])
  writeFileSync(path, 'as it was\n')
  expect(await rejection(client.callTool(write))).toMatchObject({
    code: -32000,
    message: expect.stringContaining(
      'the tool write_file of files is revoked (rev-1): it deletes files',
    ) as string,
    data: { revocation: REVOKED },
  })
  expect(textOf(await client.callTool(read))).toBe('as it was\n')
  const fresh = await harness.connect('/mcp/files')
  expect((await rejection(fresh.client.callTool(write))).data).toEqual({ revocation: REVOKED })

  harness.update({ files })
  await until(
    () => told,
    (count) => count === 2,
  )
  await client.callTool(write)
  expect(textOf(await client.callTool(read))).toBe('changed')
  expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(before)
  expect(harness.processes()).toHaveLength(2)
  expect(audited()).toEqual([
    { server: 'files', tool: 'write_file', outcome: 'ok' },
    { server: 'files', tool: 'write_file', outcome: 'refused', revocation: 'rev-1' },
    { server: 'files', tool: 'read_text_file', outcome: 'ok' },
    { server: 'files', tool: 'write_file', outcome: 'refused', revocation: 'rev-1' },
    { server: 'files', tool: 'write_file', outcome: 'ok' },
    { server: 'files', tool: 'read_text_file', outcome: 'ok' },
  ])
})

test('calls of a revoked tool are cut and nothing more is heard of them; other calls and the server go on', async () => {
  const every = harness.everything()
  await harness.start({ every })
  const { client } = await harness.connect('/mcp/every')
  const second = await harness.connect('/mcp/every')
  const errors: string[] = []
  client.onerror = ({ message }) => errors.push(message)
  const calls = [await underWay(client), await underWay(client), await underWay(second.client)]
  const sum = { name: 'get-sum', arguments: { a: 1, b: 2 } }

  harness.update({ every }, {}, { every: tools('trigger-long-*') })
  for (const { ended } of calls)
    expect(await ended).toMatchObject({
      message: expect.stringContaining(
        `the tool ${LONG.name} of every is revoked (rev-1): it deletes files`,
      ) as string,
      data: { revocation: REVOKED },
    })
  expect(textOf(await client.callTool(sum))).toContain('3')
  // The server counts on, once a second, until it hears that it need not.
  await new Promise((resolve) => setTimeout(resolve, 1500))
  expect(textOf(await client.callTool(echo('still')))).toContain('still')
  expect(errors).toEqual([])
  expect(harness.processes()).toHaveLength(2)
  expect(audited().slice(0, 3)).toEqual(
    Array(3).fill({ server: 'every', tool: LONG.name, outcome: 'cut', revocation: 'rev-1' }),
  )
})

test('another tool that is under way is not cut', async () => {
  const every = harness.everything()
  await harness.start({ every })
  const { client } = await harness.connect('/mcp/every')
  const brief = { name: LONG.name, arguments: { duration: 1, steps: 4 } }
  let begun = false
  const call = client.callTool(brief, undefined, { onprogress: () => (begun = true) })
  await until(() => begun, Boolean)
  harness.update({ every }, {}, { every: tools('echo') })
  expect((await rejection(client.callTool(echo('x')))).data).toEqual({ revocation: REVOKED })
  expect(textOf(await call)).toContain('completed')
})

test('the manifest denies, a revocation names itself, and of both the revocation speaks', async () => {
  const every = harness.everything({ tools: { deny: ['echo', 'get-env'] } })
  await harness.start({ every })
  const { client } = await harness.connect('/mcp/every')
  harness.update({ every }, {}, { every: tools('get-*') })
  const denied = await rejection(client.callTool(echo('x')))
  expect([denied.code, denied.data]).toEqual([-32602, undefined])
  expect(denied.message).toContain('Unknown tool: echo')
  const both = await rejection(client.callTool({ name: 'get-env', arguments: {} }))
  expect(both.message).toContain('the tool get-env of every is revoked (rev-1)')
  expect(audited()).toEqual([
    { server: 'every', tool: 'echo', outcome: 'refused' },
    { server: 'every', tool: 'get-env', outcome: 'refused', revocation: 'rev-1' },
  ])
})

test('at /mcp with several servers: the prefixed tool goes, of that server alone', async () => {
  const servers = { every: harness.everything(), more: harness.everything() }
  await harness.start(servers)
  const { client } = await harness.connect('/mcp')
  const call = await underWay(client, `every_${LONG.name}`)
  harness.update(servers, {}, { every: tools('echo', LONG.name) })
  expect((await call.ended).data).toEqual({ revocation: REVOKED })
  const names = (await client.listTools()).tools.map(({ name }) => name)
  expect([
    names.includes('every_echo'),
    names.includes('more_echo'),
    names.includes('every_get-sum'),
  ]).toEqual([false, true, true])
  const refused = await rejection(client.callTool({ ...echo('x'), name: 'every_echo' }))
  expect(refused.message).toContain('the tool echo of every is revoked (rev-1)')
  expect(textOf(await client.callTool({ ...echo('x'), name: 'more_echo' }))).toContain('x')
})

test('a task that a revoked tool began is cancelled, and gives nothing back', async () => {
  const every = harness.everything()
  await harness.start({ every })
  const { client } = await harness.connect('/mcp/every', { capabilities: { tasks: {} } })
  const research = { name: 'simulate-research-query', arguments: { topic: 'x' }, task: {} }
  const { task } = await client.request({ method: 'tools/call', params: research }, CreateTaskResultSchema)
  const { taskId } = task
  const result = rejection(
    client.request({ method: 'tasks/result', params: { taskId } }, CallToolResultSchema),
  )
  await client.experimental.tasks.getTask(taskId)
  harness.update({ every }, {}, { every: tools('simulate-*') })
  expect((await result).data).toEqual({ revocation: REVOKED })
  expect((await rejection(client.experimental.tasks.getTask(taskId))).data).toEqual({ revocation: REVOKED })
  expect((await rejection(client.experimental.tasks.getTask('another'))).message).toContain('Task not found')
  harness.update({ every })
  // The server hears of the end before it is asked, and need not be done with it.
  await expect.poll(async () => (await client.experimental.tasks.getTask(taskId)).status).toBe('cancelled')
})
