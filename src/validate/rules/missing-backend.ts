/** A route to a backend that is nowhere in the input. */
import type { JsonPath } from '../../model/document.ts'
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { groupOf, refKey, refLabel, type ResourceRef } from '../../model/resource.ts'
import { isRecord } from '../bare.ts'
import { findingAt, type RuleFinding, type Subject } from '../subject.ts'
import { nearest } from '../suggest.ts'

const ROUTES = new Set([`${GROUP}/AIRoute`, `${GATEWAY_GROUP}/HTTPRoute`])
const BACKENDS = new Set([`${GROUP}/MCPBackend`, `${GROUP}/AgentgatewayBackend`, '/Service'])

interface BackendRef {
  readonly path: JsonPath
  readonly target: ResourceRef
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const text = (value: unknown, fallback: string): string => (typeof value === 'string' ? value : fallback)

/** A reference without a kind is a Service, one without a namespace is of the route's own. */
const backendRefs = (value: Readonly<Record<string, unknown>>, namespace: string): BackendRef[] =>
  list(isRecord(value['spec']) ? value['spec']['rules'] : undefined).flatMap((rule, i) =>
    list(isRecord(rule) ? rule['backendRefs'] : undefined).flatMap((ref, j): BackendRef[] => {
      if (!isRecord(ref) || typeof ref['name'] !== 'string') return []
      const group = text(ref['group'], '')
      const target = {
        apiVersion: group === '' ? 'v1' : `${group}/v1alpha1`,
        kind: text(ref['kind'], 'Service'),
        namespace: text(ref['namespace'], namespace),
        name: ref['name'],
      }
      return [{ path: ['spec', 'rules', i, 'backendRefs', j, 'name'], target }]
    }),
  )

/** Comparing a name with more than so many would take longer than all the rest. */
const MOST_COMPARED = 200

/** The backends of the input, by name, and their names by kind and namespace. */
const indexOf = (subjects: readonly Subject[]) => {
  const byName = new Map<string, ResourceRef>()
  const names = new Map<string, string[]>()
  for (const { ref } of subjects) {
    if (ref === undefined || !BACKENDS.has(`${groupOf(ref.apiVersion)}/${ref.kind}`)) continue
    byName.set(ref.name, ref)
    const beside = names.get(besides(ref))
    if (beside === undefined) names.set(besides(ref), [ref.name])
    else beside.push(ref.name)
  }
  return { byName, names }
}

const besides = (ref: ResourceRef): string => refKey({ ...ref, name: '' })

/** What the input has instead: the same name elsewhere, or a name much like it. */
const hintFor = (target: ResourceRef, { byName, names }: ReturnType<typeof indexOf>): string => {
  const other = byName.get(target.name)
  if (other !== undefined) return `there is ${refLabel(other)} in namespace ${other.namespace ?? ''}`
  const candidates = names.get(besides(target)) ?? []
  const near = candidates.length > MOST_COMPARED ? undefined : nearest(target.name, candidates)
  return near === undefined
    ? 'add it, or ignore this if the cluster has it already'
    : `did you mean "${near}"?`
}

export const missingBackend = (subjects: readonly Subject[]): RuleFinding[] => {
  const present = new Set(subjects.flatMap(({ ref }) => (ref === undefined ? [] : [refKey(ref)])))
  let index: ReturnType<typeof indexOf> | undefined
  return subjects.flatMap((subject) => {
    const { document, ref, value } = subject
    if (ref === undefined || !ROUTES.has(`${groupOf(ref.apiVersion)}/${ref.kind}`)) return []
    return backendRefs(value, ref.namespace ?? '')
      .filter(
        ({ target }) =>
          BACKENDS.has(`${groupOf(target.apiVersion)}/${target.kind}`) && !present.has(refKey(target)),
      )
      .map(({ path, target }) => ({
        subject,
        finding: findingAt(document, ref, {
          code: 'missing-backend',
          severity: 'warning',
          stage: 'rules',
          path,
          message: `${refLabel(target)} is not in the input (namespace ${target.namespace ?? ''})`,
          hint: hintFor(target, (index ??= indexOf(subjects))),
        }),
      }))
  })
}
