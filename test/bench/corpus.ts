/**
 * A folder of manifests such as an organization has it: teams with a namespace each, apps in folders of their own,
 * kinds mixed, references between them. The same number gives the same files, byte for byte.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

export interface ManifestFile {
  /** Below the folder. */
  readonly path: string
  readonly namespace: string
  readonly text: string
}

const APPS_OF_A_TEAM = 16
const SERVERS = [
  {
    package: '@modelcontextprotocol/server-filesystem',
    tools: ['read_text_file', 'write_file', 'list_directory', 'search_files'],
  },
  {
    package: '@modelcontextprotocol/server-memory',
    tools: ['read_graph', 'create_entities', 'search_nodes', 'open_nodes'],
  },
  {
    package: '@example/mcp-tickets',
    tools: ['get_ticket', 'create_ticket', 'list_tickets', 'search_tickets'],
  },
  { package: '@example/mcp-wiki', tools: ['get_page', 'edit_page', 'list_pages', 'search_pages'] },
] as const
const PROVIDERS = ['openai', 'anthropic', 'gemini']

const pick = <T>(from: readonly T[], i: number): T => from[i % from.length]!

interface App {
  readonly i: number
  readonly name: string
  readonly team: string
}

const labels = ({ name, team }: App, component: string): string => `  labels:
    app.kubernetes.io/name: ${name}
    app.kubernetes.io/component: ${component}
    app.kubernetes.io/part-of: ${team}
    app.kubernetes.io/managed-by: flux`

const head = (apiVersion: string, kind: string, name: string, app: App, component: string): string =>
  `apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: ${name}
  namespace: ${app.team}
${labels(app, component)}
`

const stdioBackend = (app: App): string => {
  const server = pick(SERVERS, app.i)
  const [read, write, list, search] = server.tools
  return `# ${app.name}: tools of team ${app.team}.
${head('agentgateway.dev/v1alpha1', 'MCPBackend', `${app.name}-tools`, app, 'tools')}\
  annotations:
    owner: "${app.team}@example.com"
spec:
  mcp:
    stdio:
      cmd: npx
      args:
        - "${server.package}@2026.8.31"
        - /srv/${app.name}
      env:
        - name: LOG_LEVEL
          value: ${pick(['info', 'debug', 'warn'], app.i)}
        - name: API_TOKEN
          valueFrom:
            secretKeyRef: {name: ${app.name}-credentials, key: token}
    policies:
      tools:
        allow:
          - ${read}
          - ${list}
          - ${search}
        deny: [${write}]
  deployment:
    image: ghcr.io/example/${app.name}:1.${app.i % 30}.0
    resources:
      requests: {cpu: 100m, memory: 128Mi}
      limits:
        cpu: "1"
        memory: 512Mi
`
}

const staticBackend = (app: App): string =>
  `${head('agentgateway.dev/v1alpha1', 'MCPBackend', `${app.name}-remote`, app, 'remote')}\
spec:
  mcp:
    static:
      backendRef:
        name: ${app.name}
      port: 8080
      path: /mcp
      protocol: StreamableHTTP
    policies:
      auth:
        secretRef:
          name: ${app.name}-credentials
`

const aiRoute = (app: App): string =>
  `${head('agentgateway.dev/v1alpha1', 'AIRoute', app.name, app, 'route')}\
spec:
  parentRefs:
    - name: gateway
      namespace: ${app.team}
  hostnames:
    - ${app.name}.${app.team}.example.com
  rules:
    - matches:
        - path: {type: PathPrefix, value: /mcp/${app.name}/tools}
      backendRefs:
        - group: agentgateway.dev
          kind: MCPBackend
          name: ${app.name}-tools
    - matches:
        - path:
            type: PathPrefix
            value: /mcp/${app.name}/remote
          headers:
            - name: x-tenant
              value: ${app.team}
      backendRefs:
        - group: agentgateway.dev
          kind: MCPBackend
          name: ${app.name}-remote
          weight: 90
        - group: agentgateway.dev
          kind: MCPBackend
          name: ${app.name}-tools
          weight: 10
      timeouts:
        request: 30s
`

const llmBackend = (app: App): string =>
  `${head('agentgateway.dev/v1alpha1', 'AgentgatewayBackend', `${app.name}-llm`, app, 'model')}\
spec:
  ai:
    provider:
      ${pick(PROVIDERS, app.i)}:
        model: model-${app.i % 9}
  policies:
    auth:
      secretRef:
        name: ${app.name}-credentials
    http:
      requestTimeout: 120s
`

