/** The probe of the kill switch, against the embedded gateway with the real filesystem server behind it. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Part } from '../../src/model/part.ts'
import { openProbe, type Probe } from '../../src/probe/probe.ts'
import { Harness } from './setup/harness.ts'

const REVOKED = { id: 'rev-1', reason: 'it deletes files' }

let harness: Harness
const open: Probe[] = []
beforeEach(() => {
  harness = new Harness()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((probe) => probe.close()))
  await harness.remove()
  expect(harness.processes()).toEqual([])
})

const probeOf = (path: string, more: { part?: Part } = {}): Probe => {
  const probe = openProbe({
    protocol: 'mcp',
    url: harness.url(path),
    headers: {},
    timeoutMs: 20_000,
    now: () => performance.now(),
    ...more,
  })
  open.push(probe)
  return probe
}

const never = new AbortController().signal

test('revoked: dark in the old session and in a new one; restored: it answers, and the old one is revived', async () => {
  const files = harness.filesystem()
  await harness.start({ files, other: harness.filesystem() })
  const probe = probeOf('/mcp/files')
  expect(await probe.before()).toBeUndefined()
  expect(harness.audit()).toMatchObject([{ tool: 'list_allowed_directories', outcome: 'ok' }])
  const watching = probe.watch(never)
  const begun = performance.now()
  harness.update({ other: harness.filesystem() }, { files: REVOKED })
  const { darkAt } = await watching
  expect(darkAt).toBeGreaterThanOrEqual(begun)
  expect(await probe.after()).toEqual({ verdict: 'dark', darkAt })
  const other = probeOf('/mcp/other')
  expect(await other.before()).toBeUndefined()
  expect(await other.after({ patienceMs: 1 })).toMatchObject({ verdict: 'not dark' })
  harness.update({ files, other: harness.filesystem() })
  expect(await probe.answersAgain()).toEqual({ verdict: 'answers', old: 'revived' })
})

test('the document taken away without a revocation is darkness, too', async () => {
  await harness.start({ files: harness.filesystem() })
  const probe = probeOf('/mcp/files')
  await probe.before()
  harness.update({})
  expect(await probe.after()).toMatchObject({ verdict: 'dark' })
})

/** With one server left, new sessions lose the prefix of the names: what was called has no such name any more. */
test.each([1, 2])(
  'one of several servers at one address is a part of what is there (%i left)',
  async (left) => {
    const others = { other: harness.filesystem(), ...(left > 1 ? { third: harness.filesystem() } : {}) }
    await harness.start({ files: harness.filesystem(), ...others })
    const probe = probeOf('/mcp', { part: { target: 'files' } })
    expect(await probe.before()).toBeUndefined()
    expect(harness.audit()).toMatchObject([{ server: 'files', outcome: 'ok' }])
    harness.update(others, { files: REVOKED })
    expect(await probe.after()).toMatchObject({ verdict: 'dark' })
  },
)

test('a tool denied: dark where it is what was revoked, no proof where all of the server was', async () => {
  const files = harness.filesystem()
  await harness.start({ files })
  const part = probeOf('/mcp/files', { part: { tool: 'list_allowed_*' } })
  const all = probeOf('/mcp/files')
  for (const probe of [part, all]) expect(await probe.before()).toBeUndefined()
  harness.update({ files: { ...files, tools: { deny: ['list_allowed_directories'] } } })
  expect(await part.after()).toMatchObject({ verdict: 'dark' })
  expect(await all.after({ patienceMs: 1 })).toMatchObject({
    verdict: 'not proven',
    reason: 'other-tools-left',
  })
})

test('a tool revoked: dark where it is what was revoked, no proof where all of the server was', async () => {
  const files = harness.filesystem()
  await harness.start({ files })
  const part = probeOf('/mcp/files', { part: { tool: 'list_allowed_*' } })
  const all = probeOf('/mcp/files')
  for (const probe of [part, all]) expect(await probe.before()).toBeUndefined()
  harness.update({ files }, {}, { files: [{ pattern: 'list_allowed_*', revocation: REVOKED }] })
  expect(await part.after()).toMatchObject({ verdict: 'dark' })
  expect(await all.after({ patienceMs: 1 })).toMatchObject({
    verdict: 'not proven',
    reason: 'other-tools-left',
  })
  harness.update({ files })
  expect(await part.answersAgain()).toEqual({ verdict: 'answers', old: 'revived' })
})

test('the gateway gone is no proof', async () => {
  await harness.start({ files: harness.filesystem() })
  const probe = probeOf('/mcp/files')
  await probe.before()
  await harness.stop()
  expect(await probe.after({ patienceMs: 1 })).toMatchObject({ verdict: 'not proven', reason: 'unreachable' })
})

test('revoked before the probe came: nothing is proven', async () => {
  await harness.start({ files: harness.filesystem() }, { files: REVOKED })
  const probe = probeOf('/mcp/files')
  expect(await probe.before()).toMatchObject({ reason: 'unexpected' })
  expect(await probe.after({ patienceMs: 1 })).toMatchObject({ verdict: 'not proven' })
})
