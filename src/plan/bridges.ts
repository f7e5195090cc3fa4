/** Which Deployments serve an MCP backend, and the steps that restart them: that ends the calls under way. */
import { type Bridge, BRIDGE_LABEL, bridgeLabel, DEPLOYMENT, RESTARTED_AT } from '../model/bridge.ts'
import { denialName, POLICY } from '../model/deny.ts'
import { type Mapping, mapping, mappings } from '../model/mapping.ts'
import { groupOf, type Resource, type ResourceRef, refKey, refOf } from '../model/resource.ts'
import type { Named } from '../model/revocation.ts'
import type { Step } from '../model/step.ts'
import { waysOf } from './ways.ts'

/** A target, and the forms in which it stands or stood: its own, and what it is lowered to. */
export interface Served {
  readonly named: Named
  readonly forms: readonly Resource[]
}

/** The Services that a target's servers stand behind. */
export const servicesBehind = ({ named: { ref, part }, forms }: Served): ResourceRef[] => {
  const names = forms.flatMap((form) =>
    waysOf(form).flatMap(({ target, end }) => {
      const isOther = form.kind === ref.kind && part?.target !== undefined && target !== part.target
      const name = end.is === 'server' && !isOther ? mapping(end.at['backendRef'])['name'] : undefined
      return typeof name === 'string' ? [name] : []
    }),
  )
  return [...new Set(names)].map((name) => ({
    apiVersion: 'v1',
    kind: 'Service',
    ...(ref.namespace === undefined ? {} : { namespace: ref.namespace }),
    name,
  }))
}

const podOf = (deployment: Resource): Mapping => mapping(mapping(deployment['spec'])['template'])

const selects = (service: Resource | undefined, deployment: Resource): boolean => {
  const selector = Object.entries(mapping(mapping(service?.['spec'])['selector']))
  const labels = mapping(mapping(podOf(deployment)['metadata'])['labels'])
  return selector.length > 0 && selector.every(([key, value]) => labels[key] === value)
}

const isFor = (
  { metadata: { labels, ownerReferences = [] } }: Resource,
  { kind, apiVersion, name }: ResourceRef,
) =>
  kind === 'MCPBackend' &&
  (labels?.[BRIDGE_LABEL] === bridgeLabel(name) ||
    ownerReferences.some(
      (owner) =>
        owner.kind === kind && groupOf(owner.apiVersion) === groupOf(apiVersion) && owner.name === name,
    ))

const graceOf = (deployment: Resource): number => {
  const grace = mapping(podOf(deployment)['spec'])['terminationGracePeriodSeconds']
  return typeof grace === 'number' ? grace : 30
}

/** `services`: by refKey, those that stand. */
export const bridgesOf = (
  served: readonly Served[],
  deployments: readonly Resource[],
  services: ReadonlyMap<string, Resource>,
): Bridge[] =>
  deployments.flatMap((deployment) => {
    const { namespace } = deployment.metadata
    const own = served.filter(
      (one) =>
        one.named.ref.namespace === namespace &&
        (isFor(deployment, one.named.ref) ||
          servicesBehind(one).some((service) => selects(services.get(refKey(service)), deployment))),
    )
    const serves = own.map(({ named }) => named)
    return serves.length === 0
      ? []
      : [{ ref: { ...refOf(deployment), ...DEPLOYMENT }, serves, grace: graceOf(deployment) }]
  })

/** `at`: RFC 3339. What could not be taken away is not restarted either. */
export const restartSteps = (bridges: readonly Bridge[], at: string): Step[] =>
  bridges.map(({ ref, serves }): Step => {
    const [first, ...others] = serves
    const restart = { do: 'restart', ref, at } as const
    if (first === undefined || others.length > 0) return { ...restart, subject: refKey(ref) }
    if (first.part === undefined) return { ...restart, subject: refKey(first.ref) }
    const denial = { ...POLICY, ...(ref.namespace && { namespace: ref.namespace }), name: denialName(first) }
    return { ...restart, subject: refKey(ref), needs: refKey(denial) }
  })

/** Whether a Deployment was restarted at that time. */
export const wasRestarted = (deployment: Resource | undefined, at: string): boolean =>
  deployment !== undefined &&
  mapping(mapping(podOf(deployment)['metadata'])['annotations'])[RESTARTED_AT] === at

const UNITS: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }

const millisecondsOf = (duration: string): number =>
  [...duration.matchAll(/(\d+)(ms|h|m|s)/g)].reduce(
    (sum, [, n, unit = '']) => sum + Number(n) * (UNITS[unit] ?? 0),
    0,
  )

/** The longest that a request on these routes may take, as it is written there; undefined where some rule sets no limit. */
export const longestTimeout = (routes: readonly Resource[]): string | undefined => {
  const limits = routes.flatMap(({ spec }) =>
    mappings(mapping(spec)['rules']).map((rule) => mapping(rule['timeouts'])['request']),
  )
  const known = limits.filter(
    (limit): limit is string => typeof limit === 'string' && millisecondsOf(limit) > 0,
  )
  if (known.length < limits.length) return undefined
  return known.toSorted((a, b) => millisecondsOf(b) - millisecondsOf(a))[0]
}
