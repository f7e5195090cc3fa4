/** Random objects of built-in kinds, small enough for edits of different hands to meet. */
import fc from 'fast-check'
import type { Draft } from './widgets.ts'

const word = fc.constantFrom('a', 'b', 'c')
const some = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })
const words = fc.dictionary(word, word)
const base64 = words.map((map) =>
  Object.fromEntries(Object.entries(map).map(([key, value]) => [key, Buffer.from(value).toString('base64')])),
)

const draft = <T extends object>(kind: string, content: fc.Arbitrary<T>): fc.Arbitrary<Draft> =>
  fc
    .record({ metadata: some({ labels: words, annotations: words }), content })
    .map(({ metadata, content }) => ({ apiVersion: 'v1', kind, metadata, ...content }))

export const configMaps = draft('ConfigMap', some({ data: words, binaryData: fc.constant({ bin: 'YQ==' }) }))

export const secrets = draft('Secret', some({ data: base64, stringData: words }))

const port = fc.record(
  {
    port: fc.constantFrom(80, 81, 82),
    protocol: fc.constantFrom('TCP', 'UDP'),
    targetPort: fc.constantFrom<number | string>(80, 8080, 'http'),
    appProtocol: fc.constantFrom('http', 'grpc'),
  },
  { requiredKeys: ['port'] },
)

export const services = draft(
  'Service',
  fc.record({
    spec: fc.record(
      {
        ports: fc
          .uniqueArray(port, {
            minLength: 1,
            maxLength: 3,
            selector: ({ port, protocol = 'TCP' }) => `${port} ${protocol}`,
          })
          .map((ports) =>
            ports.map((one, i) => ({
              ...one,
              name: `p${one.port}-${(one.protocol ?? 'TCP').toLowerCase()}-${i}`,
            })),
          ),
        selector: words,
        externalIPs: fc.uniqueArray(fc.constantFrom('192.0.2.1', '192.0.2.2'), { maxLength: 2 }),
        type: fc.constantFrom('ClusterIP', 'LoadBalancer'),
        loadBalancerSourceRanges: fc.constant(['192.0.2.0/24']),
        sessionAffinity: fc.constantFrom('None', 'ClientIP'),
      },
      { requiredKeys: ['ports'] },
    ),
  }),
)
