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
    for (const server of [`https://127.0.0.1:${await freePort()}`, 'https://agentgw.invalid:6443']) {
      const error = await failureOf((await open(server)).list(KIND))
      expect(error).toMatchObject({ code: 'cluster-unreachable', status: 0, exit: 3 })
      expect(error.message).toContain(server)
      expect(error.message).not.toContain('hush-hush')
    }
  })

  it('does not trust another authority', async () => {
    const { certificate: cert, key } = createAuthority().server()
    const server = createTlsServer({ cert, key }, (_, response) => response.end(LIST)).listen(0, '127.0.0.1')
    await new Promise((resolve) => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    expect((await failureOf((await open(`https://127.0.0.1:${port}`)).list(KIND))).code).toBe(
      'cluster-untrusted',
    )
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

  it('is asked three times, not more', async () => {
    const { counter, handler } = troubled(429, 99, wait)
    const error = await against(handler, (cluster) => failureOf(cluster.list(KIND)))
    expect(error).toMatchObject({ code: 'cluster-error', status: 429 })
    expect(error.message).toContain('said Busy')
    expect(counter.seen).toBe(3)
  })

  it('is not asked again without Retry-After, nor after another failure', async () => {
    for (const { counter, handler } of [troubled(503, 1, {}), troubled(500, 1, wait)]) {
      expect((await against(handler, (cluster) => failureOf(cluster.list(KIND)))).code).toBe('cluster-error')
      expect(counter.seen).toBe(1)
    }
  })

  it('gets a write again that it says it was too busy to do', async () => {
    const writes: ((cluster: Cluster) => Promise<unknown>)[] = [
      (cluster) => cluster.create(OBJECT),
      (cluster) => cluster.patch(REF, {}),
      (cluster) => cluster.delete(REF),
      (cluster) => cluster.replace(OBJECT),
    ]
    for (const job of writes) {
      const busy = troubled(429, 2, wait)
      await against(busy.handler, job)
      expect(busy.counter.seen).toBe(3)
      const never = troubled(429, 99, wait)
      expect(await against(never.handler, (cluster) => failureOf(job(cluster)))).toMatchObject({
        status: 429,
      })
      expect(never.counter.seen).toBe(3)
      const unsaid = troubled(429, 1, {})
      await against(unsaid.handler, (cluster) => failureOf(job(cluster)))
      expect(unsaid.counter.seen).toBe(1)
    }
  })

  it('gets no write twice, except for an apply and a dry run', async () => {
    const writes: [boolean, (cluster: Cluster) => Promise<unknown>][] = [
      [false, (cluster) => cluster.create(OBJECT)],
      [false, (cluster) => cluster.patch(REF, {})],
      [false, (cluster) => cluster.delete(REF)],
      [false, (cluster) => cluster.replace(OBJECT)],
      [true, (cluster) => cluster.apply(OBJECT)],
      [true, (cluster) => cluster.create(OBJECT, { dryRun: true })],
    ]
    for (const [again, job] of writes) {
      const { counter, handler } = troubled(503, 1, wait)
      await against(handler, (cluster) => job(cluster).catch(() => undefined))
      expect(counter.seen).toBe(again ? 2 : 1)
    }
  })

  /** Answers, then closes the kept connection on the next request, then answers again. */
  const closing = () => {
    const counter = { seen: 0 }
    const handler: RequestListener = (request, response) => {
      if (++counter.seen === 2) request.socket.destroy()
      else response.writeHead(200, JSON_TYPE).end(LIST)
    }
    return { counter, handler }
  }

  it('that closes a kept connection is asked again, but not to write', async () => {
    const reading = closing()
    await against(reading.handler, async (cluster) => {
      await cluster.list(KIND)
      expect(await cluster.list(KIND)).toHaveLength(1)
    })
    expect(reading.counter.seen).toBe(3)
    const writing = closing()
    const error = await against(writing.handler, async (cluster) => {
      await cluster.list(KIND)
      return failureOf(cluster.create(OBJECT))
    })
    expect(error.code).toBe('cluster-unreachable')
    expect(error.hint).toContain('look whether it was done')
    expect(writing.counter.seen).toBe(2)
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
