import { afterEach, beforeEach, describe, expect, it, test } from 'vitest'
import type { Part } from '../../src/model/part.ts'
import type { ProbeVerdict } from '../../src/model/probe.ts'
import { openProbe, type Probe } from '../../src/probe/probe.ts'
import {
  type Asked,
  first,
  type Form,
  only,
  ProbedServer,
  rpcError,
  rpcResult,
  text,
} from './setup/server.ts'

let server: ProbedServer
const open: Probe[] = []

beforeEach(async () => {
  server = new ProbedServer()
  await server.listen()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((probe) => probe.close()))
  await server.close()
})

interface More {
  readonly tool?: string
  readonly part?: Part
  readonly headers?: Record<string, string>
  readonly timeoutMs?: number
  readonly url?: URL
}

const probeOf = (more: More = {}): Probe => {
  const { headers = {}, timeoutMs = 5_000, url = server.url(), ...rest } = more
  const probe = openProbe({
    protocol: 'mcp',
    url,
    headers,
    timeoutMs,
    now: () => performance.now(),
    ...rest,
  })
  open.push(probe)
  return probe
}

/** Before, then the server answers in another form, then after. */
const verdictFor = async (form: Form, more: More = {}, patienceMs = 0): Promise<ProbeVerdict> => {
  const probe = probeOf(more)
  expect(await probe.before()).toBeUndefined()
  server.form = form
  return probe.after({ patienceMs: Math.max(patienceMs, 1) })
}

const unknownTool = rpcError(200, -32602, 'Unknown tool: list_baskets')
const denied = (tools: unknown[]): Form =>
  first(only(['tools/call'], unknownTool), only(['tools/list'], rpcResult({ tools })))
const left = [{ name: 'empty_basket', inputSchema: { type: 'object' } }]
const revoked = { revocation: { id: 'rev-7', reason: 'it sells too much' } }
const hang: Form = () => true
const reset: Form = ({ req }) => {
  req.socket.destroy()
  return true
}
const midAnswer: Form = ({ req }, res) => {
  res
    .writeHead(200, { 'content-type': 'text/event-stream' })
    .write(': so far\n\n', () => req.socket.destroy())
  return true
}
const redirect: Form = (_asked, res) => {
  res.writeHead(307, { location: '/mcp/elsewhere' }).end()
  return true
}
const oldPrefix = rpcResult({
  isError: true,
  content: [{ type: 'text', text: 'MCP error -32602: Tool list_baskets not found' }],
})

