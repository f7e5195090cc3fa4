/** What happens where no good API server answers: real sockets and servers in its place. */
import { mkdtempSync, rmSync } from 'node:fs'
import type { RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { createAuthority } from '../controlplane/certificates.ts'
import { freePort } from '../controlplane/processes.ts'
import { config, failureOf, writer } from './kubeconfigs.ts'
import { startAlerting, startHttp, startSilent } from './servers.ts'

const directory = mkdtempSync(join(tmpdir(), 'agentgw-failures-'))
const write = writer(directory)
afterAll(() => {
  rmSync(directory, { recursive: true })
})

const open = (server: string, timeout = 5_000): Promise<Cluster> =>
  connect({ kubeconfig: write(config({ server }, { token: 'hush-hush' })), env: {}, timeout })

const KIND = { apiVersion: 'v1', kind: 'ConfigMap' }
const OBJECT = { ...KIND, metadata: { name: 'a', namespace: 'default' } }
const REF = { ...KIND, name: 'a', namespace: 'default' }
const LIST = JSON.stringify({
  kind: 'ConfigMapList',
  apiVersion: 'v1',
  metadata: {},
  items: [{ metadata: { name: 'a' } }],
})
const JSON_TYPE = { 'Content-Type': 'application/json' }
const status = (code: number, reason: string): string =>
  JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    status: 'Failure',
    reason,
    code,
    message: `said ${reason}`,
  })

/** Runs `job` against a server that answers with `handler`. */
const against = async <T>(
  handler: RequestListener,
  job: (cluster: Cluster) => Promise<T>,
  timeout?: number,
): Promise<T> => {
  const server = await startHttp(handler)
  try {
    return await job(await open(`http://127.0.0.1:${server.port}`, timeout))
  } finally {
    await server.close()
  }
}

