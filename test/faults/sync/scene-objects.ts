/** What the folder of a SyncScene held when it was applied first, and what it holds now. */
import type { Resource } from '../../../src/model/resource.ts'

type Spec = Readonly<Record<string, unknown>>

const object = (apiVersion: string, kind: string, name: string, content: Spec): Resource => ({
  apiVersion,
  kind,
  metadata: { name },
  ...content,
})
export const backend = (name: string, mcp: Spec): Resource =>
  object('agentgateway.dev/v1alpha1', 'MCPBackend', name, { spec: { mcp } })
export const stdio = (cmd: string): Spec => ({ stdio: { cmd } })
export const config = (name: string, data: Spec): Resource => object('v1', 'ConfigMap', name, { data })
const service = (name: string, port: number): Resource =>
  object('v1', 'Service', name, { spec: { selector: { app: name }, ports: [{ port }] } })
export const route = (name: string): Resource =>
  object('agentgateway.dev/v1alpha1', 'AIRoute', name, {
    spec: {
      parentRefs: [{ name: 'gateway' }],
      rules: [{ backendRefs: [{ group: 'agentgateway.dev', kind: 'MCPBackend', name: 'same' }] }],
    },
  })

const SAME = [backend('same', stdio('npx')), config('same', { a: '1' })]
export const BEFORE = [
  ...SAME,
  backend('changed', stdio('npx')),
  backend('emptied', { ...stdio('npx'), policies: { tools: { allow: ['a'] } } }),
  config('changed', { a: '1' }),
  service('changed', 80),
  route('gone'),
  backend('gone', stdio('npx')),
]
export const AFTER = [
  ...SAME,
  backend('changed', stdio('uvx')),
  backend('emptied', { ...stdio('npx'), policies: {} }),
  config('changed', { a: '2' }),
  service('changed', 81),
  service('new', 80),
  backend('new', stdio('npx')),
]
/** Of one object at most; of the one that is emptied two. */
export const writesOf = (key: string): number => (key.endsWith('/emptied') ? 2 : 1)

export const KINDS = [...new Map([...BEFORE, ...AFTER].map((one) => [one.kind, one])).values()]
export const LAYOUT = { files: [0, 1], styles: ['commented', 'list'] } as const
