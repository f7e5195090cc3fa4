/** `validate --changed-since` in real repositories. */
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExecResult } from '../setup/exec.ts'
import { Repository } from '../setup/repository.ts'
import { runCli } from './run.ts'

let repository: Repository
beforeEach(async () => {
  repository = await new Repository().init()
  repository.write('agentgw.yaml', 'name: test\n')
})
afterEach(() => {
  repository.end()
})

const backend = (name: string, field = 'cmd'): string =>
  `apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: ${name}}\nspec: {mcp: {stdio: {${field}: npx}}}\n`
const route = (name: string, to = name): string =>
  `apiVersion: agentgateway.dev/v1alpha1\nkind: AIRoute\nmetadata: {name: ${name}}\nspec:\n` +
  `  parentRefs: [{name: agentgateway, namespace: agentgateway-system}]\n` +
  `  rules:\n  - matches: [{path: {type: PathPrefix, value: /${name}}}]\n` +
  `    backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: ${to}}]\n`
/** So that no route lacks its Gateway. */
const gateway =
  'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: agentgateway, namespace: agentgateway-system}\n' +
  'spec: {gatewayClassName: agentgateway, listeners: [{name: http, protocol: HTTP, port: 8080}]}\n'

const validate = (args: string[], cwd = repository.root): Promise<ExecResult> =>
  runCli(['validate', '--fail-on', 'warning', ...args], { cwd })

interface Told {
  readonly code: number
  readonly files: number
  readonly found: string[]
}
const told = async (ref = 'HEAD', ...args: string[]): Promise<Told> => {
  const { code, stdout, stderr } = await validate(['--changed-since', ref, '-o', 'json', ...args])
  if (stdout === '') throw new Error(stderr)
  const { summary, findings } = JSON.parse(stdout) as {
    summary: { files: number }
    findings: { code: string; file: string }[]
  }
  return { code, files: summary.files, found: findings.map(({ code, file }) => `${file} ${code}`) }
}

/** A folder with a mistake of old in it, and a route to nowhere. */
const start = async (): Promise<void> => {
  repository.write('manifests/gateway.yaml', gateway)
  repository.write('manifests/old.yaml', backend('old', 'comand'))
  repository.write('manifests/a-backend.yaml', backend('a'))
  repository.write('manifests/a-route.yaml', route('a'))
  repository.write('manifests/lost.yaml', route('lost', 'nowhere'))
  await repository.commit()
}

