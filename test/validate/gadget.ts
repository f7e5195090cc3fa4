/** A CRD of no use that uses what schemas can do and hardly any kind does: embedded objects, alternatives, odd limits, enums of objects. */

const alternatives = {
  type: 'object',
  nullable: true,
  properties: { a: { type: 'string' }, b: { type: 'integer' }, c: { type: 'boolean' } },
}

const embedded = {
  type: 'object',
  'x-kubernetes-embedded-resource': true,
  'x-kubernetes-preserve-unknown-fields': true,
}

const spec = {
  type: 'object',
  properties: {
    replicas: { type: 'integer', format: 'int64' },
    enumOfObjects: { type: 'object', properties: { a: { type: 'integer' } }, enum: [{ a: 1 }, {}] },
    enumOfLists: { type: 'array', items: { type: 'string' }, enum: [['a', 'b'], []] },
    enumOfNumbers: { type: 'number', enum: [1, 2.5, -3] },
    enumWithNull: { type: 'string', nullable: true, enum: ['x', null] },
    enumOrNull: { 'x-kubernetes-int-or-string': true, nullable: true, enum: [1, 'a'] },
    pod: embedded,
    pods: { type: 'array', items: embedded },
    strict: {
      type: 'object',
      'x-kubernetes-embedded-resource': true,
      properties: {
        apiVersion: { type: 'string', maxLength: 3 },
        kind: { type: 'string' },
        metadata: { type: 'object' },
        spec: { type: 'object', properties: { a: { type: 'string' } } },
      },
    },
    halves: { type: 'number', multipleOf: 0.5 },
    tenths: { type: 'number', multipleOf: 0.1 },
    fives: { type: 'integer', multipleOf: 5 },
    small: { type: 'integer', format: 'int32' },
    wide: { type: 'integer', format: 'int64' },
    single: { type: 'number', format: 'float' },
    double: { type: 'number', format: 'double' },
    between: { type: 'number', minimum: 1.5, maximum: 2.5 },
    outside: { type: 'number', minimum: -1.5, exclusiveMinimum: true, maximum: 2.5, exclusiveMaximum: true },
    impossible: { type: 'integer', format: 'int32', maximum: 4294967295 },
    exactly: { ...alternatives, oneOf: [{ required: ['a'] }, { required: ['b'] }] },
    either: { ...alternatives, anyOf: [{ required: ['a'] }, { required: ['b', 'c'] }] },
    never: { ...alternatives, not: { required: ['c'] } },
    every: {
      ...alternatives,
      allOf: [{ properties: { a: { maxLength: 3 } } }, { properties: { b: { minimum: 2 } } }],
    },
    address: { type: 'string', anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }, { pattern: '^x+$' }] },
    port: {
      'x-kubernetes-int-or-string': true,
      anyOf: [{ type: 'integer' }, { type: 'string' }],
      maximum: 70,
      pattern: '^[a-z]+$',
    },
    percent: {
      'x-kubernetes-int-or-string': true,
      allOf: [{ anyOf: [{ type: 'integer' }, { type: 'string' }] }, { minimum: 1 }],
    },
    free: { 'x-kubernetes-preserve-unknown-fields': true },
    open: { type: 'object', additionalProperties: true, minProperties: 1, maxProperties: 2 },
    kept: {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      properties: {
        inner: { type: 'array', items: { type: 'object', properties: { a: { type: 'string' } } } },
      },
    },
    keptItems: {
      type: 'array',
      'x-kubernetes-preserve-unknown-fields': true,
      items: { type: 'object', properties: { a: { type: 'object', properties: { b: { type: 'string' } } } } },
    },
    defaulted: {
      type: 'array',
      items: { type: 'object', default: { a: 1 }, properties: { a: { type: 'integer', maximum: 5 } } },
    },
    map: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        default: { n: 3 },
        properties: { n: { type: 'integer', default: 9, maximum: 8 } },
      },
    },
    sets: {
      type: 'object',
      additionalProperties: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'number' } },
    },
    records: {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string' },
          tags: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
        },
      },
    },
    formattedOnly: {
      type: 'object',
      properties: { any: { type: 'string', nullable: true, format: 'date' } },
    },
    unicode: { type: 'string', minLength: 2, maxLength: 3, pattern: '^\\p{L}+$' },
    classes: { type: 'string', pattern: '^(?i)[[:alpha:]]+(?-i)z$' },
  },
}

export const GADGET_CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gadgets.test.agentgw.dev' },
  spec: {
    group: 'test.agentgw.dev',
    scope: 'Cluster',
    names: { kind: 'Gadget', plural: 'gadgets', singular: 'gadget', listKind: 'GadgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: {
          scale: {
            specReplicasPath: '.spec.replicas',
            statusReplicasPath: '.status.n',
            labelSelectorPath: '.status.selector',
          },
        },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              metadata: { type: 'object', properties: { name: { type: 'string', maxLength: 20 } } },
              spec,
              status: {
                type: 'object',
                properties: { n: { type: 'number' }, selector: { 'x-kubernetes-int-or-string': true } },
              },
            },
          },
        },
      },
    ],
  },
}
