/**
 * The built-in kinds that stand beside a gateway: what decides merging, and the server's defaults. They have no CRD, and the API server
 * does more with some of their fields than a schema says. So these say for certain only that an apply changes nothing; what else it
 * does, the server is asked.
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
