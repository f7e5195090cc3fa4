/** Finds in a CRD, or in what the API server publishes of it, what decides how objects of one version merge. */
import type { KindRef } from '../model/cluster.ts'
import { mapping } from '../model/mapping.ts'
import { groupOf, type Resource } from '../model/resource.ts'
import type { Schema } from './ssa/schema.ts'

interface Version {
  readonly name: string
  readonly schema?: { readonly openAPIV3Schema?: Schema }
}

interface Published extends Schema {
  readonly 'x-kubernetes-group-version-kind'?: readonly {
    readonly group: string
    readonly version: string
    readonly kind: string
  }[]
}

const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1)

/** Undefined where the schema does not say all: objects inside of objects have rules of their own. */
export const schemaOf = (crd: Resource, apiVersion: string): Schema | undefined => {
  const { versions = [] } = crd['spec'] as { versions?: readonly Version[] }
  return whole(versions.find(({ name }) => name === versionOf(apiVersion))?.schema?.openAPIV3Schema)
}

/** The same from the OpenAPI document of the kind's apiVersion. It is a CRD's only if the kind has one. */
export const publishedSchema = (
  document: Readonly<Record<string, unknown>>,
  { apiVersion, kind }: KindRef,
): Schema | undefined =>
  whole(
    Object.values(mapping(mapping(document['components'])['schemas']) as Record<string, Published>).find(
      (schema) =>
        schema['x-kubernetes-group-version-kind']?.some(
          (one) =>
            one.kind === kind && one.version === versionOf(apiVersion) && one.group === groupOf(apiVersion),
        ),
    ),
  )

const whole = (schema: Schema | undefined): Schema | undefined =>
  schema === undefined || holdsEmbedded(schema) ? undefined : decisive(schema)

const holdsEmbedded = (schema: unknown): boolean => {
  if (typeof schema !== 'object' || schema === null) return false
  if ('x-kubernetes-embedded-resource' in schema) return true
  return Object.values(schema).some(holdsEmbedded)
}

const KEYWORDS = [
  'type',
  'default',
  'nullable',
  'x-kubernetes-list-type',
  'x-kubernetes-list-map-keys',
  'x-kubernetes-map-type',
] as const

/** Without descriptions and rules, which are most of it. */
const decisive = (schema: Schema): Schema => {
  const { properties, items, additionalProperties: values } = schema
  return {
    ...Object.fromEntries(KEYWORDS.flatMap((key) => (key in schema ? [[key, schema[key]]] : []))),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([key, field]) => [key, decisive(field)]),
      ),
    }),
    ...(items && { items: decisive(items) }),
    ...(values !== undefined && {
      additionalProperties: typeof values === 'object' ? decisive(values) : values,
    }),
  }
}
