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
 * The same where it says all that the server does with a new object: not where a quantity is written as the server does not (it makes `1` of
 * `1000m`), nor where an empty text or a null is, for which it may take a default, or a list or map without entries, which it may leave out.
 */
export const wholeSchema = (resource: Resource): Schema | undefined => {
  const { metadata: _, ...content } = resource
  return isRewritten(content) ? undefined : builtInSchema(resource)
}

/** Of containers and volumes. */
const AMOUNTS: readonly string[] = ['limits', 'requests', 'capacity', 'overhead']

/** Also of volumes, of fields of containers, and of an autoscaler's metrics. */
const isQuantity = (key: string, parent: string): boolean =>
  AMOUNTS.includes(parent) ||
  ['sizeLimit', 'divisor', 'averageValue'].includes(key) ||
  (key === 'value' && parent === 'target')

const isRewritten = (value: unknown, key = '', parent = ''): boolean => {
  if (value === '' || value === null) return true
  if (typeof value === 'object') {
    const entries = Object.entries(value)
    return entries.length === 0
      ? key !== 'emptyDir'
      : entries.some(([name, inner]) => isRewritten(inner, name, key))
  }
  return isQuantity(key, parent) && !isShortest(value)
}

const THOUSAND = /^(\d+)(?:m|k|M|G|T|P|E)?$/
const KIBI = /^(\d+)(?:Ki|Mi|Gi|Ti|Pi|Ei)$/

/** Whether the server leaves a quantity as it is; false also where it would take more to tell. */
const isShortest = (value: unknown): boolean => {
  if (typeof value !== 'string' || /^0./.test(value)) return false
  const count = (form: RegExp): number => Number(form.exec(value)?.[1] ?? 0)
  return value === '0' || count(THOUSAND) % 1000 > 0 || count(KIBI) % 1024 > 0
}
