import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CATALOG } from '../../src/generate/catalog/index.ts'
import type { ExecResult } from '../setup/exec.ts'
import { conforms } from './conforms.ts'
import { golden, runCli } from './run.ts'
import { tree } from './tree.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-add-mcp-'))
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<ExecResult> => runCli(args, { cwd: base })
const add = (...args: string[]): Promise<ExecResult> => run('add-mcp', ...args)
const file = (path: string): string => readFileSync(join(base, path), 'utf8')
const put = (path: string, text: string): void => {
  mkdirSync(join(base, path, '..'), { recursive: true })
  writeFileSync(join(base, path), text)
}
/** A folder as `init` makes it, the part that counts here. */
const settings = (text = 'name: test\n'): void => {
  put('agentgw.yaml', text)
}

const ARGS: Record<string, string[]> = {
  filesystem: ['/root/lab-files'],
  fetch: ['--', '--ignore-robots-txt'],
  time: ['--', '--local-timezone', 'Europe/Berlin'],
}

describe('prints, without a folder', () => {
  it.each(CATALOG.map(({ name }) => name))('%s, as YAML and as JSON', async (name) => {
    const [args, rest] = split(ARGS[name] ?? [])
    const yaml = await add(name, ...args, '--dry-run', '-o', 'yaml', ...rest)
    expect({ code: yaml.code, stderr: yaml.stderr }).toEqual({ code: 0, stderr: '' })
    golden(`add-mcp/${name}.yaml`, yaml.stdout)
    const json = await add(name, ...args, '-o', 'json', '--dry-run=client', ...rest)
    expect(json.code).toBe(0)
    conforms('add-mcp', json.stdout)
    golden(`add-mcp/${name}.json`, json.stdout)
    expect(tree(base)).toEqual({})
  })

  it('everything that can be said at once', async () => {
    const { code, stdout, stderr } = await add(
      ...[
        'issues',
        '-n',
        'team-a',
        '--dry-run',
        '-o',
        'yaml',
        '--allow-tool',
        'get_*',
        '--deny-tool',
        'get_a',
      ],
      ...['--deny-tool', 'get_b', '--env', 'LEVEL=debug', '--secret-env', 'TOKEN=tracker/token'],
      ...['--', 'npx', 'server', '--dry-run', '-o', 'x', '--', '--help'],
    )
    expect(code).toBe(0)
    golden('add-mcp/command.yaml', stdout)
    expect(stderr).toContain('kubectl create secret generic tracker -n team-a --from-file=token=/dev/stdin\n')
  })

  it('a server by URL, for the Gateway and namespace of agentgw.yaml', async () => {
    settings('gateway: infra/public\nnamespace: team-a\n')
    const { code, stdout } = await add(
      'docs',
      '--url',
      'https://mcp.example.com/mcp',
      '--dry-run',
      '-o',
      'yaml',
    )
    expect(code).toBe(0)
    golden('add-mcp/url.yaml', stdout)
    expect(Object.keys(tree(base))).toEqual(['agentgw.yaml'])
  })
})

