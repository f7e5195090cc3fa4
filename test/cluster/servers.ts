/** Servers of our own on loopback: what stands between kubectl and a cluster, or in its place. */
import { createServer, type RequestListener } from 'node:http'
import { once } from 'node:events'
import {
  type AddressInfo,
  connect,
  createServer as createTcpServer,
  type Server,
  type Socket,
} from 'node:net'

export interface Listening {
  readonly port: number
  close(): Promise<void>
}

const listen = async (server: Server): Promise<Listening> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

export const startHttp = (handler: RequestListener): Promise<Listening> => listen(createServer(handler))

/** Takes connections and never says a word. */
export const startSilent = (): Promise<Listening> => listen(createTcpServer())

/** Answers a TLS handshake with a fatal alert, as a server does that does not take a certificate. */
export const startAlerting = (alert: number): Promise<Listening> =>
  listen(
    createTcpServer((client) => {
      client.once('data', () => client.end(Buffer.from([21, 3, 3, 0, 2, 2, alert])))
    }),
  )

const pipe = (client: Socket, host: string, port: number, established: () => void): void => {
  const server = connect(port, host, () => {
    established()
    server.pipe(client)
    client.pipe(server)
  })
  server.on('error', () => client.destroy())
  client.on('close', () => server.destroy())
}

/** An HTTP proxy that only knows CONNECT; `seen` is what it was asked for, with the credentials. */
export const startProxy = async (seen: string[], allow = true): Promise<Listening> => {
  const server = createServer((_, response) => response.writeHead(405).end())
  server.on('connect', (request, socket: Socket) => {
    seen.push(`${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim())
    const [host = '', port] = (request.url ?? '').split(':')
    if (allow) pipe(socket, host, Number(port), () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
    else socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
  })
  return listen(server)
}

/** A SOCKS 5 proxy without authentication, for IPv4 addresses and names. */
export const startSocks = (seen: string[]): Promise<Listening> =>
  listen(
    createTcpServer((client) => {
      client.once('data', () => {
        client.once('data', (ask: Buffer) => {
          const named = ask[3] === 3
          const end = named ? 5 + ask[4]! : 8
          const host = named ? ask.subarray(5, end).toString() : [...ask.subarray(4, 8)].join('.')
          const port = ask.readUInt16BE(end)
          seen.push(`${host}:${port}`)
          pipe(client, host, port, () => client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])))
        })
        client.write(Buffer.from([5, 0]))
      })
    }),
  )
