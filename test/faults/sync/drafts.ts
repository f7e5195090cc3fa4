/** Random objects of the kinds that a folder holds, and in each kind the places that the tests edit. */
import fc from 'fast-check'
import type { Resource } from '../../../src/model/resource.ts'
import { backends, httpRoutes, routes } from '../../cluster/gateway-objects.ts'

/** An object without its name. */
export type Draft = Omit<Resource, 'metadata'> & { readonly metadata: Partial<Resource['metadata']> }

const word = fc.constantFrom('a', 'b', 'c')
const some = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })

const draft = (apiVersion: string, kind: string, content: fc.Arbitrary<object>): fc.Arbitrary<Draft> =>
  fc
    .record({
      metadata: some({ labels: fc.dictionary(word, word), annotations: fc.dictionary(word, word) }),
      content,
    })
    .map(({ metadata, content }) => ({ apiVersion, kind, metadata, ...content }))

const listener = fc.record(
  {
    name: word,
    port: fc.constantFrom(80, 8080),
    protocol: fc.constant('HTTP'),
    hostname: word.map((name) => `${name}.example.com`),
    allowedRoutes: fc.constant({ namespaces: { from: 'All' } }),
  },
  { requiredKeys: ['name', 'port', 'protocol', 'hostname'] },
)

const gateways = draft(
  'gateway.networking.k8s.io/v1',
  'Gateway',
  fc.record({
    spec: fc.record({
      gatewayClassName: word,
      listeners: fc.uniqueArray(listener, {
        minLength: 1,
        maxLength: 3,
        comparator: (a, b) => a.name === b.name || (a.port === b.port && a.hostname === b.hostname),
      }),
    }),
  }),
)

const referenceGrants = draft(
  'gateway.networking.k8s.io/v1',
  'ReferenceGrant',
  fc.record({
    spec: fc.record({
      from: fc.uniqueArray(
        word.map((namespace) => ({ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace })),
        { minLength: 1, maxLength: 2, selector: ({ namespace }) => namespace },
      ),
      to: fc.uniqueArray(
        fc.record(
          { group: fc.constant(''), kind: fc.constant('Service'), name: word },
          { requiredKeys: ['group', 'kind'] },
        ),
        { minLength: 1, maxLength: 2, selector: ({ name }) => name },
      ),
    }),
  }),
)

const configMaps = draft(
  'v1',
  'ConfigMap',
  some({ data: fc.dictionary(word, fc.constantFrom('1', 'x\ny\n', '')) }),
)

const secrets = draft(
  'v1',
  'Secret',
  fc.record({ type: fc.constant('Opaque'), data: fc.dictionary(word, fc.constantFrom('YQ==', 'YmM=')) }),
)

const services = draft(
  'v1',
  'Service',
  fc.record({
    spec: fc.record(
      {
        selector: fc.dictionary(word, word),
        ports: fc.uniqueArray(
          fc.record(
            { name: word, port: fc.constantFrom(80, 81, 82), targetPort: fc.constantFrom(8080, 'http') },
            { requiredKeys: ['name', 'port'] },
          ),
          { minLength: 1, maxLength: 3, comparator: (a, b) => a.name === b.name || a.port === b.port },
        ),
        sessionAffinity: fc.constantFrom('None', 'ClientIP'),
      },
      { requiredKeys: ['selector', 'ports'] },
    ),
  }),
)

export const drafts: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 3, arbitrary: backends.map((one): Draft => ({ ...one })) },
  { weight: 2, arbitrary: routes.map((one): Draft => ({ ...one })) },
  { weight: 3, arbitrary: httpRoutes.map((one): Draft => ({ ...one })) },
  { weight: 2, arbitrary: gateways },
  { weight: 1, arbitrary: referenceGrants },
  { weight: 2, arbitrary: configMaps },
  { weight: 1, arbitrary: secrets },
  { weight: 2, arbitrary: services },
)

/** Where an editor writes, and with what: `word` is one that nobody else writes. */
export interface Place {
  readonly path: readonly string[]
  readonly value: (word: string) => unknown
  /** The object is valid without it. */
  readonly optional: boolean
  /** A list whose entries are merged one by one: what others took away of it says nothing of other entries. */
  readonly isSet?: boolean
}

const label: Place = { path: ['metadata', 'labels', 'a'], value: (word) => word, optional: true }

const OF_KIND: Readonly<Record<string, readonly Place[]>> = {
  MCPBackend: [
    { path: ['spec', 'mcp', 'stdio', 'cmd'], value: (word) => word, optional: false },
    { path: ['spec', 'mcp', 'stdio', 'args'], value: (word) => [word], optional: true },
  ],
  AIRoute: [
    {
      path: ['spec', 'hostnames'],
      value: (word) => [`${word}.example.com`],
      optional: true,
      isSet: true,
    },
  ],
  HTTPRoute: [{ path: ['spec', 'hostnames'], value: (word) => [`${word}.example.com`], optional: true }],
  Gateway: [{ path: ['spec', 'gatewayClassName'], value: (word) => word, optional: false }],
  ReferenceGrant: [
    { path: ['spec', 'to'], value: (name) => [{ group: '', kind: 'Service', name }], optional: false },
  ],
  ConfigMap: [{ path: ['data', 'a'], value: (word) => word, optional: true }],
  Secret: [{ path: ['data', 'a'], value: (word) => Buffer.from(word).toString('base64'), optional: true }],
  Service: [{ path: ['spec', 'selector', 'a'], value: (word) => word, optional: true }],
}

export const placesOf = (kind: string): readonly Place[] => [...(OF_KIND[kind] ?? []), label]

/** The nth of the object's, counted round. */
export const placeOf = ({ kind }: { readonly kind: string }, n: number): Place => {
  const places = placesOf(kind)
  return places[n % places.length]!
}

export const valueAt = (object: object | undefined, path: readonly string[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], object)

/** A merge patch; undefined takes away. */
export const patchOf = ({ path }: Place, value: unknown): Record<string, unknown> =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value ?? null) as Record<string, unknown>

/** A copy of the object with that at the place; undefined takes away. */
export const withValue = <T extends object>(
  object: T,
  { path: [key = '', ...rest] }: Pick<Place, 'path'>,
  value: unknown,
): T => {
  const { [key]: inner, ...others } = object as Record<string, unknown>
  const next = rest.length > 0 ? withValue(inner ?? {}, { path: rest }, value) : value
  return (next === undefined ? others : { ...others, [key]: next }) as T
}
