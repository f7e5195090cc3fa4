/** Which proxy a server is reached through: `proxy-url` of the kubeconfig, else the environment's, as kubectl. */
import { BlockList, isIP } from 'node:net'
import { ClusterError } from '../model/cluster-error.ts'
import type { Connection } from './kubeconfig.ts'

const SCHEMES = ['http:', 'https:', 'socks5:', 'socks5h:']

const portOf = (server: URL): string => server.port || (server.protocol === 'https:' ? '443' : '80')

const inRange = (range: string, host: string): boolean => {
  const [network = '', bits = ''] = range.split('/')
  const family = (address: string): 'ipv4' | 'ipv6' => (isIP(address) === 6 ? 'ipv6' : 'ipv4')
  if (isIP(host) === 0 || isIP(network) === 0 || !/^\d{1,3}$/.test(bits)) return false
  const list = new BlockList()
  try {
    list.addSubnet(network, Number(bits), family(network))
  } catch {
    return false
  }
  return list.check(host, family(host))
}

/** True where an entry of NO_PROXY (`*`, host, domain, address or range, with or without a port) fits. */
const isExempt = (entry: string, host: string, port: string): boolean => {
  if (entry === '*') return true
  if (entry.includes('/')) return inRange(entry, host)
  const [, bracketed, plain, onlyPort] = /^(?:\[(.+)\]|([^:]+|.*:.*:.*?))(?::(\d+))?$/.exec(entry) ?? []
  const name = (bracketed ?? plain ?? '').replace(/^\*?\./, '').toLowerCase()
  if (name === '' || (onlyPort !== undefined && onlyPort !== port)) return false
  const onlyBelow = /^\*?\./.test(entry)
  return (host === name && !onlyBelow) || (isIP(host) === 0 && host.endsWith(`.${name}`))
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.')

const parse = (text: string, where: string): URL => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url !== undefined && SCHEMES.includes(url.protocol)) return url
  // The text may hold a password.
  throw new ClusterError(
    'kubeconfig-invalid',
    0,
    `${where} is not the URL of an http, https or socks5 proxy`,
    { hint: 'such as http://proxy.example.com:3128' },
  )
}

export const proxyOf = (
  { cluster, context }: Connection,
  env: Readonly<Record<string, string | undefined>>,
): URL | undefined => {
  const named = cluster.text('proxy-url')
  if (named !== undefined) return parse(named, `proxy-url of context ${context}`)
  const server = new URL(cluster.text('server') ?? '')
  const variable = server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'
  const proxy = env[variable] ?? env[variable.toLowerCase()] ?? ''
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase()
  if (proxy === '' || isLoopback(host)) return undefined
  const exempt = (env['NO_PROXY'] ?? env['no_proxy'] ?? '').split(',').map((entry) => entry.trim())
  if (exempt.some((entry) => isExempt(entry, host, portOf(server)))) return undefined
  return parse(proxy.includes('://') ? proxy : `http://${proxy}`, variable)
}
