/** What the outlines find, and what they let pass. */
import { describe, expect, it } from 'vitest'
import { brief, verdictOf } from '../validate/verdict-of.ts'

const GATEWAY = 'gateway.networking.k8s.io/v1'
const AGENTGATEWAY = 'agentgateway.dev/v1alpha1'

/** Codes and paths of what the schema and its rules say. */
const faults = async (apiVersion: string, kind: string, spec: unknown): Promise<string[]> => {
  const object = { apiVersion, kind, metadata: { name: 'a' }, spec }
  const result = await verdictOf({ 'a.json': JSON.stringify(object) })
  expect(result.summary.outline).toBe(1)
  const findings = result.findings.filter(({ stage }) => stage !== 'rules')
  return brief({ ...result, findings }).map((line) => line.replace(/^\S+ error /, ''))
}

const openai = { ai: { provider: { openai: { model: 'gpt-4o-mini' } } } }
const target = { name: 'fs', static: { host: 'mcp.example.com', port: 443 } }
const listener = { name: 'http', port: 80, protocol: 'HTTP' }
const backendRefs = [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'a' }]
const allow = { authorization: { policy: { matchExpressions: ['true'] } } }
const policy = (target: object, rest: object) => ({
  targetRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'fs', ...target }],
  ...rest,
})

describe.each<[string, string, string, unknown, string[]]>([
  [
    'a model',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { ...openai, policies: { auth: { secretRef: { name: 'a' } } } },
    [],
  ],
  ['an MCP server', AGENTGATEWAY, 'AgentgatewayBackend', { mcp: { targets: [target] } }, []],
  [
    'what nobody knows in policies of it',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { ...openai, policies: { ai: { x: { y: 1 } } } },
    [],
  ],
  ['no type', AGENTGATEWAY, 'AgentgatewayBackend', {}, ['failed-rule spec']],
  [
    'two types',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { ...openai, mcp: { targets: [target] } },
    ['failed-rule spec'],
  ],
  [
    'two providers',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { ai: { provider: { openai: {}, gemini: {} } } },
    ['failed-rule spec.ai.provider'],
  ],
  [
    'a misspelt field',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { mcp: { target: [target] } },
    ['unknown-field spec.mcp.target'],
  ],
  [
    'MCP policies without MCP',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { ...openai, policies: { mcp: allow } },
    ['failed-rule spec'],
  ],
  [
    'a target name that is taken apart',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { mcp: { targets: [{ ...target, name: 'a_b' }] } },
    ['bad-pattern spec.mcp.targets[0].name'],
  ],
  [
    'a target name twice',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { mcp: { targets: [target, target] } },
    ['duplicate-item spec.mcp.targets[1]'],
  ],
  [
    'a provider without what it needs',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { ai: { provider: { vertexai: {} } } },
    ['missing-field spec.ai.provider.vertexai.projectId'],
  ],
  [
    'two kinds of credentials',
    AGENTGATEWAY,
    'AgentgatewayBackend',
    { ...openai, policies: { auth: { key: 'x', passthrough: {} } } },
    ['failed-rule spec.policies.auth'],
  ],
  ['a policy', AGENTGATEWAY, 'AgentgatewayPolicy', policy({}, { backend: { mcp: allow } }), []],
  [
    'a policy of a kind that has none',
    AGENTGATEWAY,
    'AgentgatewayPolicy',
    policy({ kind: 'MCPBackend' }, { backend: { mcp: allow } }),
    ['unsupported-value spec.targetRefs[0].kind'],
  ],
  [
    'a policy with the group of another kind',
    AGENTGATEWAY,
    'AgentgatewayPolicy',
    policy({ kind: 'HTTPRoute' }, { traffic: {} }),
    ['failed-rule spec.targetRefs[0]'],
  ],
  [
    'traffic of a backend',
    AGENTGATEWAY,
    'AgentgatewayPolicy',
    policy({}, { traffic: allow }),
    ['failed-rule spec'],
  ],
  [
    'an action that there is not',
    AGENTGATEWAY,
    'AgentgatewayPolicy',
    policy({}, { backend: { mcp: { authorization: { ...allow.authorization, action: 'Block' } } } }),
    ['unsupported-value spec.backend.mcp.authorization.action'],
  ],
  ['a Gateway', GATEWAY, 'Gateway', { gatewayClassName: 'agentgateway', listeners: [listener] }, []],
  [
    'a Gateway without listeners',
    GATEWAY,
    'Gateway',
    { gatewayClassName: 'agentgateway' },
    ['missing-field spec.listeners'],
  ],
  [
    'two listeners for the same',
    GATEWAY,
    'Gateway',
    { gatewayClassName: 'a', listeners: [listener, { ...listener, name: 'b' }] },
    ['failed-rule spec.listeners'],
  ],
  [
    'HTTPS without a certificate',
    GATEWAY,
    'Gateway',
    { gatewayClassName: 'a', listeners: [{ ...listener, protocol: 'HTTPS', tls: {} }] },
    ['failed-rule spec.listeners[0].tls'],
  ],
  ['an HTTPRoute', GATEWAY, 'HTTPRoute', { parentRefs: [{ name: 'g' }], rules: [{ backendRefs }] }, []],
  [
    'an old version',
    'gateway.networking.k8s.io/v1beta1',
    'HTTPRoute',
    { rules: [{ backendRefs, timeouts: { request: '1 h' } }] },
    ['bad-pattern spec.rules[0].timeouts.request'],
  ],
  [
    'a Service without a port',
    GATEWAY,
    'HTTPRoute',
    { rules: [{ backendRefs: [{ name: 'a' }] }] },
    ['failed-rule spec.rules[0].backendRefs[0]'],
  ],
  [
    'a path without its slash',
    GATEWAY,
    'HTTPRoute',
    { rules: [{ matches: [{ path: { value: 'mcp' } }] }] },
    ['failed-rule spec.rules[0].matches[0].path'],
  ],
  [
    'the path match of another API',
    GATEWAY,
    'HTTPRoute',
    { rules: [{ matches: [{ path: { type: 'Prefix', value: '/' } }] }] },
    ['unsupported-value spec.rules[0].matches[0].path.type'],
  ],
  [
    'a filter without what it does',
    GATEWAY,
    'HTTPRoute',
    { rules: [{ filters: [{ type: 'URLRewrite' }] }] },
    ['failed-rule spec.rules[0].filters[0]'],
  ],
  [
    'a ReferenceGrant',
    GATEWAY,
    'ReferenceGrant',
    { from: [{ group: 'a.b', kind: 'C', namespace: 'd' }], to: [{ group: '', kind: 'Service' }] },
    [],
  ],
  [
    'a ReferenceGrant for nobody',
    GATEWAY,
    'ReferenceGrant',
    { from: [], to: [{ group: '', kind: 'Service' }] },
    ['bad-length spec.from'],
  ],
])('%s', (_name, apiVersion, kind, spec, expected) => {
  it(expected.length === 0 ? 'is accepted' : 'is refused', async () => {
    expect(await faults(apiVersion, kind, spec)).toEqual(expected)
  })
})
