/** Which objects a revocation means: what the user named, and the routes that lead only to that. */
import { usageError } from '../errors.ts'
import { findKind, isRoute, type Kind, KINDS } from '../model/kinds.ts'
import { type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import { leadsTo } from './backend-refs.ts'
import type { Target } from './revoke.ts'

/** The kinds that can be revoked: every path to a tool or a model, and what it leads to. */
export const REVOCABLE: readonly Kind[] = KINDS.filter((kind) =>
  ['MCPBackend', 'AIRoute', 'AgentgatewayBackend', 'HTTPRoute'].includes(kind.kind),
)

export interface TargetName {
  /** As the user wrote it. */
  readonly word: string
  readonly name: string
  /** Undefined: everything of that name. */
  readonly kind: Kind | undefined
}

/** Reads `NAME` or `KIND/NAME`; the kind by its name, plural or short name, as kubectl takes it. */
export const parseTarget = (word: string): TargetName => {
  const slash = word.indexOf('/')
  const name = word.slice(slash + 1)
  if (word.includes('#'))
    throw usageError(
      `"${word}": a part of a backend can not be revoked yet`,
      'revoke the whole backend by its NAME or KIND/NAME',
    )
  if (!/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(name))
    throw usageError(
      `"${word}" is not a target`,
      'a target is NAME or KIND/NAME, such as filesystem or mcpbackend/filesystem',
    )
  if (slash < 0) return { word, name, kind: undefined }
  const kind = findKind(word.slice(0, slash))
  if (kind === undefined || !REVOCABLE.includes(kind))
    throw usageError(
      `"${word}": ${word.slice(0, slash)} is not a kind that can be revoked`,
      `the kinds are ${REVOCABLE.map((k) => k.kind).join(', ')}`,
    )
  return { word, name, kind }
}

export const means = (target: TargetName, namespace: string, ref: ResourceRef): boolean =>
  ref.name === target.name &&
  ref.namespace === namespace &&
  (target.kind === undefined || target.kind.kind === ref.kind)

/** One object that stands in the folder, in the cluster, or in both, with each reading of it. */
export interface Standing {
  readonly ref: ResourceRef
  readonly readings: readonly Resource[]
}

export interface Chosen {
  readonly targets: readonly Target[]
  /** Routes that lead to a target and elsewhere too: they stay, and then lead to one thing less. */
  readonly shared: readonly ResourceRef[]
}

/** The named objects that stand, and the routes that lead only to them by every reading. */
export const chooseTargets = (
  names: readonly TargetName[],
  namespace: string,
  standing: ReadonlyMap<string, Standing>,
): Chosen => {
  const targets = new Map<string, Target>()
  for (const { ref } of standing.values())
    if (names.some((name) => means(name, namespace, ref))) targets.set(refKey(ref), { ref, because: 'named' })
  const named = new Set(targets.keys())
  const shared: ResourceRef[] = []
  for (const { ref, readings } of standing.values()) {
    if (!isRoute(ref.kind) || named.has(refKey(ref))) continue
    const leads = readings.map((route) =>
      leadsTo(route, ref.namespace ?? namespace, (backend) => named.has(refKey(backend))),
    )
    if (leads.every((way) => way === 'only')) targets.set(refKey(ref), { ref, because: 'leads only there' })
    else if (leads.some((way) => way !== 'not')) shared.push(ref)
  }
  return { targets: [...targets.values()], shared }
}
