/** What there is in a gateway, from objects and from the records of what was taken out of it. */
import type { Gone, OverviewEntry, Pointer, RevokedBy } from '../model/overview.ts'
import { groupOf, type Resource, refKey, refOf } from '../model/resource.ts'
import { activeTargets, type ClusterRecord, type RevocationHead } from '../model/revocation.ts'
import { acceptanceOf } from './acceptance.ts'
import { belongingOf } from './belonging.ts'
import { detailsOf, listenersOf } from './details.ts'
import { lowered } from './lowered.ts'
import { pointersOf } from './topology.ts'

const by = ({ id, who, when, reason }: RevocationHead): RevokedBy => ({ id, who, when, reason })

const entryOf = (resource: Resource): OverviewEntry => ({
  resource: refOf(resource),
  ...acceptanceOf(resource),
  pointsTo: pointersOf(resource, ''),
  ...(resource.metadata.creationTimestamp === undefined
    ? {}
    : { created: resource.metadata.creationTimestamp }),
  labels: resource.metadata.labels ?? {},
  details: detailsOf(resource),
  belonging: belongingOf(resource),
  listeners: listenersOf(resource),
  revokedParts: [],
})

/** Only what has a key has one name; the version does not count. */
export const pointerKey = ({ group, kind, namespace, name }: Pointer): string =>
  `${group}/${kind}/${namespace ?? ''}/${name ?? ''}`

/** By their keys, and where nothing has it by that of what they are lowered to: policies name that. */
export const byName = (entries: readonly OverviewEntry[]): Map<string, OverviewEntry> =>
  new Map([
    ...entries.map((entry) => [refKey(lowered(entry.resource)), entry] as const),
    ...entries.map((entry) => [refKey(entry.resource), entry] as const),
  ])

/** What AgentgatewayModels attach to: no object of that name. */
const ANY = '*'

export interface OverviewOptions {
  readonly objects: readonly Resource[]
  readonly records: readonly ClusterRecord[]
  /** The refKeys of what stands there besides, and is not told of by itself. */
  readonly besides: readonly string[]
  /** Whether all objects of that kind in that namespace are among these two. */
  readonly knows: (group: string, kind: string, namespace: string | undefined) => boolean
}

/** Every object, and each that is revoked as it stood; in the order of `objects`, what is revoked last. */
export const overviewOf = ({ objects, records, besides, knows }: OverviewOptions): OverviewEntry[] => {
  const entries = new Map(objects.map(entryOf).map((entry) => [refKey(entry.resource), entry]))
  for (const { record, target } of activeTargets(records).values()) {
    const key = refKey(target.ref)
    const known = entries.get(key)
    const revoked = by(record)
    if (target.part !== undefined) {
      const { part } = target
      if (known !== undefined && !part.drill)
        entries.set(key, { ...known, revokedParts: [...known.revokedParts, { ...revoked, part }] })
    } else if (known !== undefined) entries.set(key, { ...known, revoked })
    else {
      const { created: _, ...entry } = entryOf(target.stored)
      entries.set(key, { ...entry, accepted: 'Unknown', reason: 'Revoked', revoked })
    }
  }
  const named = byName([...entries.values()])
  const served = new Set(besides)
  const goneOf = (pointer: Pointer): Gone | undefined => {
    const { group, kind, namespace, name } = pointer
    const key = pointerKey(pointer)
    const entry = named.get(key)
    if (name === undefined || name === ANY || served.has(key)) return undefined
    if (entry !== undefined) return entry.created === undefined ? 'Revoked' : undefined
    return knows(group, kind, namespace) ? 'Missing' : undefined
  }
  const marked = (pointer: Pointer): Pointer => {
    const gone = goneOf(pointer)
    return gone === undefined ? pointer : { ...pointer, gone }
  }
  return [...entries.values()].map((entry) => ({ ...entry, pointsTo: entry.pointsTo.map(marked) }))
}

/** Whether a pointer by labels means an object. */
export const selects = ({ group, kind, namespace, labels }: Pointer, entry: OverviewEntry): boolean =>
  labels !== undefined &&
  kind === entry.resource.kind &&
  group === groupOf(entry.resource.apiVersion) &&
  namespace === entry.resource.namespace &&
  Object.entries(labels).every(([key, value]) => entry.labels[key] === value)
