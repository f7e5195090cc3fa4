/** Examples of what goes wrong while files are read. */
import type { Example } from '../entry.ts'

const backend = (rest: string): string => `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata:
  name: filesystem
${rest}`

const RIGHT = backend(`spec:
  mcp:
    stdio:
      cmd: npx
`)

export const reading = {
  'yaml-syntax': {
    wrong: backend('spec: {mcp: {stdio: {cmd: npx}}\n'),
    right: backend('spec: {mcp: {stdio: {cmd: npx}}}\n'),
  },
  'yaml-tab': {
    wrong: backend('spec:\n\tmcp:\n\t\tstdio: {cmd: npx}\n'),
    right: backend('spec:\n  mcp:\n    stdio: {cmd: npx}\n'),
  },
  'yaml-alias': {
    wrong: backend('spec:\n  mcp:\n    stdio:\n      cmd: npx\n      args: *common\n'),
    right: backend('spec:\n  mcp:\n    stdio:\n      cmd: npx\n      args: [-y, some-server@1.2.3]\n'),
  },
  'yaml-value': {
    wrong: backend('spec:\n  mcp:\n    stdio:\n      cmd: some-server\n      args: [--limit, .inf]\n'),
    right: backend('spec:\n  mcp:\n    stdio:\n      cmd: some-server\n      args: [--limit, ".inf"]\n'),
  },
  'duplicate-key': {
    wrong: `${RIGHT}      cmd: uvx\n`,
    right: RIGHT,
  },
  'not-an-object': {
    wrong: `- ${RIGHT.trimEnd().replaceAll('\n', '\n  ')}\n`,
    right: RIGHT,
  },
  'hidden-document': {
    wrong: `${RIGHT}...\n${RIGHT.replace('filesystem', 'memory')}`,
    right: `${RIGHT}---\n${RIGHT.replace('filesystem', 'memory')}`,
  },
} satisfies Record<string, Example>
