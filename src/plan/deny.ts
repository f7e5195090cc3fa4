/**
 * The AgentgatewayPolicies that make a target dark before it is deleted, for sessions that live already too. What a
 * policy can say depends on the kind of backend: MCP authorization denies servers, targets and tools; everything else
 * is denied on the routes that lead to it.
 */
import { denialName, POLICY, REVOCATION_LABEL } from '../model/deny.ts'
import { mapping, mappings } from '../model/mapping.ts'
import { type Part, withoutDrill } from '../model/part.ts'
import { groupOf, refKey, type Resource, type ResourceRef } from '../model/resource.ts'
import type { Named } from '../model/revocation.ts'
import { lowered } from './lowered.ts'

/** Of one kind and namespace; upstream's limit for one policy. */
const MOST_TARGETS = 16

const MCP_KINDS = ['tool', 'prompt', 'resource'] as const

const quote = (text: string): string => JSON.stringify(text)

/** A condition on the name of a tool; `*` stands for any run of characters, line breaks among them. */
const toolCondition = (tool: string): string => {
  const name = 'mcp.tool.name'
  if (!tool.includes('*')) return `${name} == ${quote(tool)}`
  const parts = tool.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return `${name}.matches(${quote(`(?s)^${parts.join('.*')}$`)})`
}

/** Any of which denies; each asks first whether what it reads is there, since a rule that fails denies nothing. */
export const denyExpressions = (whole: Part | undefined): string[] => {
  const part = whole && withoutDrill(whole)
  if (part === undefined) return ['true']
  const { target, tool } = part
  if (tool === undefined)
    return MCP_KINDS.map((kind) => `has(mcp.${kind}) && mcp.${kind}.target == ${quote(target ?? '')}`)
  return [
    [
      'has(mcp.tool)',
      ...(target === undefined ? [] : [`mcp.tool.target == ${quote(target)}`]),
      toolCondition(tool),
    ].join(' && '),
  ]
}

/** The names of an MCP backend's targets; undefined where the object is no MCP backend. */
export const mcpTargets = ({ kind, metadata, spec }: Resource): readonly string[] | undefined => {
  const { mcp } = mapping(spec)
  if (kind === 'MCPBackend') return [metadata.name]
  if (kind !== 'AgentgatewayBackend' || mcp === undefined) return undefined
  return mappings(mapping(mcp)['targets']).flatMap(({ name }) => (typeof name === 'string' ? [name] : []))
}

const deny = (expressions: readonly string[]) => ({
  action: 'Deny',
  policy: { matchExpressions: expressions },
})

/** `refs` are of one kind and namespace, and at most MOST_TARGETS. */
const policy = (
  named: Named,
  number: number,
  id: string,
  refs: readonly ResourceRef[],
  rules: Record<string, unknown>,
): Resource => {
  const namespace = refs[0]?.namespace
  return {
    ...POLICY,
    metadata: {
      name: denialName(named, number),
      ...(namespace === undefined ? {} : { namespace }),
      labels: { [REVOCATION_LABEL]: id },
    },
    spec: {
      targetRefs: refs.map(({ apiVersion, kind, name }) => ({ group: groupOf(apiVersion), kind, name })),
      ...rules,
    },
  }
}

const onRoutes = (named: Named, id: string, routes: readonly ResourceRef[]): Resource[] =>
  // An AIRoute and the HTTPRoute that was made of it are one.
  [
    ...Map.groupBy(
      new Map(routes.map(lowered).map((ref) => [refKey(ref), ref])).values(),
      ({ namespace }) => namespace,
    ).values(),
  ]
    .flatMap((own) =>
      Array.from({ length: Math.ceil(own.length / MOST_TARGETS) }, (_, i) =>
        own.slice(i * MOST_TARGETS, (i + 1) * MOST_TARGETS),
      ),
    )
    .map((refs, number) => policy(named, number, id, refs, { traffic: { authorization: deny(['true']) } }))

export interface Denied extends Named {
  /** As it stands. */
  readonly object: Resource
  /** The routes that lead only to what is revoked, and to this. */
  readonly routes: readonly ResourceRef[]
}

/** The policies for one backend or a part of it; none for a route, which is dark at once when it is deleted. */
export const denials = ({ object, routes, ...named }: Denied, id: string): Resource[] => {
  if (mcpTargets(object) === undefined) return onRoutes(named, id, routes)
  return [
    policy(named, 0, id, [lowered(named.ref)], {
      backend: { mcp: { authorization: deny(denyExpressions(named.part)) } },
    }),
  ]
}

/** Everything that comes through a Gateway. */
export const gatewayDenial = (gateway: ResourceRef, id: string): Resource =>
  policy({ ref: gateway }, 0, id, [gateway], { traffic: { authorization: deny(['true']) } })
