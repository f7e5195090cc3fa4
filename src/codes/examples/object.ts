/** Examples of what is wrong with one object. */
import type { Example } from '../entry.ts'

const backend = (mcp: string, name = 'filesystem'): string => `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata:
  name: ${name}
spec:
  mcp:
${mcp}`

const stdio = (rest: string): string => backend(`    stdio:\n${rest}`)
const remote = (rest: string): string => backend(`    static:\n${rest}`)

const RIGHT = stdio('      cmd: npx\n')

export const object = {
  'missing-kind': {
    wrong: RIGHT.replace('kind: MCPBackend\n', ''),
    right: RIGHT,
  },
  'unknown-kind': {
    wrong: RIGHT.replace('MCPBackend', 'McpBackend'),
    right: RIGHT,
  },
  'unserved-version': {
    wrong: RIGHT.replace('v1alpha1', 'v1'),
    right: RIGHT,
  },
  'unknown-field': {
    wrong: stdio('      command: npx\n'),
    right: RIGHT,
  },
  'missing-field': {
    wrong: stdio('      args: [-y, some-server@1.2.3]\n'),
    right: stdio('      cmd: npx\n      args: [-y, some-server@1.2.3]\n'),
  },
  'wrong-type': {
    wrong: stdio('      cmd: some-server\n      args: [--port, 8080]\n'),
    right: stdio('      cmd: some-server\n      args: [--port, "8080"]\n'),
  },
  'unsupported-value': {
    wrong: remote('      host: mcp.example.com\n      port: 443\n      protocol: http\n'),
    right: remote('      host: mcp.example.com\n      port: 443\n      protocol: StreamableHTTP\n'),
  },
  'bad-length': {
    wrong: stdio('      cmd: ""\n'),
    right: RIGHT,
  },
  'out-of-range': {
    wrong: remote('      host: mcp.example.com\n      port: 443000\n'),
    right: remote('      host: mcp.example.com\n      port: 443\n'),
  },
  'duplicate-item': {
    wrong: stdio(
      '      cmd: npx\n      env:\n      - {name: MODE, value: a}\n      - {name: MODE, value: b}\n',
    ),
    right: stdio('      cmd: npx\n      env:\n      - {name: MODE, value: b}\n'),
  },
  'bad-metadata': {
    wrong: RIGHT.replace('name: filesystem', 'name: FileSystem'),
    right: RIGHT,
  },
  'failed-rule': {
    wrong: stdio('      cmd: npx -y some-server@1.2.3\n'),
    right: stdio('      cmd: npx\n      args: [-y, some-server@1.2.3]\n'),
  },
} satisfies Record<string, Example>
