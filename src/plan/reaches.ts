/** Where a backend leads: the programs that it starts, and the hosts and Services that it talks to. */
import { mapping, mappings, list, type Mapping } from '../model/mapping.ts'
import type { Part } from '../model/part.ts'
import type { Resource } from '../model/resource.ts'
import { matches } from '../model/tool-pattern.ts'

interface Reach {
  /** Of the backend, by which alone it leads there. */
  readonly part?: Part
  /** Every name by which the end of this way is known, in lower case. */
  readonly names: readonly string[]
}

const text = (value: unknown): string[] => (typeof value === 'string' && value !== '' ? [value] : [])

/** `name@1.2` is also known as `name`; a scope's own `@` stays. */
const withoutVersion = (word: string): string => word.replace(/(?<=[^/@])(@|==)[^/@]+$/, '')

const hostOfUrl = (word: string): string[] => {
  if (!/^(https?|wss?):\/\//i.test(word)) return []
  return URL.canParse(word) ? [new URL(word).hostname] : []
}

/** A Service is known by its name, with its namespace, and by the name that the cluster's DNS has for it. */
const serviceNames = (name: string, namespace: string): string[] => [
  name,
  ...['', '.svc', '.svc.cluster.local'].map((end) => `${name}.${namespace}${end}`),
]

const ofStatic = (value: unknown, namespace: string): string[] => {
  const { host, backendRef } = mapping(value)
  return [
    ...text(host),
    ...text(mapping(backendRef)['name']).flatMap((name) => serviceNames(name, namespace)),
  ]
}

const ofStdio = (value: unknown): string[] => {
  const { cmd, args } = mapping(value)
  const words = [...text(cmd), ...list(args).flatMap(text)]
  return [
    ...words,
    ...words.map(withoutVersion),
    ...words.flatMap(hostOfUrl),
    ...text(cmd).map((program) => program.slice(program.lastIndexOf('/') + 1)),
  ]
}

/** Where providers answer that are given no host. */
const PROVIDERS: Readonly<Record<string, (provider: Mapping) => string[]>> = {
  openai: () => ['api.openai.com'],
  anthropic: () => ['api.anthropic.com'],
  gemini: () => ['generativelanguage.googleapis.com'],
  azureopenai: ({ endpoint }) => text(endpoint),
  vertexai: ({ region }) => {
    const [where = 'global'] = text(region)
    return [where === 'global' ? 'aiplatform.googleapis.com' : `${where}-aiplatform.googleapis.com`]
  },
  bedrock: ({ region }) => [`bedrock-runtime.${text(region)[0] ?? 'us-east-1'}.amazonaws.com`],
}

const ofProvider = (provider: Mapping, namespace: string): string[] =>
  Object.entries(provider).flatMap(([name, value]) => {
    const own = mapping(value)
    const hosts = [...text(provider['host']), ...ofStatic(own, namespace)]
    return name in PROVIDERS
      ? [name, ...(hosts.length > 0 ? hosts : (PROVIDERS[name]?.(own) ?? []))]
      : name === 'custom'
        ? hosts
        : []
  })

const ofAi = (value: unknown, namespace: string): string[] => {
  const { provider, groups } = mapping(value)
  return [mapping(provider), ...mappings(groups).flatMap((group) => mappings(group['providers']))].flatMap(
    (one) => ofProvider(one, namespace),
  )
}

const reachesOf = (backend: Resource, namespace: string): Reach[] => {
  const { mcp, ai, static: host, a2a } = mapping(backend['spec'])
  const targets = mappings(mapping(mcp)['targets'])
  const ways: Reach[] = targets.map((target) => {
    const names = ofStatic(target['static'], namespace)
    return typeof target['name'] === 'string' && targets.length > 1
      ? { part: { target: target['name'] }, names }
      : { names }
  })
  const { stdio, static: server } = mapping(mcp)
  ways.push({ names: [...ofStdio(stdio), ...ofStatic(server, namespace)] })
  ways.push({ names: [...ofAi(ai, namespace), ...ofStatic(host, namespace), ...ofStatic(a2a, namespace)] })
  return ways.map(({ names, ...way }) => ({ ...way, names: names.map((name) => name.toLowerCase()) }))
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
