/** Fetching a text: what leads to it, and every way in which it does not come. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { download, mayFetch } from '../../../src/cluster/download.ts'

let server: Server
let origin: string
let seen: IncomingMessage[]
let answer: (request: IncomingMessage, response: ServerResponse) => void

beforeEach(async () => {
  seen = []
  server = createServer((request, response) => {
    seen.push(request)
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const get = async (path = '/', more: object = {}): Promise<string> => {
  const url = new URL(path, origin)
  return (await download(url, { label: 'LABEL', env: {}, ...more })).toString()
}
const fails = (path?: string, more?: object) =>
  expect(get(path, more)).rejects.toMatchObject({
    code: 'download-failed',
    exit: 3,
    message: expect.stringContaining('LABEL') as string,
  })

describe('a download', () => {
  it('is what the server has', async () => {
    answer = (_request, response) => response.end('kind: x')
    expect(await get('/a?ref=v1')).toBe('kind: x')
    expect(seen[0]?.url).toBe('/a?ref=v1')
  })

  it('follows redirects, and takes the credentials to their own host only', async () => {
    const other = origin.replace('127.0.0.1', 'localhost')
    answer = ({ url }, response) => {
      if (url === '/1') response.writeHead(302, { location: '/2' }).end()
      else if (url === '/2') response.writeHead(307, { location: `${other}/3` }).end()
      else response.end('there')
    }
    expect(await get(`${origin.replace('//', '//user:pa%3Ass@')}/1`)).toBe('there')
    const basic = `Basic ${Buffer.from('user:pa:ss').toString('base64')}`
    expect(seen.map(({ headers }) => headers.authorization)).toEqual([basic, basic, undefined])
  })

  it.each(['http://example.com/x', 'file:///etc/passwd', 'https://:::'])(
    'does not follow to %s',
    async (location) => {
      answer = (_request, response) => response.writeHead(302, { location }).end()
      await fails()
    },
  )

  it('does not go round in circles', async () => {
    answer = (_request, response) => response.writeHead(302, { location: '/' }).end()
    await fails()
    expect(seen).toHaveLength(6)
  })

  it.each([401, 403, 404, 500, 204, 304])('is none where the server says %i', async (status) => {
    answer = (_request, response) => response.writeHead(status).end()
    await fails()
  })

  it('has a bound', async () => {
    const chunk = Buffer.alloc(2 ** 20)
    answer = (_request, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(chunk));
        response.once('drain', more)
      }
      more()
    }
    await fails()
  })

  it.each<[string, typeof answer]>([
    ['silent', () => undefined],
    ['slow', (_request, response) => void response.write('kind:')],
  ])('has an end where the server is %s', async (_name, act) => {
    answer = act
    await fails('/', { limit: 300 })
  })

  it('is none where nothing listens, and where the connection breaks', async () => {
    answer = (_request, response) => {
      response.write('kind:')
      setTimeout(() => response.destroy(), 50)
    }
    await fails()
    await new Promise((resolve) => {
      server.closeAllConnections()
      server.close(resolve)
    })
    await fails()
  })

  it('goes through the proxy of the environment', async () => {
    // Of a proxy that refuses it is known that it was asked.
    server.on('connect', (request: IncomingMessage, socket) => {
      seen.push(request)
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
    })
    answer = () => undefined
    await expect(
      download(new URL('https://crds.example.com/x'), { label: 'LABEL', env: { HTTPS_PROXY: origin } }),
    ).rejects.toMatchObject({ code: 'download-failed' })
    expect(seen[0]?.url).toBe('crds.example.com:443')
  })
})

it.each([
  ['https://example.com', true],
  ['http://example.com', false],
  ['http://127.0.0.1:8080', true],
  ['http://localhost', true],
  ['http://[::1]/', true],
  ['http://127.0.0.1.example.com', false],
  ['ftp://127.0.0.1', false],
])('%s may be fetched: %s', (url, may) => {
  expect(mayFetch(new URL(url))).toBe(may)
})
