/** What `diff` shows, in each of its forms, of one drifted object, one that is missing and one that is to go. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { BIN, cleanEnv, ROOT, runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { exec, type ExecResult } from '../setup/exec.ts'

const NAMESPACE = 'agentgateway-system'

let plane: ControlPlane
let root: string

const backend = (name: string, cmd: string, ...args: string[]): string =>
  `---\napiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: ${name}}\nspec: {mcp: {stdio: {cmd: ${cmd}, args: ${JSON.stringify(args)}}}}\n`
const write = (name: string, text: string): void => {
  writeFileSync(join(root, name), text)
}
const git = async (...args: string[]): Promise<void> => {
  const { code, stderr } = await exec('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
    cwd: root,
  })
  if (code !== 0) throw new Error(stderr)
}
const diff = (args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<ExecResult> =>
  runCli(['diff', ...args], { cwd: root, env: { KUBECONFIG: plane.kubeconfig, TMPDIR: root, ...env } })
/** A program of its own that keeps what it was given. */
const program = (name: string, text: string): string => {
  writeFileSync(join(root, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  return join(root, name)
}

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
  root = mkdtempSync(join(tmpdir(), 'agentgw-diff-'))
  mkdirSync(join(root, 'manifests'))
  write('agentgw.yaml', 'name: lab\n')
  write(
    'manifests/a.yaml',
    backend('edited', 'npx', 'one', '--token=s3cr3t-value-1') + backend('gone', 'npx'),
  )
  await git('init', '-q')
  await git('add', '.')
  await git('commit', '-qm', 'one')
  await git('tag', 'v1')
  const { code, stderr } = await runCli(['apply'], { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })
  if (code !== 0) throw new Error(stderr)
  const patch = { spec: { mcp: { stdio: { cmd: 'uvx' } } } }
  const edit = ['patch', 'mcpbackend', 'edited', '-n', NAMESPACE, '--type=merge', '-p', JSON.stringify(patch)]
  await plane.kubectl([...edit, '--field-manager=kubectl-edit'])
  write('manifests/a.yaml', backend('edited', 'npx', 'two', '--token=s3cr3t-value-2') + backend('new', 'npx'))
})
afterAll(async () => {
  await plane.stop()
  rmSync(root, { recursive: true, force: true })
})

it('-o fields: a line for each field, with who changed it in the cluster', async () => {
  const { code, stdout } = await diff(['-o', 'fields', '--prune'])
  expect(code).toBe(1)
  expect(stdout).toBe(`\
mcpbackend/edited -n ${NAMESPACE}: drifted
  ~ spec.mcp.stdio.args[0]: "one" → "two"
  ~ spec.mcp.stdio.args[1]: "--token=***" → "--token=***"
  ~ spec.mcp.stdio.cmd: "uvx" → "npx"   (changed in the cluster by kubectl-edit)
mcpbackend/new -n ${NAMESPACE}: only in the folder
  + the whole object
mcpbackend/gone -n ${NAMESPACE}: only in the cluster
  - the whole object
`)
})

describe('colours', () => {
  it.each([
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{}, false],
  ])('%j, and no terminal: %s', async (env, coloured) => {
    const { code, stdout } = await diff([], env)
    expect(code).toBe(1)
    expect(stdout.includes('\u001b[31m-')).toBe(coloured)
  })
})

