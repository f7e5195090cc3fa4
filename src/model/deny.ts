/**
 * The names of the AgentgatewayPolicies by which a revocation denies. A name follows from what is denied alone, so that
 * two revocations of one thing make one policy, and a restoration finds it.
 */
import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { API_VERSION, PREFIX } from './kinds.ts'
import { list, mapping } from './mapping.ts'
import type { Resource, ResourceRef } from './resource.ts'
import { type Named, targetKey } from './revocation.ts'

export const POLICY = { apiVersion: API_VERSION, kind: 'AgentgatewayPolicy' } as const

/** On every denial; its value is the revocation that made it. */
export const REVOCATION_LABEL = `${PREFIX}/revocation`

/** On a denial that stands for a drill alone. */
export const DRILL_LABEL = `${PREFIX}/drill`

const NAME_LENGTH = 200

/** What the names of all policies that deny one thing begin with. */
const denialStem = (named: Named): string => {
  const { kind, name } = named.ref
  const digest = createHash('sha256').update(targetKey(named)).digest('hex').slice(0, 8)
  return `revoked-${kind.toLowerCase()}-${name.slice(0, NAME_LENGTH).replace(/[-.]+$/, '')}-${digest}`
}

/** `number`: from 0, where one policy can not say all. */
export const denialName = (named: Named, number = 0): string =>
  number === 0 ? denialStem(named) : `${denialStem(named)}-${number}`

/** What the names of all policies that deny one thing begin with, from one of them. */
const stemOf = (policyName: string): string => policyName.replace(/(-[0-9a-f]{8})-\d{1,3}$/, '$1')

/** Finds the policies of revocations that deny something, in whatever namespace. */
export const denialsBy = (policies: Iterable<Resource>): ((named: Named) => readonly Resource[]) => {
  const byStem = Map.groupBy(policies, ({ metadata }) => stemOf(metadata.name))
  return (named) => byStem.get(denialStem(named)) ?? []
}

/** The same of references: a policy may be locked that does not stand. */
export const denialRefsBy = (refs: Iterable<ResourceRef>): ((named: Named) => readonly ResourceRef[]) => {
  const policies = [...refs].filter(({ kind }) => kind === POLICY.kind)
  const byStem = Map.groupBy(policies, ({ name }) => stemOf(name))
  return (named) => byStem.get(denialStem(named)) ?? []
}

/** Whether all of `wanted` is in it; the API server fills in defaults. */
const covers = (value: unknown, wanted: unknown): boolean => {
  if (typeof wanted !== 'object' || wanted === null) return value === wanted
  if (typeof value !== 'object' || value === null) return false
  if (Array.isArray(wanted) && (value as unknown[]).length !== wanted.length) return false
  return Object.entries(wanted).every(([key, own]) => covers((value as Record<string, unknown>)[key], own))
}

const refsIn = (policy: Resource): readonly unknown[] => list(mapping(policy['spec'])['targetRefs'])

/** Of what a policy is wanted to deny, what one that stands does not: a reference with more in it means less. */
export const notDenied = (standing: Resource, wanted: Resource): readonly unknown[] => {
  const { targetRefs: _, ...rules } = mapping(wanted['spec'])
  const isThere = standing.metadata.namespace === wanted.metadata.namespace
  if (!isThere || !covers(standing['spec'], rules)) return refsIn(wanted)
  const denied = refsIn(standing)
  return refsIn(wanted).filter((ref) => !denied.some((one) => isDeepStrictEqual(one, ref)))
}

/** Whether a policy that stands denies what this one would: whichever revocation came first made it. */
export const sameDenial = (standing: Resource, wanted: Resource): boolean =>
  notDenied(standing, wanted).length === 0
