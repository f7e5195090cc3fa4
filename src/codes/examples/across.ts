/** Examples of what only several objects together show, and of suppressing it. */
import type { Example } from '../entry.ts'

const GATEWAY = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata:
  name: edge
  namespace: tools
spec:
  gatewayClassName: agentgateway
  listeners:
  - name: http
    port: 80
    protocol: HTTP
`

const backend = (name: string, namespace = 'tools'): string => `---
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  mcp:
    stdio: {cmd: npx}
`

/** Its rule leads to one backend. */
const route = (
  ref: string,
  { parent = 'name: edge', head = '', match = '', name = 'files' } = {},
): string => `---
apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata:
  name: ${name}
  namespace: tools
${head}spec:
  parentRefs: [{${parent}}]
${match}  rules:
  - backendRefs:
    - ${ref}
`

const MCP = '{group: agentgateway.dev, kind: MCPBackend, name: filesystem}'
const ROUTE = route(MCP)
const WHOLE = `${GATEWAY}${backend('filesystem')}${ROUTE}`

const policy = (targets: string): string => `---
apiVersion: agentgateway.dev/v1alpha1
kind: AgentgatewayPolicy
metadata:
  name: only-reading
  namespace: tools
spec:
  targetRefs:
${targets}  traffic:
    timeouts: {request: 10s}
`

const server = (port: number, service = 'mcp'): string => `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata:
  name: search
  namespace: tools
spec:
  mcp:
    static:
      backendRef: {name: ${service}}
      port: ${port}
---
apiVersion: v1
kind: Service
metadata:
  name: mcp
  namespace: tools
spec:
  ports: [{port: 8080}]
`

const annotated = (text: string): string =>
  WHOLE.replace(
    ROUTE,
    route(MCP.replace('filesystem', 'elsewhere'), {
      head: `  annotations:\n    agentgw.dev/suppress: "${text}"\n`,
    }),
  )

const timeout = (request: string): string => `${WHOLE}    timeouts: {request: ${request}}\n`

const grant = `---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata:
  name: routes
  namespace: shared
spec:
  from: [{group: agentgateway.dev, kind: AIRoute, namespace: tools}]
  to: [{group: agentgateway.dev, kind: MCPBackend}]
`

const ELSEWHERE = `${GATEWAY}${backend('filesystem', 'shared')}${route(MCP.replace('}', ', namespace: shared}'))}`

/** Reads one variable of its environment from a Secret or ConfigMap, which stands beside it. */
const reading = (ref: string, kind: 'Secret' | 'ConfigMap'): string => `${backend('search')
  .slice(4)
  .replace(
    'stdio: {cmd: npx}',
    `stdio:
      cmd: npx
      env:
      - name: ${kind === 'Secret' ? 'API_TOKEN' : 'LOG_LEVEL'}
        valueFrom: {${ref}}`,
  )}---
apiVersion: v1
kind: ${kind}
metadata:
  name: search
  namespace: tools
`

const claim = (path: string): string =>
  `${WHOLE.replace('  - backendRefs:', '  - matches: [{path: {type: PathPrefix, value: /mcp}}]\n    backendRefs:')}${route(MCP, { name: 'more' }).replace('  - backendRefs:', `  - matches: [{path: {type: PathPrefix, value: ${path}}}]\n    backendRefs:`)}`

const OTHER_NAMESPACE = WHOLE.replace('namespace: tools', 'namespace: gateways').replace(
  '{name: edge}',
  '{name: edge, namespace: gateways}',
)

export const across = {
  'bad-pattern': { wrong: timeout('10 seconds'), right: timeout('10s') },
  'duplicate-resource': {
    wrong: `${backend('filesystem')}${backend('filesystem')}`.slice(4),
    right: `${backend('filesystem')}${backend('memory')}`.slice(4),
  },
  'missing-backend': {
    wrong: WHOLE.replace('MCPBackend, name: filesystem', 'MCPBackend, name: filesytem'),
    right: WHOLE,
  },
  'wrong-backend-kind': {
    wrong: WHOLE.replace(MCP, '{kind: MCPBackend, name: filesystem}'),
    right: WHOLE,
  },
  'missing-gateway': {
    wrong: WHOLE.replace('{name: edge}', '{name: egde}'),
    right: WHOLE,
  },
  'unknown-listener': {
    wrong: WHOLE.replace('{name: edge}', '{name: edge, sectionName: https}'),
    right: WHOLE.replace('{name: edge}', '{name: edge, sectionName: http}'),
  },
  'hostname-mismatch': {
    wrong: WHOLE.replace(
      '    protocol: HTTP\n',
      '    protocol: HTTP\n    hostname: "*.example.com"\n',
    ).replace('  rules:', '  hostnames: [example.com]\n  rules:'),
    right: WHOLE.replace(
      '    protocol: HTTP\n',
      '    protocol: HTTP\n    hostname: "*.example.com"\n',
    ).replace('  rules:', '  hostnames: [mcp.example.com]\n  rules:'),
  },
  'missing-port': { wrong: server(80), right: server(8080) },
  'missing-service': { wrong: server(8080, 'mpc'), right: server(8080) },
  'unused-suppression': {
    wrong: annotated('missing-backend: another team brings it').replace('elsewhere', 'filesystem'),
    right: WHOLE,
  },
  'bad-suppression': {
    wrong: annotated('missing-backend'),
    right: annotated('missing-backend: another team brings it'),
  },
  'missing-policy-target': {
    wrong: `${WHOLE}${policy('  - {group: gateway.networking.k8s.io, kind: Gateway, name: egde}\n')}`,
    right: `${WHOLE}${policy('  - {group: gateway.networking.k8s.io, kind: Gateway, name: edge}\n')}`,
  },
  'missing-grant': { wrong: ELSEWHERE, right: `${ELSEWHERE}${grant}` },
  'missing-secret': {
    wrong: reading('secretKeyRef: {name: serach, key: token}', 'Secret'),
    right: reading('secretKeyRef: {name: search, key: token}', 'Secret'),
  },
  'missing-configmap': {
    wrong: reading('configMapKeyRef: {name: serach, key: level}', 'ConfigMap'),
    right: reading('configMapKeyRef: {name: search, key: level}', 'ConfigMap'),
  },
  'route-conflict': { wrong: claim('/mcp'), right: claim('/mcp/more') },
  'route-not-allowed': {
    wrong: OTHER_NAMESPACE,
    right: OTHER_NAMESPACE.replace(
      '    protocol: HTTP\n',
      '    protocol: HTTP\n    allowedRoutes: {namespaces: {from: All}}\n',
    ),
  },
} satisfies Record<string, Example>
