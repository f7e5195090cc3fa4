/** A CRD of no use that uses what schemas can do and our own kinds do not: nullable, defaults in defaults, maps of lists, dates, oldSelf. */

const spec = {
  type: 'object',
  required: ['size'],
  'x-kubernetes-validations': [
    {
      rule: 'self.size <= self.limit',
      messageExpression: "'size is above ' + (self.limit == 60 ? 'the default' : 'the limit')",
      fieldPath: '.size',
    },
    { rule: "!has(self.nick__underscores__name) || self.nick__underscores__name != 'x'", message: 'not x' },
    { rule: '!has(self.odd__dash__key) || self.odd__dash__key.size() < 5' },
    { rule: '!has(self.maybe) || self.maybe > 3', message: 'maybe is above 3' },
    {
      rule: "!has(self.window) || duration(self.window) < duration('1h')",
      message: 'window is below an hour',
    },
    { rule: 'oldSelf.size == self.size', message: 'size never changes' },
    {
      rule: "!has(self.tags) || self.tags.exists(t, t == 'a') || self.tags[1] == 'b'",
      message: 'a, or b second',
    },
    {
      rule: "!has(self.since) || self.since < timestamp('2027-01-01T00:00:00Z')",
      message: 'since is before 2027',
    },
    { rule: '!has(self.ratio) || self.ratio / 2.0 < 0.7', message: 'ratio is below 1.4' },
    { rule: 'self.size % 7 != 3 && self.size / 2 != 20', message: 'some sizes are not liked' },
  ],
  properties: {
    size: { type: 'integer', minimum: 0 },
    limit: { type: 'integer', default: 60 },
    nick__name: { type: 'string', maxLength: 10 },
    'odd-key': { type: 'string', minLength: 2 },
    maybe: { type: 'integer', nullable: true },
    always: { type: 'string', nullable: true, default: 'on', enum: ['on', 'off'] },
    window: { type: 'string', maxLength: 10, pattern: '^([0-9]{1,5}(h|m|s|ms)){1,4}$' },
    since: { type: 'string', format: 'date-time' },
    day: { type: 'string', format: 'date' },
    address: { type: 'string', format: 'ipv4' },
    ratio: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 10 },
    step: { type: 'integer', format: 'int32', multipleOf: 5 },
    tags: {
      type: 'array',
      maxItems: 5,
      'x-kubernetes-list-type': 'set',
      items: { type: 'string', maxLength: 20 },
    },
    ports: {
      type: 'array',
      maxItems: 8,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['port', 'protocol'],
      items: {
        type: 'object',
        required: ['port'],
        properties: {
          port: { type: 'integer' },
          protocol: { type: 'string', default: 'TCP' },
          note: { type: 'string', nullable: true },
        },
      },
    },
    nested: {
      type: 'object',
      default: {},
      properties: {
        level: {
          type: 'object',
          default: { b: 'given' },
          properties: { a: { type: 'string', default: 'inner' }, b: { type: 'string' } },
        },
      },
    },
    table: {
      type: 'object',
      maxProperties: 3,
      additionalProperties: {
        type: 'array',
        maxItems: 4,
        items: { type: 'integer', nullable: true },
        'x-kubernetes-validations': [{ rule: 'self.all(n, n < 50)', message: 'numbers are below 50' }],
      },
    },
    anything: {
      type: 'object',
      'x-kubernetes-preserve-unknown-fields': true,
      properties: { known: { type: 'object', properties: { a: { type: 'string' } } } },
    },
    amount: {
      'x-kubernetes-int-or-string': true,
      maxLength: 10,
      'x-kubernetes-validations': [
        {
          rule: "type(self) == int ? self < 50 : self.matches('^[0-9]+%$')",
          message: 'a number below 50, or a percentage',
        },
      ],
    },
    choice: {
      type: 'object',
      properties: { one: { type: 'string' }, two: { type: 'integer' } },
      oneOf: [{ required: ['one'] }, { required: ['two'] }],
    },
    words: { type: 'string', maxLength: 200, pattern: '^[!-~]+([\\t ]?[!-~]+)*$' },
  },
}

export const GIZMO_CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'gizmos.test.agentgw.dev' },
  spec: {
    group: 'test.agentgw.dev',
    scope: 'Namespaced',
    names: { kind: 'Gizmo', plural: 'gizmos', singular: 'gizmo', listKind: 'GizmoList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: { spec, status: { type: 'object', properties: { ready: { type: 'boolean' } } } },
          },
        },
      },
    ],
  },
}

/** Valid ones. */
export const GIZMOS = [
  { spec: { size: 4 } },
  {
    spec: {
      size: 4,
      tags: ['b', 'a'],
      table: { x: [1, 2], y: [] },
      amount: '20%',
      choice: { two: 2 },
      words: 'one two',
    },
  },
  {
    spec: {
      size: 8,
      limit: 9,
      maybe: 4,
      always: null,
      window: '59m',
      since: '2026-12-31T23:59:59Z',
      day: '2026-02-28',
      address: '10.0.0.1',
      ratio: 1.25,
      step: 15,
      ports: [{ port: 1 }, { port: 1, protocol: 'UDP' }],
      nested: { level: { a: 'own' } },
      anything: { known: { a: 'b' }, other: [1, { x: null }] },
      amount: 49,
    },
  },
]
