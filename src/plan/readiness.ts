/** Whether an object does its work, as its status has it: what `apply --wait` waits for. */
import { type Mapping, mapping, mappings } from '../model/mapping.ts'
import { GATEWAY_GROUP, GROUP } from '../model/kinds.ts'
import { isPlain } from '../model/overview.ts'
import type { Readiness } from '../model/readiness.ts'
import { groupOf, refLabel, type Resource, type ResourceRef } from '../model/resource.ts'
import type { AppliedObject } from '../model/sync.ts'
import { isWritten, read } from './acceptance.ts'

/** Who speaks of an object in its status, and in which conditions. */
interface Voice {
  readonly of: 'object' | 'parents' | 'ancestors'
  readonly needs: readonly string[]
}

const OWN: Voice = { of: 'object', needs: ['Accepted', 'Programmed'] }
const ROUTE: Voice = { of: 'parents', needs: ['Accepted', 'ResolvedRefs'] }

const VOICES: ReadonlyMap<string, Voice> = new Map([
  [`${GROUP}/MCPBackend`, OWN],
  [`${GROUP}/AIRoute`, ROUTE],
  [`${GROUP}/AgentgatewayBackend`, { of: 'object', needs: ['Accepted'] }],
  [`${GROUP}/AgentgatewayPolicy`, { of: 'ancestors', needs: ['Accepted', 'Attached'] }],
  [`${GATEWAY_GROUP}/Gateway`, OWN],
  [`${GATEWAY_GROUP}/HTTPRoute`, ROUTE],
  [`${GATEWAY_GROUP}/GRPCRoute`, ROUTE],
] satisfies [string, Voice][])

const voiceOf = ({ apiVersion, kind }: Pick<ResourceRef, 'apiVersion' | 'kind'>): Voice | undefined =>
  VOICES.get(`${groupOf(apiVersion)}/${kind}`)

/** True where a controller says of objects of the kind whether it took them. */
export const hasReadiness = (ref: Pick<ResourceRef, 'apiVersion' | 'kind'>): boolean =>
  voiceOf(ref) !== undefined

/** What `apply --wait` waits for: what stands as the folder has it, and is spoken of. */
export const isAwaited = ({ object, outcome }: AppliedObject): boolean =>
  ['created', 'configured', 'unchanged'].includes(outcome) &&
  object.state !== 'OnlyInCluster' &&
  hasReadiness(object.ref)

/** What `False` means, unless the reason says more. */
const WHERE_FALSE: Readonly<Record<string, Readiness['is']>> = {
  Accepted: 'refused',
  // A Service, a Secret or a policy's target may come later.
  ResolvedRefs: 'hindered',
  Attached: 'hindered',
  // Addresses and proxies take their time.
  Programmed: 'pending',
}

const BY_REASON: Readonly<Record<string, Readiness['is']>> = {
  Pending: 'pending',
  NotReconciled: 'pending',
  // These speak of other objects: a Gateway's listeners, a Secret, a Service, parameters.
  NoMatchingParent: 'hindered',
  NotAllowedByListeners: 'hindered',
  NoMatchingListenerHostname: 'hindered',
  ListenersNotValid: 'hindered',
  InvalidParameters: 'hindered',
  TranslationError: 'hindered',
  AddressNotUsable: 'hindered',
  NoResources: 'hindered',
}

const SILENT: Readiness = { is: 'silent', reason: 'Unknown', message: 'no controller has answered' }

/** `observed`: the generation that the status as a whole speaks of, where it says so. */
const ofCondition = (
  type: string,
  conditions: readonly Mapping[],
  generation: number,
  observed: unknown,
): Readiness => {
  const condition = conditions.find((candidate) => candidate['type'] === type)
  if (condition === undefined)
    return { is: 'pending', reason: 'Unknown', message: `nothing was said of ${type}` }
  const { accepted: status, ...said } = read(
    { ...(observed === undefined ? {} : { observedGeneration: observed }), ...condition },
    generation,
  )
  if (status === 'Unknown') return { is: 'pending', ...said }
  if (status === 'False') return { is: BY_REASON[said.reason] ?? WHERE_FALSE[type] ?? 'pending', ...said }
  // Such as `PartiallyValid`: of what it says, only a part is in force.
  const isWhole = type !== 'Accepted' || isPlain({ accepted: status, ...said })
  return { is: isWhole ? 'ready' : 'hindered', ...said }
}

const RANK: readonly Readiness['is'][] = ['refused', 'hindered', 'silent', 'pending', 'ready']

/** Undefined of none. */
const worst = (all: readonly Readiness[]): Readiness | undefined =>
  all.toSorted((a, b) => RANK.indexOf(a.is) - RANK.indexOf(b.is))[0]

const ofHolder = (holder: Mapping, needs: readonly string[], generation: number): Readiness => {
  const conditions = mappings(holder['conditions'])
  if (!conditions.some(isWritten)) return SILENT
  const said = needs.map((type) => ofCondition(type, conditions, generation, holder['observedGeneration']))
  return worst(said) ?? SILENT
}

/** One parent, whether it is named in full or by defaults. */
const parentKey = (ref: Mapping, namespace: string | undefined): string =>
  JSON.stringify([
    ref['group'] ?? GATEWAY_GROUP,
    ref['kind'] ?? 'Gateway',
    ref['namespace'] ?? namespace,
    ref['name'],
    ref['sectionName'] ?? '',
    ref['port'] ?? 0,
  ])

/** Each parent of the spec must have answered; what a parent said that is none any more does not count. */
const ofParents = (resource: Resource, needs: readonly string[], generation: number): Readiness[] => {
  const { namespace } = resource.metadata
  const answers = mappings(mapping(resource['status'])['parents'])
  return mappings(mapping(resource['spec'])['parentRefs']).map((parent) => {
    const key = parentKey(parent, namespace)
    const said = answers
      .filter((answer) => parentKey(mapping(answer['parentRef']), namespace) === key)
      .map((answer) => ofHolder(answer, needs, generation))
    // A controller that has gone leaves behind what it said of an earlier form.
    const current = said.filter(({ reason }) => reason !== 'OutOfDate')
    const name = refLabel({
      apiVersion: '',
      kind: typeof parent['kind'] === 'string' ? parent['kind'] : 'Gateway',
      name: String(parent['name']),
    })
    return worst(current) ?? worst(said) ?? { ...SILENT, message: `no controller has answered for ${name}` }
  })
}

/** Of a kind that has readiness. The worst that is said of the present generation. */
export const readinessOf = (resource: Resource): Readiness => {
  const { of, needs } = voiceOf(resource) ?? OWN
  const { generation = 0 } = resource.metadata
  const status = mapping(resource['status'])
  const said =
    of === 'object'
      ? [ofHolder(status, needs, generation)]
      : of === 'parents'
        ? ofParents(resource, needs, generation)
        : mappings(status['ancestors']).map((ancestor) => ofHolder(ancestor, needs, generation))
  return worst(said) ?? SILENT
}
