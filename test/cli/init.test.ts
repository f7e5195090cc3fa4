import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExecResult } from '../setup/exec.ts'
import { golden, runCli } from './run.ts'
import { tree } from './tree.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-init-'))
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

const init = (...args: string[]): Promise<ExecResult> => runCli(['init', ...args], { cwd: base })
const put = (path: string, text: string): void => {
  mkdirSync(join(base, path, '..'), { recursive: true })
  writeFileSync(join(base, path), text)
}

it('makes settings, a Gateway, an example and a line for .gitignore', async () => {
  const { code, stdout } = await init('tools')
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  const files = tree(join(base, 'tools'))
  golden(
    'init.txt',
    Object.entries(files)
      .map(([path, text]) => `==> ${path}\n${text}`)
      .join('\n'),
  )
})

it('names nothing but the Gateway and agentgw.yaml so that it could be applied', async () => {
  await init('tools')
  const manifests = Object.keys(tree(join(base, 'tools'))).filter((path) => /\.(ya?ml|json)$/.test(path))
  expect(manifests).toEqual(['agentgw.yaml', 'manifests/gateway.yaml'])
})

it('takes name, Gateway and namespace, and lets routes of both namespaces attach', async () => {
  expect(await init('--name', 'true', '--gateway', 'infra/public', '-n', 'team-a')).toMatchObject({ code: 0 })
  const { 'agentgw.yaml': settings = '', 'manifests/gateway.yaml': gateway = '' } = tree(base)
  expect(settings).toMatch(/^name: "true"$/m)
  expect(settings).toMatch(/^gateway: infra\/public$/m)
  expect(settings).toMatch(/^namespace: team-a$/m)
  expect(gateway).toMatch(/name: public\n {2}namespace: infra\n/)
  expect(gateway).toContain('values: [infra, team-a]')
  // What was written is what is read: nothing contradicts.
  expect(await init('--name', 'true', '--gateway', 'infra/public', '-n', 'team-a')).toMatchObject({ code: 0 })
})

it('done twice changes nothing, and says so', async () => {
  await init()
  const before = tree(base)
  const { code, stdout, stderr } = await init()
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
  expect(stderr).toContain('unchanged')
  expect(tree(base)).toEqual(before)
})

it('a dry run writes nothing', async () => {
  const { code, stderr } = await init('tools', '--dry-run')
  expect(code).toBe(0)
  expect(stderr).toContain('would create tools/agentgw.yaml')
  expect(tree(base)).toEqual({})
})

describe('leaves alone what stands', () => {
  it('files of the user', async () => {
    put('README.md', 'mine')
    put('.gitignore', 'node_modules')
    put('examples/everything.yaml.example', 'mine')
    put('manifests/gateway.yaml', '# mine\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')
    expect(await init()).toMatchObject({ code: 0 })
    const files = tree(base)
    expect(files).toMatchObject({
      'README.md': 'mine',
      '.gitignore': 'node_modules\n.agentgw/audit.jsonl\n',
      'examples/everything.yaml.example': 'mine',
    })
    expect(files['manifests/gateway.yaml']).toMatch(/^# mine\n[^]*\n---\n[^]*kind: Gateway\n/)
  })

  it("a Gateway of that name, whatever the user's file and form", async () => {
    const gateway =
      'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: agentgateway}\nspec: {}\n'
    put('manifests/edge/own.yml', gateway)
    expect(await init()).toMatchObject({ code: 0 })
    expect(Object.keys(tree(join(base, 'manifests')))).toEqual(['edge/own.yml'])
  })

  it('an agentgw.yaml that agrees, even if the rest was changed since', async () => {
    put('agentgw.yaml', 'name: mine\ngateway: infra/public\n')
    expect(await init('--gateway', 'infra/public')).toMatchObject({ code: 0 })
    expect(tree(base)).toEqual({ 'agentgw.yaml': 'name: mine\ngateway: infra/public\n' })
  })
})

describe('refuses, and leaves nothing behind', () => {
  it.each<[string, string[], number, string, Record<string, string>]>([
    [
      'another name than agentgw.yaml says',
      ['--name', 'b'],
      3,
      'already-initialized',
      { 'agentgw.yaml': 'name: a\n' },
    ],
    ['another Gateway', ['--gateway', 'a/b'], 3, 'already-initialized', { 'agentgw.yaml': '{}\n' }],
    ['another namespace', ['-n', 'b'], 3, 'already-initialized', { 'agentgw.yaml': 'namespace: a\n' }],
    ['a damaged agentgw.yaml', [], 2, 'bad-settings', { 'agentgw.yaml': 'nam: a\n' }],
    ['a gateway.yaml that is no YAML', [], 3, 'file-not-extendable', { 'manifests/gateway.yaml': 'a: [\n' }],
    ['a file where the folder goes', ['file'], 2, 'usage', { file: 'mine' }],
    ['a bad name', ['--name', 'A b'], 2, 'usage', {}],
    ['a bad namespace', ['-n', 'A'], 2, 'usage', {}],
    ['a Gateway without a namespace', ['--gateway', 'public'], 2, 'usage', {}],
    ['a Gateway of three parts', ['--gateway', 'a/b/c'], 2, 'usage', {}],
    ['two folders', ['a', 'b'], 2, 'usage', {}],
    ['an unknown flag', ['--nam', 'x'], 2, 'usage', {}],
  ])('%s', async (_, args, exit, code, files) => {
    for (const [path, text] of Object.entries(files)) put(path, text)
    const result = await init(...args)
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: exit, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
    expect(tree(base)).toEqual(files)
  })
})

it('works in a folder that another agentgw.yaml stands above', async () => {
  await init()
  expect(await init('inner')).toMatchObject({ code: 0 })
  expect(readFileSync(join(base, 'inner/agentgw.yaml'), 'utf8')).toContain('name: inner')
})
