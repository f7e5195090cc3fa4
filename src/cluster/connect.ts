/** Opens the way to a cluster as kubectl would. */
import type { Cluster } from '../model/cluster.ts'
import { Api } from './api.ts'
import { Client } from './client.ts'
import { type ConnectionOptions, findConnection, NO_CONTEXT } from './kubeconfig.ts'
import { proxyOf } from './proxy.ts'
import { renewable } from './renewal.ts'
import { openSender } from './sender.ts'
import { IN_CLUSTER } from './pod.ts'
import { toldUrl } from './server-url.ts'
import { openTransport } from './transport.ts'

/**
 * In milliseconds. Most API servers say something about once a minute (a bookmark); where one does not, as while etcd has no
 * news for it, a watch that is taken for dead begins again where it stood, and nothing is lost but a request.
 */
const SILENCE = 150_000
/** A wait that a person notices, in milliseconds. */
const WORTH_TELLING = 1000

export interface ConnectOptions extends ConnectionOptions {
  /** The time limit of one request, in milliseconds; default 30,000, and 0 means none. */
  readonly timeout?: number | undefined
  /** A watch that tells nothing for so long is taken for dead, in milliseconds; default 150,000. */
  readonly silence?: number
  /** Hears each warning of the API server once, and the first time that it is too busy to answer. */
  readonly onWarning?: ((warning: string) => void) | undefined
  /** Where KUBECONFIG, HOME and the proxies' variables are looked up; default process.env. */
  readonly env?: Readonly<Record<string, string | undefined>>
}

/**
 * Nothing is sent yet: a server that can not be reached shows with the first request. Throws a ClusterError
 * where the kubeconfig does not lead to a cluster.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- a kubeconfig may come to need a request to be read
export const connect = async (options: ConnectOptions = {}): Promise<Cluster> => {
  const env = options.env ?? process.env
  const connection = findConnection(options, env)
  const warn = options.onWarning ?? (() => undefined)
  let told = false
  // Another context may be the current one by then.
  const { context } = connection
  const again = [IN_CLUSTER, NO_CONTEXT].includes(context) ? options : { ...options, context }
  const credentials = renewable(connection, () => findConnection(again, env))
  const transport = openTransport(openSender(connection, credentials, proxyOf(connection, env)), {
    limit: options.timeout ?? 30_000,
    silence: options.silence ?? SILENCE,
    onWait: (status, wait) => {
      if (told || wait < WORTH_TELLING) return
      told = true
      warn(
        `the API server is busy (HTTP ${status}) and asks to wait: asking again in ${Math.ceil(wait / 1000)} s`,
      )
    },
  })
  const api = new Api(transport, toldUrl(connection.cluster.text('server') ?? ''), warn)
  return new Client(api, context, connection.userName)
}