describe('KUBECTL_EXTERNAL_DIFF', () => {
  it('is given what diff itself would compare, and leaves nothing behind', async () => {
    const kept = join(root, 'kept')
    mkdirSync(kept)
    const keep = program(
      'keep.sh',
      `while [ $# -gt 2 ]; do echo "$1"; shift; done; cp -r "$1" ${kept}/live; cp -r "$2" ${kept}/merged; exit 1`,
    )
    // As with kubectl, what has a meaning to a shell is not passed on.
    const command = `${keep} -N --unified=3 $HOME /tmp ;rm`
    const { code, stdout } = await diff(['--prune'], { KUBECTL_EXTERNAL_DIFF: command })
    expect({ code, stdout }).toEqual({ code: 1, stdout: '-N\n--unified=3\n' })
    const name = (object: string): string => `agentgateway.dev.v1alpha1.MCPBackend.${NAMESPACE}.${object}`
    expect(readdirSync(join(kept, 'live')).sort()).toEqual(['edited', 'gone', 'new'].map(name))
    expect(readdirSync(join(kept, 'merged')).sort()).toEqual(['edited', 'gone', 'new'].map(name))
    const read = (side: string, object: string): string =>
      readFileSync(join(kept, side, name(object)), 'utf8')
    expect(read('live', 'new') + read('merged', 'gone')).toBe('')
    expect(read('live', 'edited')).toContain('cmd: uvx')
    expect(read('merged', 'edited')).toContain('cmd: npx')
    expect(read('live', 'edited') + read('merged', 'edited')).not.toContain('s3cr3t')
    expect(readdirSync(root).filter((entry) => /^(LIVE|MERGED)-/.test(entry))).toEqual([])
  })

  it('runs a real diff', async () => {
    const { code, stdout } = await diff([], { KUBECTL_EXTERNAL_DIFF: 'diff -u -N' })
    expect(code).toBe(1)
    expect(stdout).toMatch(/^\+\+\+ .*\/MERGED-\w+\/agentgateway\.dev\.v1alpha1\.MCPBackend\..*\.edited\t/m)
    expect(stdout).toMatch(/^-\s+cmd: uvx\n\+.*\n\+\s+cmd: npx$/m)
  })

  it.each([
    ['exit 2', 3],
    ['kill -9 $$', 3],
    ['exit 1', 1],
    // Differences are differences, whatever the program makes of them.
    ['exit 0', 1],
  ])('%s: exit code %i', async (text, exit) => {
    const command = program('program.sh', text)
    const { code, stderr } = await diff([], { KUBECTL_EXTERNAL_DIFF: command })
    expect(code).toBe(exit)
    expect(stderr.includes('[diff-program-failed]')).toBe(exit === 3)
    expect(stderr).not.toContain('    at ')
  })

  it('is told where it is not there, and not asked for other forms', async () => {
    const missing = { KUBECTL_EXTERNAL_DIFF: 'nosuchprogram' }
    const { code, stderr } = await diff([], missing)
    expect(code).toBe(3)
    expect(stderr).toMatch(
      /^error: KUBECTL_EXTERNAL_DIFF .*"nosuchprogram".*\[diff-program-failed\]\nhint: /m,
    )
    expect(stderr).not.toContain('ENOENT')
    expect((await diff(['-o', 'json'], missing)).code).toBe(1)
    expect((await diff(['-o', 'fields'], missing)).code).toBe(1)
  })

  it('leaves nothing behind where it is cut off', async () => {
    const command = program('wait.sh', `echo $$ > ${root}/pid; exec sleep 60`)
    const { KUBECONFIG, TMPDIR } = { KUBECONFIG: plane.kubeconfig, TMPDIR: root }
    const child = spawn(process.execPath, [BIN, 'diff'], {
      cwd: root,
      env: { ...cleanEnv(), KUBECONFIG, TMPDIR, KUBECTL_EXTERNAL_DIFF: command },
      stdio: 'ignore',
    })
    const left = (): string[] => readdirSync(root).filter((entry) => /^(LIVE|MERGED)-/.test(entry))
    const pid = await vi.waitFor(() => {
      const text = readFileSync(join(root, 'pid'), 'utf8').trim()
      expect(text).toMatch(/^\d+$/)
      return Number(text)
    }, 20_000)
    expect(left()).toHaveLength(2)
    child.kill('SIGINT')
    const [code] = (await once(child, 'exit')) as [number]
    expect(code).toBe(130)
    expect(left()).toEqual([])
    await vi.waitFor(() => {
      expect(() => process.kill(pid, 0)).toThrow()
    }, 10_000)
  })
})

describe('--rev', () => {
  it('compares with the folder of a commit, whatever lies there now', async () => {
    const { code, stdout, stderr } = await diff(['--rev', 'v1', '-o', 'fields', '--prune'])
    expect(code).toBe(1)
    expect(stdout).toBe(`\
mcpbackend/edited -n ${NAMESPACE}: drifted
  ~ spec.mcp.stdio.cmd: "uvx" → "npx"   (changed in the cluster by kubectl-edit)
`)
    expect(stderr).toMatch(/^compared with the folder as of [0-9a-f]{12}$/m)
    expect(existsSync(join(root, 'manifests/a.yaml'))).toBe(true)
    expect(readFileSync(join(root, 'manifests/a.yaml'), 'utf8')).toContain('two')
  })

  it('exit codes', async () => {
    expect((await diff(['--rev', 'nosuchcommit'])).code).toBe(2)
    expect((await diff(['--rev', 'v1', '-o', 'json'])).code).toBe(1)
    await plane.kubectl([
      'patch',
      'mcpbackend',
      'edited',
      '-n',
      NAMESPACE,
      '--type=merge',
      '-p',
      '{"spec":{"mcp":{"stdio":{"cmd":"npx"}}}}',
    ])
    for (const format of ['text', 'fields', 'json'])
      expect((await diff(['--rev', 'v1', '-o', format])).code, format).toBe(0)
  })
})
