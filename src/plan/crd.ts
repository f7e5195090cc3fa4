/** Finds in a CRD what decides how objects of one version merge. */
import type { Resource } from '../model/resource.ts'
import type { Schema } from './ssa/schema.ts'

interface Version {
  readonly name: string
  readonly schema?: { readonly openAPIV3Schema?: Schema }
}

/** Undefined where the schema does not say all: objects inside of objects have rules of their own. */
export const schemaOf = (crd: Resource, apiVersion: string): Schema | undefined => {
  const { versions = [] } = crd['spec'] as { versions?: readonly Version[] }
  const name = apiVersion.slice(apiVersion.indexOf('/') + 1)
  const schema = versions.find((version) => version.name === name)?.schema?.openAPIV3Schema
  return schema === undefined || holdsEmbedded(schema) ? undefined : schema
}

const holdsEmbedded = (schema: unknown): boolean => {
  if (typeof schema !== 'object' || schema === null) return false
  if ('x-kubernetes-embedded-resource' in schema) return true
  return Object.values(schema).some(holdsEmbedded)
}