const policy = (app: App): string =>
  `${head('agentgateway.dev/v1alpha1', 'AgentgatewayPolicy', `${app.name}-access`, app, 'access')}\
spec:
  targetRefs:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      name: ${app.name}
  traffic:
    timeouts:
      request: 90s
    authorization:
      action: Allow
      policy:
        matchExpressions:
          - 'jwt.sub == "${app.name}" && request.method in ["GET", "POST"]'
          - request.headers["x-team"] == "${app.team}"
`

const httpRoute = (app: App): string =>
  `${head('gateway.networking.k8s.io/v1', 'HTTPRoute', app.name, app, 'route')}\
spec:
  parentRefs:
    - name: gateway
      sectionName: http
  hostnames: ["${app.name}.${app.team}.example.com"]
  rules:
    - matches:
        - path:
            type: PathPrefix
            value: /v1/${app.name}
          method: POST
      filters:
        - type: RequestHeaderModifier
          requestHeaderModifier:
            set:
              - {name: x-app, value: ${app.name}}
      backendRefs:
        - group: agentgateway.dev
          kind: AgentgatewayBackend
          name: ${app.name}-llm
    - matches:
        - path: {type: Exact, value: /healthz/${app.name}}
      backendRefs:
        - name: ${app.name}
          port: 8080
`

const service = (app: App): string => `${head('v1', 'Service', app.name, app, 'server')}\
spec:
  selector:
    app.kubernetes.io/name: ${app.name}
  ports:
    - name: mcp
      port: 8080
      targetPort: 8080
      protocol: TCP
      appProtocol: agentgateway.dev/mcp
`

const secret = (app: App): string => `${head('v1', 'Secret', `${app.name}-credentials`, app, 'credentials')}\
type: Opaque
data:
  token: cGxhY2Vob2xkZXI=
  Authorization: cGxhY2Vob2xkZXI=
`

const gateway = (app: App): string =>
  `${head('gateway.networking.k8s.io/v1', 'Gateway', 'gateway', app, 'gateway')}\
spec:
  gatewayClassName: agentgateway
  listeners:
    - name: http
      protocol: HTTP
      port: 8080
      hostname: "*.${app.team}.example.com"
      allowedRoutes:
        namespaces:
          from: Same
`

const grant = (app: App): string =>
  `${head('gateway.networking.k8s.io/v1beta1', 'ReferenceGrant', 'from-shared', app, 'grant')}\
spec:
  from:
    - group: gateway.networking.k8s.io
      kind: HTTPRoute
      namespace: shared
  to:
    - group: ""
      kind: Service
`

const OF_A_TEAM: Readonly<Record<string, (app: App) => string>> = {
  'gateway.yaml': gateway,
  'reference-grant.yaml': grant,
}

const OF_AN_APP: Readonly<Record<string, (app: App) => string>> = {
  'tools.yaml': stdioBackend,
  'remote.yaml': staticBackend,
  'llm.yaml': llmBackend,
  'mcp-route.yaml': aiRoute,
  'http-route.yaml': httpRoute,
  'access.yaml': policy,
  'service.yaml': service,
  'secret.yaml': secret,
}

/** Whole apps first to last; the last one may lack files, so that the rules find what is missing. */
export function* corpus(files: number): Generator<ManifestFile> {
  let made = 0
  for (let i = 0; ; i++) {
    const number = String(Math.floor(i / APPS_OF_A_TEAM)).padStart(3, '0')
    const app = { i, team: `team-${number}`, name: `app-${String(i).padStart(4, '0')}` }
    const folder = `teams/${app.team}`
    const groups = [
      ...(i % APPS_OF_A_TEAM === 0 ? [{ folder, kinds: OF_A_TEAM }] : []),
      { folder: `${folder}/${app.name}`, kinds: OF_AN_APP },
    ]
    for (const { folder: inside, kinds } of groups)
      for (const [name, text] of Object.entries(kinds)) {
        if (made++ === files) return
        yield { path: `${inside}/${name}`, namespace: app.team, text: text(app) }
      }
  }
}

/** Writes the files into the folder, and gives their namespaces. */
export const writeCorpus = (folder: string, files: number): string[] => {
  const namespaces = new Set<string>()
  for (const { path, namespace, text } of corpus(files)) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    namespaces.add(namespace)
  }
  return [...namespaces]
}
