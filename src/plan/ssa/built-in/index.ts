/**
 * The built-in kinds that stand beside a gateway: what decides merging, and the server's defaults. They have no CRD, and the API server
 * does more with some of their fields than a schema says. So of an object that stands they say for certain only that an apply changes
 * nothing; what else it does, the server is asked.
 */
import { kindKey } from '../../../model/kinds.ts'
import type { Resource } from '../../../model/resource.ts'
import type { Schema } from '../schema.ts'
import { BESIDE } from './beside.ts'
import { WORKLOADS } from './workloads.ts'

const SCHEMAS: ReadonlyMap<string, Schema> = new Map(Object.entries({ ...BESIDE, ...WORKLOADS }))

/** Undefined for other kinds, and where a field is written that the server turns into another one. */
export const builtInSchema = (resource: Resource): Schema | undefined =>
  resource['stringData'] === undefined ? SCHEMAS.get(kindKey(resource)) : undefined

/**
 * The same where it says all that the server does with a new object: of kinds without quantities, which the server writes in its own way
 * (`1` for `1000m`), and of objects without an empty text or null, for which it may take a default.
 */
export const wholeSchema = (resource: Resource): Schema | undefined => {
  const { metadata: _, ...content } = resource
  return kindKey(resource) in BESIDE && !hasEmpty(content) ? builtInSchema(resource) : undefined
}

const hasEmpty = (value: unknown): boolean =>
  value === '' || value === null || (typeof value === 'object' && Object.values(value).some(hasEmpty))