describe('writes', () => {
  it('the file that a dry run prints, and says how to reach the server', async () => {
    settings('url: https://gw.example.com\n')
    const printed = await add('filesystem', '/data', '--dry-run', '-o', 'yaml')
    const { code, stdout, stderr } = await add('filesystem', '/data')
    expect(code).toBe(0)
    expect(file('manifests/filesystem.yaml')).toBe(printed.stdout)
    expect(Object.keys(tree(base))).toEqual(['agentgw.yaml', 'manifests/filesystem.yaml'])
    expect(JSON.parse(stdout)).toEqual({
      mcpServers: { filesystem: { type: 'http', url: 'https://gw.example.com/mcp/filesystem' } },
    })
    conforms('add-mcp-client-settings', stdout)
    golden('add-mcp/written.txt', stderr)
  })

  it('into the folder of agentgw.yaml, from anywhere below it', async () => {
    settings('manifests: deploy/mcp\n')
    mkdirSync(join(base, 'a/b'), { recursive: true })
    const { code, stderr } = await runCli(['add-mcp', 'time'], { cwd: join(base, 'a/b') })
    expect(code).toBe(0)
    expect(stderr).toContain('created ../../deploy/mcp/time.yaml')
    expect(Object.keys(tree(base))).toEqual(['agentgw.yaml', 'deploy/mcp/time.yaml'])
  })

  it('into the folder that is named, without agentgw.yaml', async () => {
    mkdirSync(join(base, 'own'))
    expect(await add('time', '-d', 'own')).toMatchObject({ code: 0 })
    expect(Object.keys(tree(base))).toEqual(['own/time.yaml'])
  })

  it('behind what stands in a file of that name', async () => {
    settings()
    const own = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a} # mine'
    put('manifests/time.yaml', own)
    const { code, stderr } = await add('time')
    expect(code).toBe(0)
    expect(stderr).toContain('added to manifests/time.yaml')
    const printed = await add('time', '--dry-run', '-o', 'yaml')
    expect(file('manifests/time.yaml')).toBe(`${own}\n---\n${printed.stdout}`)
  })

  it('the route alone, where the backend stands already', async () => {
    settings()
    await add('time')
    const [backend = '', route = ''] = file('manifests/time.yaml').split('---\n')
    put('manifests/time.yaml', backend)
    expect(await add('time')).toMatchObject({ code: 0 })
    expect(file('manifests/time.yaml')).toBe(`${backend}---\n${route}`)
  })

  it('nothing in a dry run, and says what it would', async () => {
    settings()
    const { code, stdout, stderr } = await add('time', '--dry-run')
    expect(code).toBe(0)
    expect(stderr).toContain('would create manifests/time.yaml')
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['mcpServers'])
    expect(Object.keys(tree(base))).toEqual(['agentgw.yaml'])
  })

  it('and warns of a rule that names no tool', async () => {
    settings()
    const { code, stderr } = await add('time', '--deny-tool', 'convert_tim', '--deny-tool', 'get_*')
    expect(code).toBe(0)
    expect(stderr).toContain('warning: time 2026.10.19 has no tool that "convert_tim" names\n')
    expect(stderr.match(/^warning:/gm)).toHaveLength(1)
  })
})

describe('done twice', () => {
  it('changes nothing, and says so', async () => {
    settings()
    await add('time', '--deny-tool', 'convert_time')
    const before = tree(base)
    const { code, stderr } = await add('time', '--deny-tool', 'convert_time')
    expect(code).toBe(0)
    expect(stderr).toContain('unchanged: mcpbackend/time stands in manifests/time.yaml as asked')
    expect(tree(base)).toEqual(before)
  })

  it('finds the objects in whatever file and form they stand', async () => {
    settings('namespace: team-a\n')
    const { stdout } = await add('time', '--dry-run', '-o', 'json')
    const list = JSON.parse(stdout) as { items: { metadata: Record<string, unknown> }[] }
    for (const { metadata } of list.items) {
      delete metadata['namespace']
      metadata['annotations'] = { owner: 'me' }
    }
    put('manifests/deep/all.json', JSON.stringify(list))
    const before = tree(base)
    const { code, stderr } = await add('time')
    expect(code).toBe(0)
    expect(stderr).toContain('manifests/deep/all.json as asked')
    expect(tree(base)).toEqual(before)
  })

  it('with another content is an error that shows the difference', async () => {
    settings()
    await add('filesystem', '/data')
    const before = tree(base)
    const { code, stdout, stderr } = await add('filesystem', '/srv', '--deny-tool', 'write_file')
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    golden('add-mcp/name-taken.txt', stderr)
    expect(tree(base)).toEqual(before)
  })

  it('the difference holds no credential', async () => {
    settings()
    await add('x', '--', 'server')
    put(
      'manifests/x.yaml',
      file('manifests/x.yaml').replace(
        'cmd: server',
        'cmd: server\n      env: [{name: TOKEN, value: hunter2}]',
      ),
    )
    const { code, stderr } = await add('x', '--', 'server')
    expect(code).toBe(3)
    expect(stderr).toContain('env[0].value: ***')
    expect(stderr).not.toContain('hunter2')
  })
})