describe('no connection', () => {
  it('is unreachable: a closed port, a name that is none', async () => {
    for (const [server, code] of [
      [`https://127.0.0.1:${await freePort()}`, 'cluster-unreachable'],
      ['https://agentgw.invalid:6443', 'host-unknown'],
    ] as const) {
      const error = await failureOf((await open(server)).list(KIND))
      expect(error).toMatchObject({ code, status: 0, exit: 3 })
      expect(error.hint).toBeTruthy()
      expect(error.message).toContain(server)
      expect(error.message).not.toContain('hush-hush')
    }
  })

  it('does not trust another authority', async () => {
    const { certificate: cert, key } = createAuthority().server()
    const server = createTlsServer({ cert, key }, (_, response) => response.end(LIST)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const error = await failureOf((await open(`https://127.0.0.1:${port}`)).list(KIND))
    expect(error.code).toBe('cluster-untrusted')
    expect(error.message).not.toContain('Node')
    server.close()
  })

  it.each([
    ['has expired', -48, -24],
    ['is not valid yet', 24, 48],
  ])('tells a certificate that %s', async (_, from, until) => {
    const at = (hours: number): Date => new Date(Date.now() + hours * 3_600_000)
    const authority = createAuthority()
    const { certificate: cert, key } = authority.server({ from: at(from), until: at(until) })
    const server = createTlsServer({ cert, key }, (_, response) => response.end(LIST)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    const trusting = {
      server: `https://127.0.0.1:${port}`,
      'certificate-authority-data': Buffer.from(authority.certificate).toString('base64'),
    }
    const cluster = await connect({ kubeconfig: write(config(trusting, {})), env: {} })
    expect((await failureOf(cluster.list(KIND))).code).toBe('certificate-expired')
    server.close()
  })

  it.each([
    ['unknown_ca', 48],
    ['bad_certificate', 42],
    ['certificate_required', 116],
  ])('tells a server that does not take the client certificate: alert %s', async (_, alert) => {
    const server = await startAlerting(alert)
    const cluster = await open(`https://127.0.0.1:${server.port}`)
    expect((await failureOf(cluster.list(KIND))).code).toBe('unauthorized')
    await server.close()
  })

  it('gives up on a server that takes the connection and says nothing', async () => {
    const silent = await startSilent()
    for (const scheme of ['http', 'https']) {
      const cluster = await open(`${scheme}://127.0.0.1:${silent.port}`, 200)
      expect((await failureOf(cluster.list(KIND))).code).toBe('cluster-timeout')
      const written = await failureOf(cluster.create(OBJECT))
      expect(written.code).toBe('cluster-timeout')
      expect(written.hint).toContain('look whether it was done')
    }
    await silent.close()
  })

  it('gives up on a reply that does not end', async () => {
    const endless: RequestListener = (_, response) => response.writeHead(200, JSON_TYPE).write('{')
    const error = await against(endless, (cluster) => failureOf(cluster.list(KIND)), 200)
    expect(error.code).toBe('cluster-timeout')
  })

  it('does not speak TLS', async () => {
    const server = await startHttp((_, response) => response.end('hello'))
    const cluster = await open(`https://127.0.0.1:${server.port}`)
    expect((await failureOf(cluster.list(KIND))).code).toBe('not-kubernetes')
    await server.close()
  })
})

describe('something that is not Kubernetes', () => {
  const replies: [string, RequestListener][] = [
    ['a page', (_, response) => response.end('<html>welcome</html>')],
    ['JSON of another kind', (_, response) => response.end('[]')],
    ['a login', (_, response) => response.writeHead(302, { Location: 'https://login.example.com' }).end()],
    ['a page that is not found', (_, response) => response.writeHead(404).end('404 page not found')],
    ['a page that is forbidden', (_, response) => response.writeHead(403).end('<html>no</html>')],
  ]
  it.each(replies)('is told by %s', async (_, handler) => {
    for (const job of [
      (c: Cluster) => c.list(KIND),
      (c: Cluster) => c.get(REF),
      (c: Cluster) => c.create(OBJECT),
    ])
      expect((await against(handler, (cluster) => failureOf(job(cluster)))).code).toBe('not-kubernetes')
  })

  it('may refuse credentials or be broken like any', async () => {
    const answers =
      (code: number): RequestListener =>
      (_, response) =>
        response.writeHead(code).end('<html>')
    expect((await against(answers(401), (c) => failureOf(c.list(KIND)))).code).toBe('unauthorized')
    expect((await against(answers(502), (c) => failureOf(c.list(KIND)))).code).toBe('cluster-error')
  })
})

describe('a server in trouble', () => {
  /** Answers the first `failures` requests with `code`; counts all. */
  const troubled = (code: number, failures: number, headers: Record<string, string>) => {
    const counter = { seen: 0 }
    const handler: RequestListener = (_, response) => {
      counter.seen++
      if (counter.seen > failures) response.writeHead(200, JSON_TYPE).end(LIST)
      else response.writeHead(code, { ...JSON_TYPE, ...headers }).end(status(code, 'Busy'))
    }
    return { counter, handler }
  }
  const wait = { 'Retry-After': '0' }

  it.each([429, 503])('is asked again after %i, where it says when and asking does no harm', async (code) => {
    const { counter, handler } = troubled(code, 2, wait)
    expect(await against(handler, (cluster) => cluster.list(KIND))).toHaveLength(1)
    expect(counter.seen).toBe(3)
  })

  it('is asked ten times, not more, and the error tells', async () => {
    const { counter, handler } = troubled(429, 99, wait)
    const error = await against(handler, (cluster) => failureOf(cluster.list(KIND)))
    expect(error).toMatchObject({ code: 'cluster-busy', status: 429 })
    expect(error.message).toContain('said Busy')
    expect(error.message).toContain('asked 10 times')
    expect(counter.seen).toBe(10)
  })

  it.each(['120', new Date(Date.now() + 120_000).toUTCString()])(
    'that asks for more patience than there is, %s, is not waited for',
    async (later) => {
      const { counter, handler } = troubled(503, 99, { 'Retry-After': later })
      const error = await against(handler, (cluster) => failureOf(cluster.list(KIND)))
      expect(error).toMatchObject({ code: 'cluster-busy', status: 503 })
      expect(error.message).toMatch(/it asks to come back in 1[12]\d/)
      expect(counter.seen).toBe(1)
    },
  )

  it('tells once that it is waited for', async () => {
    const { handler } = troubled(429, 1, { 'Retry-After': '1' })
    const server = await startHttp(handler)
    const told: string[] = []
    const cluster = await connect({
      kubeconfig: write(config({ server: `http://127.0.0.1:${server.port}` }, {})),
      env: {},
      onWarning: (warning) => told.push(warning),
    })
    await cluster.list(KIND)
    expect(told).toEqual([expect.stringContaining('asking again in 1 s')])
    await server.close()
  })

  const READS: ((cluster: Cluster) => Promise<unknown>)[] = [(c) => c.list(KIND), (c) => c.get(REF)]
  const WRITES: ((cluster: Cluster) => Promise<unknown>)[] = [
    (cluster) => cluster.apply(OBJECT),
    (cluster) => cluster.create(OBJECT),
    (cluster) => cluster.create(OBJECT, { dryRun: true }),
    (cluster) => cluster.patch(REF, {}),
    (cluster) => cluster.replace(OBJECT),
    (cluster) => cluster.delete(REF, { uid: '1' }),
  ]

  it.each([502, 503, 504])('is asked three times after %i without Retry-After', async (code) => {
    const check = async (job: (cluster: Cluster) => Promise<unknown>): Promise<void> => {
      const short = troubled(code, 2, {})
      await against(short.handler, job)
      expect(short.counter.seen).toBe(3)
      const long = troubled(code, 99, {})
      expect((await against(long.handler, (cluster) => failureOf(job(cluster)))).status).toBe(code)
      expect(long.counter.seen).toBe(3)
    }
    await Promise.all([...READS, ...WRITES].map(check))
  })

  it('is not asked again after another failure, nor after 429 without Retry-After', async () => {
    for (const { counter, handler } of [troubled(500, 1, wait), troubled(429, 1, {})]) {
      expect((await against(handler, (cluster) => failureOf(cluster.list(KIND)))).exit).toBe(3)
      expect(counter.seen).toBe(1)
    }
  })

  it('gets a deletion without a uid twice only where it says it was too busy to do it', async () => {
    const job = (cluster: Cluster) => cluster.delete(REF)
    const busy = troubled(429, 2, wait)
    await against(busy.handler, job)
    expect(busy.counter.seen).toBe(3)
    const unsure = troubled(503, 1, wait)
    await against(unsure.handler, (cluster) => failureOf(job(cluster)))
    expect(unsure.counter.seen).toBe(1)
  })

  /** Breaks the connection of the first requests at once, then answers. */
  const breaking = (failures: number) => {
    const counter = { seen: 0 }
    const handler: RequestListener = (request, response) => {
      if (++counter.seen <= failures) request.socket.destroy()
      else response.writeHead(200, JSON_TYPE).end(LIST)
    }
    return { counter, handler }
  }

  it('that breaks the connection is asked three times', async () => {
    const check = async (job: (cluster: Cluster) => Promise<unknown>): Promise<void> => {
      const short = breaking(2)
      await against(short.handler, job)
      expect(short.counter.seen).toBe(3)
      const long = breaking(99)
      const error = await against(long.handler, (cluster) => failureOf(job(cluster)))
      expect(error).toMatchObject({ code: 'connection-lost', status: 0 })
      expect(error.message).toContain('3 times')
      expect(error.hint).toContain(WRITES.includes(job) ? 'look whether it was done' : 'try again')
      expect(long.counter.seen).toBe(3)
    }
    await Promise.all([...READS, ...WRITES].map(check))
  })

  it('that forgets where a list was is asked for all at once', async () => {
    const seen: string[] = []
    const handler: RequestListener = (request, response) => {
      seen.push(request.url ?? '')
      const query = new URL(request.url ?? '', 'http://a').searchParams
      if (query.has('continue')) response.writeHead(410, JSON_TYPE).end(status(410, 'Expired'))
      else if (query.has('limit'))
        response.writeHead(200, JSON_TYPE).end(LIST.replace('"metadata":{}', '"metadata":{"continue":"x"}'))
      else response.writeHead(200, JSON_TYPE).end(LIST)
    }
    expect(await against(handler, (cluster) => cluster.list(KIND, { selector: 'a=b' }))).toHaveLength(1)
    expect(seen).toHaveLength(3)
    expect(seen.at(-1)).toBe('/api/v1/configmaps?labelSelector=a%3Db')
  })
})
