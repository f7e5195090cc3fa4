/** `apply` and `diff` where there is no cluster to speak of: the code, the way on, and nothing left behind. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { runCli } from './run.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-apply-'))
  mkdirSync(join(root, 'manifests'))
  writeFileSync(join(root, 'agentgw.yaml'), 'name: lab\n')
  write('files', '')
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

const write = (name: string, more: string): void => {
  writeFileSync(
    join(root, 'manifests', `${name}.yaml`),
    `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: ${name}${more}}
spec: {mcp: {stdio: {cmd: npx}}}
`,
  )
}

const run = (args: readonly string[], env: NodeJS.ProcessEnv = {}) => runCli(args, { cwd: root, env })

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => {
        resolve(port)
      })
    })
  })

describe.each(['apply', 'diff'])('%s', (verb) => {
  it('without a kubeconfig', async () => {
    const { code, stdout, stderr } = await run([verb])
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/^error: .*\[no-kubeconfig\]\nhint: .+\n$/)
  })

  it('with a server that is not there', async () => {
    const kubeconfig = join(root, 'kubeconfig')
    const named = { name: 'x', cluster: { server: `http://127.0.0.1:${await freePort()}` } }
    const context = { name: 'x', context: { cluster: 'x', user: 'x' } }
    const config = { clusters: [named], contexts: [context], users: [{ name: 'x' }], 'current-context': 'x' }
    writeFileSync(kubeconfig, JSON.stringify({ apiVersion: 'v1', kind: 'Config', ...config }))
    const { code, stdout, stderr } = await run([verb], { KUBECONFIG: kubeconfig })
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toMatch(/^error: .*\[cluster-unreachable\]\nhint: .+\n$/)
  })

  it('with an object of another namespace than the one named', async () => {
    write('other', ', namespace: theirs')
    const { code, stderr } = await run([verb, '-n', 'mine'])
    expect(code).toBe(2)
    expect(stderr).toMatch(/mcpbackend\/other .*theirs.*mine \[usage\]/)
  })

  it('without a folder', async () => {
    rmSync(join(root, 'manifests'), { recursive: true })
    const { code, stderr } = await run([verb])
    expect(code).toBe(3)
    expect(stderr).toMatch(/\[no-folder\]\nhint: .+\n$/)
  })

  it('with a word that it does not take', async () => {
    const { code, stderr } = await run([verb, 'manifests/'])
    expect(code).toBe(2)
    expect(stderr).toContain('[usage]')
  })
})

it('apply says what is invalid before it asks for a cluster', async () => {
  write('bad', ', labels: {a: [b]}')
  const { code, stdout, stderr } = await run(['apply'])
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toMatch(/^manifests\/bad\.yaml:3:\d+: error: .*\n[^]*\[invalid-manifests\]\n/)
})

it('an object without a name of its own can not be applied', async () => {
  writeFileSync(
    join(root, 'manifests/c.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {generateName: c-}\n',
  )
  const { code, stderr } = await run(['apply'])
  expect(code).toBe(3)
  expect(stderr).toContain('c.yaml:3:')
  expect(stderr).toContain('[bad-metadata]')
})

it('a name that is given, and is a number, is of the wrong type', async () => {
  writeFileSync(join(root, 'manifests/c.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 5}\n')
  const { code, stderr } = await run(['apply'])
  expect(code).toBe(3)
  expect(stderr).toMatch(/c\.yaml:3:18: error: .*\[wrong-type\]\n {2}hint: .*quotes/)
})

it('what only looks wrong counts as --fail-on says', async () => {
  writeFileSync(
    join(root, 'manifests/r.yaml'),
    `apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata: {name: r}
spec:
  parentRefs: [{name: g}]
  rules: [{backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: nowhere}]}]
`,
  )
  const code = async (...args: string[]): Promise<string | undefined> =>
    /^error: .*\[(.*)\]/m.exec((await run(['apply', ...args])).stderr)?.[1]
  expect(await code('--fail-on', 'warning')).toBe('invalid-manifests')
  expect(await code()).toBe('no-kubeconfig')
  writeFileSync(join(root, 'manifests/twice.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n')
  writeFileSync(join(root, 'manifests/twice2.yaml'), 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n')
  expect(await code()).toBe('invalid-manifests')
  expect(await code('--fail-on', 'never')).toBe('no-kubeconfig')
  expect(readdirSync(root).sort()).toEqual(['agentgw.yaml', 'manifests'])
})

it.each([
  ['--wait', '--dry-run'],
  ['--wait', '--dry-run=server'],
  ['--timeout', '1m'],
  ['--wait', '--timeout', 'soon'],
  ['--wait', '--timeout=-'],
])('apply %s %s is wrong usage', async (...args) => {
  const { code, stdout, stderr } = await run(['apply', ...args])
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain('[usage]')
})

it.each(['10s', '1m30s', '90', '0', '-1s'])('apply --wait takes --timeout=%s', async (time) => {
  expect((await run(['apply', '--wait', `--timeout=${time}`])).stderr).toContain('[no-kubeconfig]')
})
