/** Random objects of the kinds that a folder holds. */
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
