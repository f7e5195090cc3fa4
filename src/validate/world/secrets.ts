/** References to Secrets and ConfigMaps. Only whether these exist is ever asked. */
import type { JsonPath } from '../../model/document.ts'
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { type Mapping, mapping, mappings } from '../../model/mapping.ts'
import type { Subject } from '../subject.ts'
import { type Reference, referenceOf, refTo } from './reference.ts'
import type { World } from './world.ts'

export interface SecretUse {
  readonly subject: Subject
  readonly reference: Reference
  /** The field that names it, where that is not `name`. */
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

const isSecretOrConfigMap = ({ kindName }: Reference): boolean =>
  kindName === '/Secret' || kindName === '/ConfigMap'

/** Deeper than any schema of these kinds. */
const DEEPEST = 40

/** `at` is good during the call: only what is found needs a path of its own. */
const walk = (subject: Subject, value: object, at: (string | number)[], out: SecretUse[]): void => {
  if (at.length > DEEPEST) return
  const isList = Array.isArray(value)
  for (const field of Object.keys(value)) {
    const inner = (value as Mapping)[field]
    if (typeof inner !== 'object' || inner === null) continue
    const kind = isList ? undefined : FIELDS.get(field)
    at.push(isList ? Number(field) : field)
    if (kind === undefined) walk(subject, inner, at, out)
    else add(subject, inner, [...at], kind, out)
    at.pop()
  }
}

const add = (subject: Subject, given: object, path: JsonPath, kind: string, out: SecretUse[]): void => {
  const one = (ref: Mapping, at: JsonPath): void => {
    if (ref['optional'] === true) return
    const defaults = { group: '', kind, namespace: subject.ref?.namespace ?? '' }
    const reference = referenceOf(at, ref, defaults)
    if (reference !== undefined && isSecretOrConfigMap(reference))
      out.push({ subject, reference, field: 'name' })
  }
  if (Array.isArray(given))
    mappings(given).forEach((ref, i) => {
      one(ref, [...path, i])
    })
  else one(mapping(given), path)
}

/** A volume names its source in a field of its own. */
const volumeUses = (subject: Subject): SecretUse[] => {
  const { volumes } = mapping(mapping(subject.value['spec'])['deployment'])
  const namespace = subject.ref?.namespace ?? ''
  const use = (kind: string, source: Mapping, field: string, path: JsonPath): SecretUse[] => {
    const name = source[field]
    if (typeof name !== 'string' || name === '' || source['optional'] === true) return []
    const to = refTo('', kind, namespace, name)
    return [{ subject, reference: { path, ref: source, to, group: '', kindName: `/${kind}` }, field }]
  }
  const sources = (one: Mapping, secretName: string, path: JsonPath): SecretUse[] => [
    ...use('Secret', mapping(one['secret']), secretName, [...path, 'secret']),
    ...use('ConfigMap', mapping(one['configMap']), 'name', [...path, 'configMap']),
  ]
  return mappings(volumes).flatMap((volume, i) => {
    const path = ['spec', 'deployment', 'volumes', i]
    return [
      ...sources(volume, 'secretName', path),
      ...mappings(mapping(volume['projected'])['sources']).flatMap((one, j) =>
        sources(one, 'name', [...path, 'projected', 'sources', j]),
      ),
    ]
  })
}

/** A listener's certificates, which may lie in another namespace. */
export const certificateRefsOf = ({ value, ref }: Subject): Reference[] =>
  mappings(mapping(value['spec'])['listeners']).flatMap((listener, i) =>
    mappings(mapping(listener['tls'])['certificateRefs'])
      .flatMap(
        (one, j) =>
          referenceOf(['spec', 'listeners', i, 'tls', 'certificateRefs', j], one, {
            group: '',
            kind: 'Secret',
            namespace: ref?.namespace ?? '',
          }) ?? [],
      )
      .filter(isSecretOrConfigMap),
  )

const WALKED = [
  'MCPBackend',
  'AgentgatewayBackend',
  'AgentgatewayPolicy',
  'AgentgatewayModel',
  'AgentgatewayParameters',
]

export const secretUses = (world: World): SecretUse[] => {
  const out: SecretUse[] = []
  for (const kind of WALKED)
    for (const subject of world.ofKind(GROUP, kind)) {
      const { spec } = subject.value
      if (typeof spec === 'object' && spec !== null) walk(subject, spec, ['spec'], out)
    }
  return [
    ...out,
    ...world.ofKind(GROUP, 'MCPBackend').flatMap(volumeUses),
    ...world
      .ofKind(GATEWAY_GROUP, 'Gateway')
      .flatMap((subject) =>
        certificateRefsOf(subject).map((reference) => ({ subject, reference, field: 'name' })),
      ),
  ]
}
