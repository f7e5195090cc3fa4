/** Where a backend leads: the programs that it starts, and the hosts and Services that it talks to. */
import { type Mapping, mapping } from '../model/mapping.ts'
import type { Part } from '../model/part.ts'
import type { Resource } from '../model/resource.ts'
import { matches } from '../model/tool-pattern.ts'
import { defaultHosts, isProvider } from './provider-hosts.ts'
import { type End, text, waysOf } from './ways.ts'

interface Reach {
  /** Of the backend, by which alone it leads there. */
  readonly part?: Part
  /** Every name by which the end of this way is known, in lower case. */
  readonly names: readonly string[]
}

/** `name@1.2` is also known as `name`; a scope's own `@` stays. */
const withoutVersion = (word: string): string => word.replace(/(?<=[^/@])(@|==)[^/@]+$/, '')

/** Of each URL in it: `--url=https://host/path`, `sh -c "serve https://host"`. */
const hostsOfUrls = (word: string): string[] =>
  [...word.matchAll(/(https?|wss?):\/\/[^\s'"|,;]+/gi)].flatMap(([url]) => URL.parse(url)?.hostname ?? [])

/** A Service is known by its name, with its namespace, and by the name that the cluster's DNS has for it. */
const serviceNames = (name: string, namespace: string): string[] => [
  name,
  ...['', '.svc', '.svc.cluster.local'].map((end) => `${name}.${namespace}${end}`),
]

const ofServer = ({ host, backendRef }: Mapping, namespace: string): string[] => {
  return [
    ...text(host),
    ...text(mapping(backendRef)['name']).flatMap((name) => serviceNames(name, namespace)),
  ]
}

const ofCommand = ({ cmd, args }: Extract<End, { is: 'command' }>): string[] => {
  // A shell gets a whole line as one word.
  const words = [
    cmd,
    ...args,
    ...args.flatMap((word) => (/\s/.test(word.trim()) ? word.trim().split(/\s+/) : [])),
  ]
  return [
    ...words,
    ...words.map(withoutVersion),
    ...words.flatMap(hostsOfUrls),
    cmd.slice(cmd.lastIndexOf('/') + 1),
  ]
}

const ofModel = ({ name, spec, provider }: Extract<End, { is: 'model' }>, namespace: string): string[] => {
  const hosts = [...text(provider['host']), ...ofServer(spec, namespace)]
  if (isProvider(name)) return [name, ...(hosts.length > 0 ? hosts : defaultHosts(name, spec))]
  return name === 'custom' ? hosts : []
}

const namesOf = (end: End, namespace: string): string[] => {
  switch (end.is) {
    case 'command':
      return ofCommand(end)
    case 'server':
      return ofServer(end.at, namespace)
    case 'model':
      return ofModel(end, namespace)
    case 'services':
    case 'agent':
      return []
  }
}

const reachesOf = (backend: Resource, namespace: string): Reach[] => {
  const ways = waysOf(backend)
  const targets = new Set(ways.flatMap(({ target }) => target ?? []))
  return ways.map(({ target, end }) => ({
    ...(target !== undefined && targets.size > 1 ? { part: { target } } : {}),
    names: namesOf(end, namespace).map((name) => name.toLowerCase()),
  }))
}

/**
 * By what a backend leads to a program or host (`*` is a wildcard): `whole` where by every way that it has, the parts
 * where by some of its MCP targets, undefined where not at all.
 */
export const reaches = (
  backend: Resource,
  namespace: string,
  where: string,
): 'whole' | readonly Part[] | undefined => {
  const wanted = where.toLowerCase()
  const ways = reachesOf(backend, namespace).filter(({ names }) => names.length > 0)
  const hits = ways.filter(({ names }) => names.some((name) => matches(wanted, name)))
  if (hits.length === 0) return undefined
  const parts = hits.flatMap(({ part }) => part ?? [])
  return parts.length < hits.length || hits.length === ways.length ? 'whole' : parts
}