describe('refuses, and leaves nothing behind', () => {
  it.each<[string, string[], number, string]>([
    ['a name that is in no catalog', ['filesytem', '/data'], 2, 'unknown-server'],
    ['a server of no catalog under another name', ['x', '--from', 'tim'], 2, 'unknown-server'],
    ['no name', [], 2, 'usage'],
    ['a bad name', ['My_Files', '--', 'x'], 2, 'usage'],
    ['a name that leaves the folder', ['../x', '--', 'x'], 2, 'usage'],
    ['a bad namespace', ['time', '-n', 'A'], 2, 'usage'],
    ['arguments for a server that takes none', ['memory', 'x'], 2, 'usage'],
    ['a relative directory', ['filesystem', 'files'], 2, 'usage'],
    ['no directory', ['filesystem'], 2, 'usage'],
    ['an unknown flag', ['time', '--alow-tool', 'x'], 2, 'usage'],
    ['nothing after --', ['x', '--'], 2, 'usage'],
    ['a blank command', ['x', '--', ''], 2, 'usage'],
    ['a command and a URL', ['x', '--url', 'http://a/', '--', 'x'], 2, 'usage'],
    ['a tool allowed and denied', ['time', '--allow-tool', 'a', '--deny-tool', 'a'], 2, 'usage'],
    ['more than the kind allows', ['x', '--', 'x', 'a'.repeat(5000)], 2, 'usage'],
    ['a format there is not', ['time', '-o', 'xml'], 2, 'usage'],
    ['a credential in --env', ['x', '--env', 'API_KEY=hunter2', '--', 'x'], 2, 'plain-credential'],
    ['a credential in --url', ['x', '--url', 'https://u:hunter2@a/'], 2, 'plain-credential'],
    ['a credential in a command', ['x', '--', 'x', '--token', 'hunter2'], 2, 'plain-credential'],
    ['a folder that is not there', ['time', '-d', 'nowhere'], 3, 'no-folder'],
    ['no cluster to apply to', ['time', '--apply'], 3, 'no-kubeconfig'],
    ['no cluster to ask', ['time', '--dry-run=server'], 3, 'no-kubeconfig'],
  ])('%s', async (_, args, exit, code) => {
    settings()
    const before = tree(base)
    const result = await add(...args)
    expect({ code: result.code, stdout: result.stdout, stderr: result.stderr }).toEqual({
      code: exit,
      stdout: '',
      stderr: expect.stringContaining(`[${code}]`) as string,
    })
    expect(result.stderr).not.toContain('hunter2')
    expect(tree(base)).toEqual(before)
  })

  it('no folder: says how to make one, or to do without', async () => {
    const { code, stderr } = await add('time')
    expect(code).toBe(3)
    expect(stderr).toContain('[no-folder]')
    expect(stderr).toContain('kubectl agentgw init')
    expect(tree(base)).toEqual({})
  })

  it('lists the catalog, and names the nearest', async () => {
    const { stderr } = await add('filesytem')
    expect(stderr).toContain('everything, fetch, filesystem, memory, time; did you mean filesystem?')
  })

  it('a name that is revoked', async () => {
    settings()
    await add('time')
    expect(await run('revoke', 'time', '--local', '--yes', '--reason', 'test')).toMatchObject({ code: 0 })
    const before = tree(base)
    const { code, stderr } = await add('time')
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining('[name-revoked]') as string })
    expect(tree(base)).toEqual(before)
  })

  it('a file of that name that can not be read', async () => {
    settings()
    put('manifests/time.yaml', 'a: [\n')
    const before = tree(base)
    expect(await add('time')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[file-not-extendable]') as string,
    })
    expect(tree(base)).toEqual(before)
  })
})

/** The words before `--`, and those from it on. */
const split = (words: readonly string[]): [string[], string[]] => {
  const end = words.indexOf('--')
  return end < 0 ? [[...words], []] : [words.slice(0, end), words.slice(end)]
}