describe('all of it revoked', () => {
  it.each<[string, Form]>([
    ['the route is gone', text(404, 'route not found')],
    ['the backend is gone', text(500, 'service not found')],
    ['the backend is gone, in other words', text(500, 'backend does not exist')],
    ['a policy denies every tool', denied([])],
    [
      'a policy denies every tool, in an older version',
      first(
        only(['tools/call'], rpcError(400, -32602, 'Unknown tool: list_baskets')),
        only(['tools/list'], rpcResult({ tools: [] })),
      ),
    ],
    ['a policy denies the route', text(403, 'authorization failed')],
    ['the embedded gateway, all of it', rpcError(404, -32001, 'shop is revoked (rev-7): …', revoked)],
    [
      'the embedded gateway, a call that was under way',
      first(
        only(['tools/call'], rpcError(200, -32000, 'shop is revoked', revoked)),
        rpcError(404, -32001, 'shop is revoked', revoked),
      ),
    ],
  ])('dark: %s', async (_what, form) => {
    expect(await verdictFor(form)).toEqual({ verdict: 'dark', darkAt: expect.any(Number) as number })
  })

  it.each<[string, Form, string]>([
    ['401', text(401, 'authentication failure: expired'), 'authentication'],
    ['403 of something else', text(403, 'external authorization failed'), 'authentication'],
    ['404 of something else', text(404, 'default backend - 404'), 'unexpected'],
    ['404, the session is lost', text(404, 'mcp: session not found'), 'session-lost'],
    ['429', text(429, 'rate limit exceeded'), 'rate-limited'],
    ['500 of something else', text(500, 'no valid backends'), 'server-error'],
    ['502 of a load balancer', text(502, '<html>Bad Gateway</html>'), 'server-error'],
    ['503', text(503, 'no healthy backends'), 'server-error'],
    ['504', text(504, 'upstream call timeout'), 'time-out'],
    ['a redirect', redirect, 'redirect'],
    ['the connection is reset', reset, 'unreachable'],
    ['the answer breaks off', midAnswer, 'unreachable'],
    [
      'a page',
      (_asked, res) => (res.writeHead(200, { 'content-type': 'text/html' }).end('hi'), true),
      'not-the-protocol',
    ],
    [
      'JSON that is no reply',
      (_asked, res) => (res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":1}'), true),
      'not-the-protocol',
    ],
    ['another error', rpcError(200, -32603, 'out of baskets'), 'unexpected'],
    ['wrong arguments', rpcError(200, -32602, 'Invalid arguments for tool list_baskets'), 'unexpected'],
    ['isError', rpcResult({ isError: true, content: [{ type: 'text', text: 'closed' }] }), 'tool-error'],
    ['isError of a tool that is not there', oldPrefix, 'tool-error'],
    ['one tool denied, others left', denied(left), 'other-tools-left'],
    [
      'one tool revoked',
      only(['tools/call'], rpcError(200, -32000, 'the tool … is revoked', revoked)),
      'other-tools-left',
    ],
  ])('not proven: %s', async (_what, form, reason) => {
    expect(await verdictFor(only(['initialize', 'tools/call', 'tools/list'], form))).toMatchObject({
      verdict: 'not proven',
      reason,
    })
  })

  it('not proven: it hangs', async () => {
    expect(await verdictFor(hang, { timeoutMs: 300 })).toMatchObject({
      verdict: 'not proven',
      reason: 'time-out',
    })
  })

  it('not proven: nothing listens any more', async () => {
    const probe = probeOf()
    await probe.before()
    await server.close()
    expect(await probe.after({ patienceMs: 1 })).toMatchObject({
      verdict: 'not proven',
      reason: 'unreachable',
    })
    await server.listen()
  })

  it('not dark: it goes on', async () => {
    expect(await verdictFor(() => false)).toEqual({
      verdict: 'not dark',
      message: 'the call still succeeds in the session that was opened before and a new session',
    })
  })

  it.each([true, false])('not dark: one session goes on (the one of before: %s)', async (old) => {
    const gone = text(404, 'route not found')
    const isOld = (seen: Set<unknown>, { req, method, inSession }: Asked): boolean => {
      const id = req.headers['mcp-session-id']
      if (method === 'initialize') return false
      if (inSession && seen.size === 0) seen.add(id)
      return seen.has(id)
    }
    const seen = new Set<unknown>()
    const verdict = await verdictFor((asked, res) => isOld(seen, asked) !== old && gone(asked, res))
    expect(verdict).toMatchObject({ verdict: 'not dark' })
    expect((verdict as { message: string }).message).toContain(old ? 'opened before' : 'a new session')
  })

  it('waits a while for a proxy that has not heard of it yet', async () => {
    const probe = probeOf()
    await probe.before()
    let asked = 0
    server.form = (one, res) => ++asked > 12 && text(404, 'route not found')(one, res)
    expect(await probe.after({ patienceMs: 20_000 })).toMatchObject({ verdict: 'dark' })
  })
})

describe('a part of it revoked', () => {
  const part = { tool: 'list_*' }

  it.each<[string, Form]>([
    ['denied, others left', denied(left)],
    ['denied, none left', denied([])],
    ['the embedded gateway', only(['tools/call'], rpcError(200, -32000, 'is revoked (rev-7)', revoked))],
    ['isError of a name that is no longer there', only(['tools/call'], oldPrefix)],
  ])('dark: %s', async (_what, form) => {
    expect(await verdictFor(form, { part })).toMatchObject({ verdict: 'dark' })
  })

  it.each<[string, Form, string]>([
    ['all of the server is gone', text(404, 'route not found'), 'all-refused'],
    [
      'the session is lost',
      first(only(['tools/call'], unknownTool), only(['tools/list'], text(404, 'mcp: session not found'))),
      'session-lost',
    ],
    [
      'isError of another kind',
      only(
        ['tools/call'],
        rpcResult({ isError: true, content: [{ type: 'text', text: 'no tool for list_baskets' }] }),
      ),
      'tool-error',
    ],
  ])('not proven: %s', async (_what, form, reason) => {
    expect(await verdictFor(form, { part })).toMatchObject({ verdict: 'not proven', reason })
  })

  it('is proven with a tool of the part alone', async () => {
    expect(await probeOf({ part: { tool: 'empty_*' } }).before()).toMatchObject({ reason: 'no-tool' })
    expect(server.calls).toEqual([])
  })
})

describe('before', () => {
  it('calls a tool that only reads', async () => {
    expect(await probeOf().before()).toBeUndefined()
    expect(server.calls).toEqual(['list_baskets'])
  })

  it('calls another only where it is named', async () => {
    expect(await probeOf({ tool: 'empty_basket' }).before()).toBeUndefined()
    expect(server.calls).toEqual(['empty_basket'])
  })

  it.each<[string, More, Form, string]>([
    ['the tool fails', { tool: 'fail' }, () => false, 'tool-error'],
    ['there is no such tool', { tool: 'nothing' }, () => false, 'tool-error'],
    ['it is dark already', {}, text(404, 'route not found'), 'unexpected'],
    ['the credentials are wrong', {}, text(401, ''), 'authentication'],
    ['no tool may be called', {}, only(['tools/list'], rpcResult({ tools: left })), 'no-tool'],
  ])('without success nothing is ever proven: %s', async (_what, more, form, reason) => {
    server.form = form
    const probe = probeOf(more)
    expect(await probe.before()).toMatchObject({ reason })
    server.form = text(404, 'route not found')
    expect(await probe.after({ patienceMs: 1 })).toMatchObject({ verdict: 'not proven', reason })
  })

  it('TLS that is none', async () => {
    expect(await probeOf({ url: server.url('/mcp/shop', 'https') }).before()).toMatchObject({ reason: 'tls' })
  })
})

test('watch tells when it went dark, and ends', async () => {
  const probe = probeOf()
  await probe.before()
  const watching = probe.watch(new AbortController().signal)
  while (server.calls.length < 5) await new Promise((resolve) => setTimeout(resolve, 5))
  const begun = performance.now()
  server.form = text(404, 'route not found')
  const { darkAt } = await watching
  expect(darkAt).toBeGreaterThanOrEqual(begun)
  expect(await probe.after()).toEqual({ verdict: 'dark', darkAt })
})

test('what flickers went dark the last time that it did', async () => {
  const probe = probeOf()
  await probe.before()
  const gone = text(404, 'route not found')
  server.form = gone
  const { darkAt } = await probe.watch(new AbortController().signal)
  let calls = 0
  server.form = (asked, res) => (asked.method !== 'tools/call' || ++calls > 1) && gone(asked, res)
  const verdict = await probe.after()
  expect(verdict).toMatchObject({ verdict: 'dark' })
  expect((verdict as { darkAt: number }).darkAt).toBeGreaterThan(darkAt!)
})

test('watch goes on through what is no darkness, and stops when told', async () => {
  const probe = probeOf()
  await probe.before()
  server.form = only(['tools/call'], text(503, 'no healthy backends'))
  const stop = new AbortController()
  const watching = probe.watch(stop.signal)
  const asked = server.requests.length
  while (server.requests.length < asked + 3) await new Promise((resolve) => setTimeout(resolve, 5))
  stop.abort()
  expect(await watching).toEqual({ darkAt: undefined })
})

test('watch stops in the middle of a call', async () => {
  const probe = probeOf({ timeoutMs: 50_000 })
  await probe.before()
  server.form = hang
  const stop = new AbortController()
  const watching = probe.watch(stop.signal)
  const asked = server.requests.length
  while (server.requests.length === asked) await new Promise((resolve) => setTimeout(resolve, 5))
  stop.abort()
  expect(await watching).toEqual({ darkAt: undefined })
})

describe('answersAgain', () => {
  it('in a new session, and the old one is revived', async () => {
    const probe = probeOf()
    await probe.before()
    let asked = 0
    server.form = (one, res) => ++asked < 4 && text(404, 'route not found')(one, res)
    expect(await probe.answersAgain()).toEqual({ verdict: 'answers', old: 'revived' })
  })

  it('in a new session, and the old one is lost', async () => {
    const probe = probeOf()
    await probe.before()
    const old = server.requests.find(({ method }) => method === 'tools/call')!.headers['mcp-session-id']
    server.form = (one, res) =>
      one.req.headers['mcp-session-id'] === old && text(404, 'mcp: session not found')(one, res)
    expect(await probe.answersAgain()).toEqual({ verdict: 'answers', old: 'refused' })
  })

  it('without an old one', async () => {
    expect(await probeOf().answersAgain()).toEqual({ verdict: 'answers', old: 'none' })
  })

  it('does not', async () => {
    server.form = text(404, 'route not found')
    expect(await probeOf().answersAgain({ patienceMs: 1 })).toMatchObject({
      verdict: 'does not answer',
      message: 'HTTP 404: "route not found"',
    })
  })
})

test('sessions are ended, and no stream is opened', async () => {
  const probe = probeOf()
  await probe.before()
  await probe.after({ patienceMs: 1 })
  expect(server.openSessions).toBe(1)
  await probe.close()
  expect(server.openSessions).toBe(0)
  expect(server.requests.map(({ method }) => method)).not.toContain('GET')
})

test('headers reach the server that was named, and no other', async () => {
  const other = new ProbedServer()
  await other.listen()
  const probe = probeOf({ headers: { Authorization: 'Bearer 77-secret-77' } })
  await probe.before()
  expect(new Set(server.requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set(['Bearer 77-secret-77']),
  )
  const location = other.url().href
  server.form = (_asked, res) => {
    res.writeHead(307, { location }).end()
    return true
  }
  expect(await probe.after({ patienceMs: 1 })).toMatchObject({ reason: 'redirect' })
  expect(other.requests).toEqual([])
  await other.close()
})

/** What a careless server echoes. */
const echoes = (secret: string): string[] => [
  secret,
  `Bearer ${secret}`,
  JSON.stringify({ seen: secret }),
  encodeURIComponent(`Bearer ${secret}`),
  Buffer.from(`Bearer ${secret}`).toString('base64'),
  `${'x'.repeat(190)}${secret}`,
]

test.each(echoes('p4ss "w0rd" & more'))('no value of a header is in what is said: %s', async (echo) => {
  const headers = { Authorization: 'Bearer p4ss "w0rd" & more' }
  const forms = [
    text(401, echo),
    text(500, echo),
    rpcError(200, -32602, `Unknown tool: ${echo}`),
    rpcError(404, -32000, echo, { revocation: { id: echo } }),
    rpcResult({ isError: true, content: [{ type: 'text', text: echo }] }),
  ]
  for (const form of forms) {
    server.form = () => false
    const said = JSON.stringify(await verdictFor(form, { headers }))
    for (const part of ['p4ss', 'w0rd', Buffer.from('Bearer p4ss').toString('base64').slice(0, 12)])
      expect(said).not.toContain(part)
    const before = JSON.stringify(await probeOf({ headers }).before())
    expect(before).not.toContain('p4ss')
  }
})
