/** Random objects of the kinds that people have, small enough for edits of different hands to meet. */
import fc from 'fast-check'
import type { Draft } from './widgets.ts'

const word = fc.constantFrom('a', 'b', 'c')
const some = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] })

const draft = (apiVersion: string, kind: string, spec: fc.Arbitrary<object>): fc.Arbitrary<Draft> =>
  fc
    .record({
      metadata: some({ labels: fc.dictionary(word, word), annotations: fc.dictionary(word, word) }),
      spec,
    })
    .map((own) => ({ apiVersion, kind, ...own }))

const env = fc.uniqueArray(fc.record({ name: word, value: word }), {
  maxLength: 3,
  selector: ({ name }) => name,
})

export const backends = draft(
  'agentgateway.dev/v1alpha1',
  'MCPBackend',
  fc.record({
    mcp: fc.record(
      {
        stdio: fc.record(
          { cmd: word, args: fc.array(word, { maxLength: 3 }), env },
          { requiredKeys: ['cmd'] },
        ),
        policies: some({ tools: some({ allow: fc.uniqueArray(word, { minLength: 1, maxLength: 3 }) }) }),
      },
      { requiredKeys: ['stdio'] },
    ),
  }),
)

const parentRefs = fc.uniqueArray(
  fc.record({ name: word, namespace: fc.constantFrom('x', 'y') }, { requiredKeys: ['name'] }),
  { minLength: 1, maxLength: 2, selector: ({ name }) => name },
)
const weight = fc.constantFrom(0, 1, 2)
const path = some({ type: fc.constantFrom('PathPrefix', 'Exact'), value: word.map((name) => `/${name}`) })
const hostnames = fc.uniqueArray(
  word.map((name) => `${name}.example.com`),
  { minLength: 1, maxLength: 2 },
)

const routeTo = (backend: fc.Arbitrary<object>) =>
  fc.record(
    {
      parentRefs,
      hostnames,
      rules: fc.array(
        fc.record({
          matches: fc.array(some({ path }), { minLength: 1, maxLength: 2 }),
          backendRefs: fc.array(backend, { minLength: 1, maxLength: 2 }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    },
    { requiredKeys: ['parentRefs', 'rules'] },
  )

export const routes = draft(
  'agentgateway.dev/v1alpha1',
  'AIRoute',
  routeTo(
    fc.record(
      {
        group: fc.constant('agentgateway.dev'),
        kind: fc.constantFrom('MCPBackend', 'AgentgatewayBackend'),
        name: word,
        weight,
      },
      { requiredKeys: ['group', 'kind', 'name'] },
    ),
  ),
)

export const httpRoutes = draft(
  'gateway.networking.k8s.io/v1',
  'HTTPRoute',
  routeTo(
    fc.record(
      {
        group: fc.constant(''),
        kind: fc.constant('Service'),
        name: word,
        port: fc.constantFrom(80, 81),
        weight,
      },
      { requiredKeys: ['name', 'port'] },
    ),
  ),
)
