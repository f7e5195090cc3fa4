/**
 * Of the built-in kinds that stand beside a gateway, what decides merging. They have no CRD, and the API server does more with some of
 * their fields than a schema says. So these say for certain only that an apply changes nothing; what else it does, the server is asked.
 */
import type { Resource } from '../../model/resource.ts'
import type { Schema } from './schema.ts'

const text: Schema = { type: 'string' }
const texts: Schema = { type: 'object', additionalProperties: text }
const flag: Schema = { type: 'boolean' }
const atomic: Schema = { type: 'array', items: text, 'x-kubernetes-list-type': 'atomic' }

const object = (properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'object', properties })

/** A port is told apart by number and protocol. */
const ports: Schema = {
  type: 'array',
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['port', 'protocol'],
  items: object({
    port: { type: 'integer' },
    protocol: { type: 'string', default: 'TCP' },
    name: text,
    appProtocol: text,
    nodePort: { type: 'integer' },
    targetPort: {},
  }),
}

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Namespace: object({}),
  ConfigMap: object({ data: texts, binaryData: texts, immutable: flag }),
  Secret: object({ data: texts, type: text, immutable: flag }),
  Service: object({
    spec: object({
      type: text,
      ports,
      selector: { ...texts, 'x-kubernetes-map-type': 'atomic' },
      clusterIP: text,
      clusterIPs: atomic,
      externalIPs: atomic,
      ipFamilies: atomic,
      loadBalancerSourceRanges: atomic,
    }),
  }),
}

/** Undefined for other kinds, and where a field is written that the server turns into another one. */
export const builtInSchema = (resource: Resource): Schema | undefined =>
  resource.apiVersion === 'v1' &&
  Object.hasOwn(SCHEMAS, resource.kind) &&
  resource['stringData'] === undefined
    ? SCHEMAS[resource.kind]
    : undefined
