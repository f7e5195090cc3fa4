/** What a person waits for before anything happens: start-up of `--help` and of `validate` on one file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIN, cleanEnv } from '../cli/environment.ts'
import { provision } from '../controlplane/provision.ts'
import type { Benchmark } from './frame.ts'

const MANIFEST = `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: filesystem, namespace: agentgateway-system}
spec:
  mcp:
    stdio:
      cmd: npx
      args: ["@modelcontextprotocol/server-filesystem@2026.8.31", "/srv/files"]
`

export default async (): Promise<Benchmark> => {
  const { kubectl } = await provision()
  const cwd = mkdtempSync(join(tmpdir(), 'agentgw-bench-'))
  writeFileSync(join(cwd, 'filesystem.yaml'), MANIFEST)
  const here = { cwd, env: cleanEnv() }
  const node = { ...here, command: process.execPath }
  return {
    title: 'start-up',
    rounds: 15,
    candidates: [
      { ...node, name: 'node -e 0', args: ['-e', '0'] },
      { ...here, name: 'kubectl version --client', command: kubectl, args: ['version', '--client'] },
      { ...node, name: '--help', args: [BIN, '--help'] },
      { ...node, name: 'validate, one file', args: [BIN, 'validate', 'filesystem.yaml'] },
    ],
    peers: ['node -e 0', 'kubectl version --client'],
    targets: [{ candidate: 'validate, one file', against: 'node -e 0', max: 3.5 }],
    close: () => {
      rmSync(cwd, { recursive: true, force: true })
      return Promise.resolve()
    },
  }
}
