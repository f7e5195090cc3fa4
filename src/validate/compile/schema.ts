/** The structural schema of a CRD: the fields of JSONSchemaProps that bear on validation. */
import { isRecord } from '../bare.ts'
import type { Scale } from '../validator.ts'

export interface ValidationRule {
  readonly rule: string
  readonly message?: string
  readonly messageExpression?: string
  readonly fieldPath?: string
  readonly optionalOldSelf?: boolean
}

export interface Schema {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object'
  readonly format?: string
  readonly nullable?: boolean
  readonly default?: unknown
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly multipleOf?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly allOf?: readonly Schema[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly not?: Schema
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean
  readonly 'x-kubernetes-embedded-resource'?: boolean
  readonly 'x-kubernetes-int-or-string'?: boolean
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map'
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[]
}

/** One served version of a CRD. */
export interface CrdVersion {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly plural: string
  readonly namespaced: boolean
  readonly statusSubresource: boolean
  readonly scale?: Scale
  readonly schema: Schema
}

const pathOf = (path: unknown): readonly string[] | undefined =>
  typeof path === 'string' ? path.replace(/^\./, '').split('.') : undefined

const scaleOf = (subresources: unknown): { readonly scale?: Scale } => {
  const scale = isRecord(subresources) ? subresources['scale'] : undefined
  if (!isRecord(scale)) return {}
  const specReplicas = pathOf(scale['specReplicasPath'])
  const statusReplicas = pathOf(scale['statusReplicasPath'])
  const selector = pathOf(scale['labelSelectorPath'])
  if (specReplicas === undefined || statusReplicas === undefined) return {}
  return { scale: { specReplicas, statusReplicas, ...(selector === undefined ? {} : { selector }) } }
}

/** The served versions of a CustomResourceDefinition; undefined where the value is none. */
export const readCrd = (value: unknown): CrdVersion[] | undefined => {
  if (!isRecord(value) || value['kind'] !== 'CustomResourceDefinition') return undefined
  if (value['apiVersion'] !== 'apiextensions.k8s.io/v1' || !isRecord(value['spec'])) return undefined
  const { group, names, scope, versions } = value['spec']
  if (typeof group !== 'string' || !isRecord(names) || !Array.isArray(versions)) return undefined
  const { kind, plural } = names
  if (typeof kind !== 'string' || typeof plural !== 'string') return undefined
  return versions.filter(isRecord).flatMap((version): CrdVersion[] => {
    const outer = version['schema']
    const schema = isRecord(outer) ? outer['openAPIV3Schema'] : undefined
    if (version['served'] !== true || typeof version['name'] !== 'string' || !isRecord(schema)) return []
    const subresources = version['subresources']
    return [
      {
        group,
        version: version['name'],
        kind,
        plural,
        namespaced: scope !== 'Cluster',
        statusSubresource: isRecord(subresources) && subresources['status'] !== undefined,
        ...scaleOf(subresources),
        schema: schema,
      },
    ]
  })
}
