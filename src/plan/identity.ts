/**
 * What makes two backends lead to the same server: the package or program that they start, the address or Service that
 * they talk to, the provider and model. Not the launcher, and not a host alone where each path is another server.
 */
import { type Mapping, mapping } from '../model/mapping.ts'
import { defaultHosts } from './provider-hosts.ts'
import { started } from './started.ts'
import { type End, text } from './ways.ts'

export interface Identity {
  readonly is:
    'package' | 'image' | 'program' | 'command' | 'address' | 'service' | 'services' | 'model' | 'agent'
  /** Equal for the same server; may hold what must not be shown. */
  readonly key: string
  /** The path or the model where only that of the server is meant; undefined: all of it. */
  readonly detail?: string
  /** For people; nothing that may be a secret. */
  readonly name: string
}

/** Whether one of them leads to something of what the other leads to. */
export const isSame = (a: Identity, b: Identity): boolean =>
  a.key === b.key && (a.detail === undefined || b.detail === undefined || a.detail === b.detail)

const slashed = (path: string): string => `/${path.replace(/^\/+|\/+$/g, '')}`

const detailed = (detail: string | undefined): { detail?: string } => (detail === undefined ? {} : { detail })

export const serviceIdentity = (namespace: string, name: string): Identity => ({
  is: 'service',
  key: `service ${namespace}/${name}`,
  name: `${namespace}/${name}`,
})

/** The cluster's DNS names of a Service. */
const SERVICE_HOST = /^([a-z0-9-]+)\.([a-z0-9-]+)(\.svc(\.cluster\.local)?)?$/

const ofAddress = (given: string, port: string, path: string | undefined): Identity[] => {
  const host = given.toLowerCase().replace(/\.$/, '')
  const [, name, namespace] = SERVICE_HOST.exec(host) ?? []
  return [
    { is: 'address', key: `address ${host}:${port}`, ...detailed(path), name: `${host}:${port}` },
    ...(name === undefined || namespace === undefined ? [] : [serviceIdentity(namespace, name)]),
  ]
}

const ofUrl = (word: string): Identity[] => {
  const { hostname, port, protocol, pathname } = new URL(word)
  return ofAddress(hostname, port === '' ? (protocol === 'http:' ? '80' : '443') : port, slashed(pathname))
}

const portOf = (value: unknown): string => (typeof value === 'number' ? String(value) : '')

const ofServer = (at: Mapping, isMcp: boolean, namespace: string): Identity[] => {
  const [given] = text(at['path'])
  const byDefault = at['protocol'] === 'SSE' ? '/sse' : '/mcp'
  const path = isMcp ? slashed(given ?? byDefault) : undefined
  return [
    ...text(at['host']).flatMap((host) => ofAddress(host, portOf(at['port']), path)),
    ...text(mapping(at['backendRef'])['name']).map((name) => serviceIdentity(namespace, name)),
    ...text(at['unixPath']).map((socket): Identity => ({
      is: 'address',
      key: `unix ${socket}`,
      name: socket,
    })),
  ]
}

const ofModel = ({ name, spec, provider }: Extract<End, { is: 'model' }>, namespace: string): Identity[] => {
  const model = text(spec['deploymentName'])[0] ?? text(spec['model'])[0]
  const [host] = text(provider['host'])
  const [resource] = text(spec['resourceName'])
  const hosts =
    host !== undefined
      ? [`${host}:${portOf(provider['port']) || '443'}`]
      : resource !== undefined
        ? [`azure resource ${resource}`]
        : defaultHosts(name, spec).map((own) => `${own}:443`)
  const [project] = text(spec['projectId'])
  const services = text(mapping(spec['backendRef'])['name']).map((service) => `${namespace}/${service}`)
  return [...hosts, ...services].map((where) => ({
    is: 'model',
    key: `model ${where.toLowerCase()} ${project ?? ''}`,
    ...detailed(model),
    name: `${model ?? 'any model'} at ${where.replace(/:443$/, '')}`,
  }))
}

/** `namespace`: of the backend. */
export const identitiesOf = (end: End, namespace: string): Identity[] => {
  switch (end.is) {
    case 'command':
      return started(end.cmd, end.args, end.image).flatMap((one) =>
        one.is === 'url' ? ofUrl(one.key) : [{ ...one, is: one.is, key: `${one.is} ${one.key}` }],
      )
    case 'server':
      return ofServer(end.at, end.mcp, namespace)
    case 'model':
      return ofModel(end, namespace)
    case 'services':
      return [
        {
          is: 'services',
          key: `services ${'namespaces' in end.selector ? '' : namespace} ${JSON.stringify(end.selector)}`,
          name: 'the same labels',
        },
      ]
    case 'agent':
      return [{ is: 'agent', key: `agent ${end.arn}`, name: end.arn }]
  }
}
