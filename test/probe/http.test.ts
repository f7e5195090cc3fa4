/** Routes that do not speak MCP, such as those of models. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openProbe, type Probe } from '../../src/probe/probe.ts'
import { type Form, ProbedServer, text } from './setup/server.ts'

const live = text(200, '{"data": []}')
let server: ProbedServer

beforeEach(async () => {
  server = new ProbedServer()
  await server.listen()
  server.form = live
})
afterEach(() => server.close())

const probeOf = (more: { method?: string; body?: unknown } = {}): Probe =>
  openProbe({
    protocol: 'http',
    url: server.url('/v1/models'),
    headers: { Authorization: 'Bearer 77-secret-77' },
    timeoutMs: 500,
    now: () => performance.now(),
    ...more,
  })

it.each<[string, Form]>([
  ['the route is gone', text(404, 'route not found')],
  ['the backend is gone', text(500, 'service not found')],
  ['the policy denies it', text(403, 'authorization failed')],
])('dark: %s', async (_what, form) => {
  const probe = probeOf()
  expect(await probe.before()).toBeUndefined()
  server.form = form
  const { darkAt } = await probe.watch(new AbortController().signal)
  expect(darkAt).toBeDefined()
  expect(await probe.after()).toEqual({ verdict: 'dark', darkAt })
})

it.each<[string, Form, string]>([
  ['the provider refuses the key', text(401, '{"error": "invalid key"}'), 'authentication'],
  ['the provider forbids it', text(403, '{"error": "region"}'), 'authentication'],
  ['the provider has no such model', text(404, '{"error": "model not found"}'), 'unexpected'],
  ['it is overloaded', text(503, 'upstream call failed'), 'server-error'],
  ['it hangs', () => true, 'time-out'],
])('not proven: %s', async (_what, form, reason) => {
  const probe = probeOf()
  await probe.before()
  server.form = form
  expect(await probe.after({ patienceMs: 1 })).toMatchObject({ verdict: 'not proven', reason })
})

it('not dark', async () => {
  const probe = probeOf()
  await probe.before()
  expect(await probe.after({ patienceMs: 1 })).toEqual({
    verdict: 'not dark',
    message: 'the call still succeeds in a new request',
  })
})

it('sends the method and the body that are asked for', async () => {
  const probe = probeOf({ method: 'POST', body: { method: 'chat', model: 'small' } })
  expect(await probe.before()).toBeUndefined()
  const [request] = server.requests
  expect(request).toMatchObject({
    method: 'chat',
    headers: { 'content-type': 'application/json', authorization: 'Bearer 77-secret-77' },
  })
})

it('answers again', async () => {
  const probe = probeOf()
  await probe.before()
  expect(await probe.answersAgain()).toEqual({ verdict: 'answers', old: 'none' })
  server.form = text(500, 'no key 77-secret-77')
  expect(await probe.answersAgain({ patienceMs: 1 })).toEqual({
    verdict: 'does not answer',
    reason: 'server-error',
    message: 'HTTP 500: "no key ***"',
  })
})
