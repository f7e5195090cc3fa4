/** Small objects of kinds whose rules random choices seldom meet, to grow others from. */

const target = (group: string, kind: string) => [{ group, kind, name: 'a' }]
const gateway = target('gateway.networking.k8s.io', 'Gateway')
const route = target('gateway.networking.k8s.io', 'HTTPRoute')
const backend = target('agentgateway.dev', 'AgentgatewayBackend')
const authorization = { policy: { matchExpressions: ['mcp.tool.name == "read"'] } }

export const SEEDS: Readonly<Record<string, readonly object[]>> = {
  AgentgatewayPolicy: [
    {
      spec: {
        targetRefs: backend,
        backend: { mcp: { authorization: { action: 'Deny', ...authorization } } },
      },
    },
    { spec: { targetRefs: gateway, frontend: { http: { maxBufferSize: 4096 } } } },
    { spec: { targetRefs: route, traffic: { authorization } } },
    { spec: { targetRefs: gateway, traffic: { timeouts: { request: '5s' } } } },
    { spec: { targetRefs: route, backend: { http: { requestTimeout: '5s' } } } },
  ],
}