describe('tells', () => {
  it('nothing where nothing changed, whatever is wrong', async () => {
    await start()
    expect((await validate([])).code).toBe(1)
    expect(await told()).toEqual({ code: 0, files: 0, found: [] })
  })

  it('what is wrong with files that changed or are new, and with no others', async () => {
    await start()
    repository.write('manifests/a-backend.yaml', `${backend('a')}extra: 1\n`)
    repository.write('manifests/new.yaml', backend('new', 'comand'))
    const { code, files, found } = await told()
    expect({ code, files }).toEqual({ code: 1, files: 2 })
    expect(new Set(found.map((one) => one.split(' ')[0]))).toEqual(
      new Set(['manifests/a-backend.yaml', 'manifests/new.yaml']),
    )
  })

  it('a reference of an unchanged file to what is gone, and not the one that led nowhere before', async () => {
    await start()
    repository.remove('manifests/a-backend.yaml')
    expect(await told()).toEqual({ code: 1, files: 1, found: ['manifests/a-route.yaml missing-backend'] })
    await repository.commit()
    expect(await told('HEAD~1')).toEqual({
      code: 1,
      files: 1,
      found: ['manifests/a-route.yaml missing-backend'],
    })
    expect(await told('HEAD')).toEqual({ code: 0, files: 0, found: [] })
  })

  it('an object that stands twice since the change, at the place that did not change', async () => {
    await start()
    repository.write('manifests/a-a.yaml', backend('old').replace('old', 'a'))
    const { code, found } = await told()
    expect(code).toBe(1)
    expect(found).toContain('manifests/a-backend.yaml duplicate-resource')
    expect(found.filter((one) => one.includes('lost') || one.includes('old'))).toEqual([])
  })

  it('nothing of an unchanged file whose target moved', async () => {
    await start()
    await repository.git('mv', 'manifests/a-backend.yaml', 'manifests/z-backend.yaml')
    expect(await told()).toEqual({ code: 0, files: 1, found: [] })
  })

  it('nothing of what was suppressed before, nor of what suppressed nothing before', async () => {
    const suppress =
      'suppress:\n- {code: missing-backend, resource: airoute/lost, reason: made by hand}\n' +
      '- {code: missing-gateway, resource: airoute/a, reason: not so}\n'
    repository.write('agentgw.yaml', `name: test\n${suppress}`)
    await start()
    const all = await validate(['-o', 'json'])
    expect(all.stdout).toContain('unused-suppression')
    expect(await told()).toEqual({ code: 0, files: 0, found: [] })
    // What a change takes away from a suppression is told.
    repository.write('manifests/nowhere.yaml', backend('nowhere'))
    const { code, found } = await told()
    expect({ code, found }).toEqual({ code: 1, found: ['agentgw.yaml unused-suppression'] })
  })

  it('all where the settings changed', async () => {
    await start()
    const all = JSON.parse((await validate(['-o', 'json'])).stdout) as { summary: unknown }
    repository.write('agentgw.yaml', 'name: test\nnamespace: agentgateway-system\n')
    const { stdout, stderr } = await validate(['--changed-since', 'HEAD', '-o', 'json'])
    expect((JSON.parse(stdout) as { summary: unknown }).summary).toEqual(all.summary)
    expect(stderr).toContain('agentgw.yaml changed since')
  })

  it('of named paths, from a folder below', async () => {
    await start()
    repository.write('manifests/new.yaml', backend('new', 'comand'))
    repository.write('other/new.yaml', backend('other', 'comand'))
    const { stdout } = await validate(
      ['--changed-since', 'HEAD', '-o', 'json', '.'],
      join(repository.root, 'manifests'),
    )
    const { findings } = JSON.parse(stdout) as { findings: { file: string }[] }
    expect([...new Set(findings.map(({ file }) => file))]).toEqual(['new.yaml'])
  })

  it('on stderr how much was left out', async () => {
    await start()
    repository.write('manifests/new.yaml', backend('new'))
    const { stderr } = await validate(['--changed-since', 'HEAD'])
    expect(stderr).toMatch(/^note: 1 of 6 files changed since [0-9a-f]{12}; /)
  })
})

describe('refuses', () => {
  it.each<[string, string[], number, string]>([
    ['a commit that there is not', ['--changed-since', 'nosuch'], 2, 'unknown-ref'],
    ['an option', ['--changed-since=--output=x'], 2, 'usage'],
    ['standard input', ['--changed-since', 'HEAD', '-'], 2, 'usage'],
    ['another folder than of this repository', ['--changed-since', 'HEAD', '/'], 3, 'not-in-repository'],
  ])('%s', async (_, args, exit, code) => {
    await start()
    const { code: got, stdout, stderr } = await validate(args)
    expect({ got, stdout }).toEqual({ got: exit, stdout: '' })
    expect(stderr).toContain(`[${code}]`)
  })

  it('without a repository, and without Git', async () => {
    await start()
    const { root } = repository
    const args = ['validate', '--changed-since', 'HEAD']
    const none = await runCli(args, { cwd: root, env: { PATH: join(root, 'nothing') } })
    expect(none).toMatchObject({ code: 3, stderr: expect.stringContaining('[git-missing]') as string })
    repository.remove('.git')
    expect(await runCli(args, { cwd: root })).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[not-in-repository]') as string,
    })
  })
})
