/**
 * What is rare is left to the Kubernetes client library: OpenID Connect and SOCKS proxies. It takes a tenth
 * of a second to load, so this module is imported only where a kubeconfig asks for one of them.
 */
import type { Agent } from 'node:http'
import type { RequestOptions } from 'node:https'
import { KubeConfig } from '@kubernetes/client-node/dist/config.js'
import { ClusterError } from '../model/cluster-error.ts'
import type { Connection } from './kubeconfig.ts'
import { Settings } from './settings.ts'

const configOf = ({ cluster, user, context }: Connection, proxy?: URL): KubeConfig => {
  const config = new KubeConfig()
  const provider = user.at('auth-provider')
  config.loadFromOptions({
    clusters: [
      {
        name: context,
        server: cluster.text('server'),
        skipTLSVerify: cluster.flag('insecure-skip-tls-verify'),
        tlsServerName: cluster.text('tls-server-name'),
        caData: cluster.bytes('certificate-authority')?.toString('base64'),
        proxyUrl: proxy?.href,
      },
    ],
    users: [
      {
        name: context,
        ...(provider.isMapping
          ? { authProvider: { name: provider.text('name'), config: { ...provider.at('config').raw() } } }
          : {}),
      },
    ],
    contexts: [{ name: context, cluster: context, user: context }],
    currentContext: context,
  })
  return config
}

/** The header of a user who signs in by OpenID Connect; a token that has expired is renewed. */
export const signIn = (connection: Connection): (() => Promise<Record<string, string>>) => {
  const config = configOf(connection)
  return async () => {
    const options: RequestOptions = {}
    await config.applyToHTTPSOptions(options).catch((error: unknown) => {
      throw new ClusterError('unauthorized', 0, 'signing in by OpenID Connect failed', { cause: error })
    })
    const header = (options.headers as Record<string, string> | undefined)?.['Authorization']
    if (header === undefined)
      throw new ClusterError('unauthorized', 0, 'the OpenID Connect token of the kubeconfig has expired', {
        hint: 'log in again, so that the kubeconfig gets a new one',
      })
    return { Authorization: header }
  }
}

export const socksAgent = async (connection: Connection, proxy: URL): Promise<Agent> => {
  const options: RequestOptions = {}
  const anonymous = { ...connection, user: new Settings({}, connection.user.file) }
  await configOf(anonymous, proxy).applyToHTTPSOptions(options)
  const agent = options.agent as Agent & { options: object }
  // Node lets an agent's options outrank a request's, even where they are undefined; and ours has the certificate.
  for (const [name, value] of Object.entries(agent.options))
    if (value === undefined) Reflect.deleteProperty(agent.options, name)
  return agent
}
