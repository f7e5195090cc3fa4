/** A kind with every way to merge and every way to default, and random objects of it that collide often. */
import fc from 'fast-check'
import type { Schema } from '../../src/plan/ssa/schema.ts'

const text: Schema = { type: 'string' }

const spec: Schema = {
  type: 'object',
  properties: {
    size: { type: 'integer', default: 1 },
    title: text,
    mode: { ...text, default: 'a' },
    maybe: { ...text, nullable: true },
    amount: { 'x-kubernetes-int-or-string': true } as Schema,
    limits: { type: 'object', additionalProperties: text },
    groups: {
      type: 'object',
      additionalProperties: { type: 'object', properties: { a: text, b: { ...text, default: 'b' } } },
    },
    whole: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: text, b: text } },
    tags: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    ports: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      items: {
        type: 'object',
        required: ['port'],
        properties: {
          port: { type: 'integer' },
          protocol: { ...text, default: 'TCP' },
          title: text,
          weight: { type: 'integer', default: 1 },
        },
      } as Schema,
    },
    steps: {
      type: 'array',
      items: { type: 'object', properties: { run: text, times: { type: 'integer', default: 1 } } },
    },
    free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } as Schema,
    nested: {
      type: 'object',
      default: {},
      properties: {
        on: { type: 'boolean', default: true },
        deep: { type: 'object', properties: { x: text, y: { ...text, default: 'y' } } },
      },
    },
    empty: { type: 'object', properties: { a: text } },
  },
}

export const WIDGET_CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.test.example.com' },
  spec: {
    group: 'test.example.com',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec,
              status: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            } as Record<string, Schema>,
          },
        },
      },
    ],
  },
}

/** An object that has no name yet. */
export interface Draft {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: object
  readonly spec?: object | undefined
}

const word = fc.constantFrom('a', 'b', 'c')
const few = fc.integer({ min: 1, max: 3 })
/** Each field is there in about half of the objects. */
const some = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })

const port = fc.record(
  {
    port: few,
    protocol: fc.constantFrom('TCP', 'UDP'),
    title: word,
    weight: few,
  },
  { requiredKeys: ['port'] },
)

const free: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 3 }, word, few, fc.array(word, { maxLength: 2 }), tie('map')),
  map: fc.dictionary(word, tie('any'), { maxKeys: 2 }),
})).map

const specs = some({
  size: few,
  title: word,
  mode: word,
  maybe: fc.option(word, { nil: null }),
  amount: fc.constantFrom(80, '80', '50%'),
  limits: fc.dictionary(word, word, { maxKeys: 3 }),
  groups: fc.dictionary(word, some({ a: word, b: word }), { maxKeys: 2 }),
  whole: some({ a: word, b: word }),
  tags: fc.uniqueArray(word, { maxLength: 3 }),
  ports: fc.uniqueArray(port, {
    maxLength: 3,
    selector: ({ port, protocol }) => `${port}/${protocol ?? 'TCP'}`,
  }),
  steps: fc.array(some({ run: word, times: few }), { maxLength: 2 }),
  free,
  nested: some({ on: fc.boolean(), deep: some({ x: word, y: word }) }),
  empty: some({ a: word }),
})

const owner = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('ConfigMap'),
  name: word,
  uid: fc.constantFrom('1', '2'),
})

const metadata = some({
  labels: fc.dictionary(word, word, { maxKeys: 2 }),
  annotations: fc.dictionary(word, word, { maxKeys: 2 }),
  finalizers: fc.uniqueArray(
    word.map((name) => `example.com/${name}`),
    { maxLength: 2 },
  ),
  ownerReferences: fc.uniqueArray(owner, { maxLength: 2, selector: ({ uid }) => uid }),
})

export const widgets: fc.Arbitrary<Draft> = fc
  .record({ metadata, spec: fc.option(specs, { nil: undefined, freq: 20 }) })
  .map((own) => ({ apiVersion: 'test.example.com/v1', kind: 'Widget', ...own }))
