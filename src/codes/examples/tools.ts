/** Examples of what MCP servers are started with, and of who may use which of their tools. */
import type { Example } from '../entry.ts'

const server = (stdio: string, policies = ''): string => `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata:
  name: files
  namespace: tools
spec:
  mcp:
    stdio:
${stdio}${policies}`

const OWN = '      cmd: file-server\n'
const CATALOG = `      cmd: npx
      args: ["@modelcontextprotocol/server-filesystem@2026.8.31", /data]
`

const authorized = (action: string, ...expressions: readonly string[]): string =>
  server(
    OWN,
    `    policies:
      authorization:
        action: ${action}
        policy:
          matchExpressions:
${expressions.map((expression) => `          - '${expression}'\n`).join('')}`,
  )

const listed = (lists: string, stdio = OWN): string =>
  server(stdio, `    policies:\n      tools: {${lists}}\n`)

const env = (variable: string): string => server(`${OWN}      env:\n      - ${variable}\n`)

const SECRET = `---
apiVersion: v1
kind: Secret
metadata:
  name: github
  namespace: tools
`

const ONLY_READING = '!has(mcp.tool) || mcp.tool.name == "read_file"'

export const tools = {
  'bad-expression': {
    wrong: authorized('Require', 'mcp.tool.name = "read_file"'),
    right: authorized('Require', ONLY_READING),
  },
  'late-variable': {
    wrong: authorized('Require', 'mcp.tool.arguments.path.startsWith("/data")'),
    right: authorized('Require', ONLY_READING),
  },
  'unknown-variable': {
    wrong: authorized('Deny', 'mcp.tools.name == "write_file"'),
    right: authorized('Deny', 'mcp.tool.name == "write_file"'),
  },
  'or-not-and': {
    wrong: authorized('Deny', 'mcp.tool.name != "read_file"', 'mcp.tool.name != "list_directory"'),
    right: authorized('Deny', 'mcp.tool.name != "read_file" && mcp.tool.name != "list_directory"'),
  },
  'tools-only-allow': {
    wrong: authorized('Allow', 'mcp.tool.name == "read_file"'),
    right: authorized('Allow', 'mcp.tool.name == "read_file"', 'has(mcp.prompt)', 'has(mcp.resource)'),
  },
  'unknown-tool': {
    wrong: listed('allow: [read_fil]', CATALOG),
    right: listed('allow: [read_file]', CATALOG),
  },
  'allow-deny-conflict': {
    wrong: listed('allow: [read_file, write_file], deny: ["write_*"]'),
    right: listed('allow: [read_file], deny: ["write_*"]'),
  },
  'unescaped-dollar': {
    wrong: env('{name: GREETING, value: "for $USD only"}'),
    right: env('{name: GREETING, value: "for $$USD only"}'),
  },
  'unpinned-package': {
    wrong: server(CATALOG.replace('@2026.8.31', '')),
    right: server(CATALOG),
  },
  'exposed-credential': {
    wrong: env('{name: GITHUB_TOKEN, value: abcdef123456}'),
    right: `${env('{name: GITHUB_TOKEN, valueFrom: {secretKeyRef: {name: github, key: token}}}')}${SECRET}`,
  },
} satisfies Record<string, Example>
