/** References to Secrets and ConfigMaps. Only whether these exist is ever asked. */
import type { JsonPath } from '../../model/document.ts'
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { type Mapping, mapping, mappings } from '../../model/mapping.ts'
import { once } from './once.ts'
import { type Reference, referenceOf, referenceTo } from './reference.ts'
import type { NamedSubject, World } from './world.ts'

/** Of a Secret or ConfigMap that the input does not have. */
export interface SecretUse {
  readonly reference: Reference
  /** The field that names it. */
  readonly field: string
}

/** Fields of upstream's kinds and of ours that refer to a Secret or ConfigMap, and to which by default. */
const FIELDS: ReadonlyMap<string, 'Secret' | 'ConfigMap'> = new Map([
  ['secretRef', 'Secret'],
  ['clientSecretRef', 'Secret'],
  ['signingKeyRef', 'Secret'],
  ['certificateRef', 'Secret'],
  ['mtlsCertificateRef', 'Secret'],
  ['secretKeyRef', 'Secret'],
  ['configMapKeyRef', 'ConfigMap'],
  ['caCertificateRefs', 'ConfigMap'],
])

const isSecretOrConfigMap = ({ kind: { group, kind } }: Reference): boolean =>
  group === '' && (kind === 'Secret' || kind === 'ConfigMap')

/** Deeper than any schema of these kinds. */
const DEEPEST = 40

/** The path during a walk: only what is kept needs one of its own. */
type At = (string | number)[]

const walk = (world: World, from: NamedSubject, value: unknown, at: At, out: SecretUse[]): void => {
  if (typeof value !== 'object' || value === null || at.length > DEEPEST) return
  if (Array.isArray(value))
    for (let i = 0; i < value.length; i++) {
      at.push(i)
      walk(world, from, value[i], at, out)
      at.pop()
    }
  else
    for (const field of Object.keys(value)) {
      const inner = (value as Mapping)[field]
      if (typeof inner !== 'object' || inner === null) continue
      const kind = FIELDS.get(field)
      at.push(field)
      if (kind === undefined) walk(world, from, inner, at, out)
      else if (Array.isArray(inner)) addAll(world, from, inner, at, kind, out)
      else add(world, from, inner as Mapping, at, kind, out)
      at.pop()
    }
}

const addAll = (
  world: World,
  from: NamedSubject,
  refs: readonly unknown[],
  at: At,
  kind: string,
  out: SecretUse[],
): void => {
  refs.forEach((ref, i) => {
    add(world, from, mapping(ref), [...at, i], kind, out)
  })
}

const add = (
  world: World,
  from: NamedSubject,
  ref: Mapping,
  at: At,
  kind: string,
  out: SecretUse[],
): void => {
  if (ref['optional'] === true) return
  const reference = referenceOf(world, from, at, ref, world.kind('', kind))
  if (reference === undefined || reference.target !== undefined || !isSecretOrConfigMap(reference)) return
  out.push({ reference: { ...reference, path: [...at] }, field: 'name' })
}

/** A volume names its source in a field of its own. */
const addVolumes = (
  world: World,
  from: NamedSubject,
  volumes: readonly unknown[],
  out: SecretUse[],
): void => {
  const use = (kind: string, source: Mapping, field: string, path: JsonPath): void => {
    const name = source[field]
    if (typeof name !== 'string' || name === '' || source['optional'] === true) return
    const { namespace = '' } = from.ref
    const reference = referenceTo(from, path, source, world.kind('', kind), namespace, name)
    if (reference.target === undefined) out.push({ reference, field })
  }
  const sources = (one: Mapping, secretName: string, path: JsonPath): void => {
    use('Secret', mapping(one['secret']), secretName, [...path, 'secret'])
    use('ConfigMap', mapping(one['configMap']), 'name', [...path, 'configMap'])
  }
  for (const [i, volume] of mappings(volumes).entries()) {
    const path = ['spec', 'deployment', 'volumes', i]
    sources(volume, 'secretName', path)
    for (const [j, one] of mappings(mapping(volume['projected'])['sources']).entries())
      sources(one, 'name', [...path, 'projected', 'sources', j])
  }
}

/** Listeners' certificates, which may lie in another namespace. */
export const certificateRefsOf = once((world: World): readonly Reference[] => {
  const secret = world.kind('', 'Secret')
  const references: Reference[] = []
  for (const gateway of world.kind(GATEWAY_GROUP, 'Gateway').subjects)
    for (const [i, listener] of mappings(mapping(gateway.value['spec'])['listeners']).entries())
      for (const [j, one] of mappings(mapping(listener['tls'])['certificateRefs']).entries()) {
        const path = ['spec', 'listeners', i, 'tls', 'certificateRefs', j]
        const reference = referenceOf(world, gateway, path, one, secret)
        if (reference !== undefined && isSecretOrConfigMap(reference)) references.push(reference)
      }
  return references
})

const WALKED = [
  'MCPBackend',
  'AgentgatewayBackend',
  'AgentgatewayPolicy',
  'AgentgatewayModel',
  'AgentgatewayParameters',
]

const addUses = (world: World, subject: NamedSubject, out: SecretUse[]): void => {
  const { spec } = subject.value
  if (typeof spec !== 'object' || spec === null) return
  walk(world, subject, spec, ['spec'], out)
  const { volumes } = mapping(mapping(spec)['deployment'])
  if (subject.ref.kind === 'MCPBackend' && Array.isArray(volumes)) addVolumes(world, subject, volumes, out)
}

export const secretUses = (world: World): readonly SecretUse[] => {
  const out: SecretUse[] = []
  for (const kind of WALKED)
    for (const subject of world.kind(GROUP, kind).subjects) addUses(world, subject, out)
  for (const reference of certificateRefsOf(world))
    if (reference.target === undefined) out.push({ reference, field: 'name' })
  return out
}
