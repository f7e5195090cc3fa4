/** `validate`, as the built program runs it. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExecResult } from '../setup/exec.ts'
import { GIZMO_CRD } from '../validate/gizmo.ts'
import { conforms } from './conforms.ts'
import { golden, runCli } from './run.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-validate-'))
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(base, path)), { recursive: true })
  writeFileSync(join(base, path), text)
}
const run = (
  args: readonly string[],
  options: { input?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<ExecResult> => runCli(['validate', ...args], { cwd: base, ...options })

const HEAD = 'apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata:\n  name: filesystem\n'
const VALID = `${HEAD}spec:\n  mcp:\n    stdio:\n      cmd: npx\n`
const route = (backend: string, kind = 'MCPBackend'): string =>
  `apiVersion: agentgateway.dev/v1alpha1\nkind: AIRoute\nmetadata:\n  name: files\nspec:\n  parentRefs:\n  - name: agentgateway\n  rules:\n  - backendRefs:\n    - group: agentgateway.dev\n      kind: ${kind}\n      name: ${backend}\n`

/** The mistakes that people make most, each as a file, and the text of the answer. */
const MISTAKES: Readonly<Record<string, string>> = {
  'misspelt-field': `${HEAD}spec:\n  mcp:\n    stdio:\n      comand: npx\n`,
  'wrong-indentation': `${HEAD}spec:\n  mcp:\n    stdio:\n    cmd: npx\n`,
  'misspelt-kind': VALID.replace('MCPBackend', 'McpBackend'),
  'indented-too-much': `${VALID}      policies:\n        tools: {deny: [write_file]}\n`,
  'kind-of-another-group': VALID.replace('MCPBackend', 'HTTPRoute'),
  'misspelt-group': VALID.replace('agentgateway.dev', 'agentgatway.dev'),
  'no-group': VALID.replace('agentgateway.dev/', ''),
  'misspelt-apiversion': VALID.replace('apiVersion', 'apiversion'),
  'string-for-an-object': route('filesystem').replace(
    '  - backendRefs',
    '  - matches: [{path: /mcp}]\n    backendRefs',
  ),
  'wrong-version': VALID.replace('v1alpha1', 'v1beta1'),
  'number-for-a-string': `${HEAD}spec:\n  mcp:\n    stdio:\n      cmd: npx\n      args:\n      - --port\n      - 8080\n`,
  'yaml-boolean': `${HEAD}spec:\n  mcp:\n    stdio:\n      cmd: npx\n      env:\n      - name: DEBUG\n        value: on\n`,
  'string-for-a-list': `${HEAD}spec:\n  mcp:\n    stdio:\n      cmd: npx\n      args: -y @modelcontextprotocol/server-filesystem /data\n`,
  'command-line-as-cmd': `${HEAD}spec:\n  mcp:\n    stdio:\n      cmd: npx -y @modelcontextprotocol/server-filesystem\n`,
  'two-transports': `${HEAD}spec:\n  mcp:\n    stdio:\n      cmd: npx\n    static:\n      host: mcp.example.com\n      port: 443\n`,
  'no-transport': `${HEAD}spec:\n  mcp: {}\n`,
  'url-as-host': `${HEAD}spec:\n  mcp:\n    static:\n      host: https://mcp.example.com/mcp\n      port: 443\n`,
  'wrong-case': `${HEAD}spec:\n  mcp:\n    static:\n      host: mcp.example.com\n      port: 443\n      protocol: streamablehttp\n`,
  'upper-case-name': VALID.replace('name: filesystem', 'name: FileSystem'),
  'key-twice': `${VALID}      cmd: uvx\n`,
  'not-yaml': `${HEAD}spec:\n  mcp: {stdio: {cmd: npx}\n`,
  'tab-indentation': `${HEAD}spec:\n\tmcp:\n\t\tstdio: {}\n`,
  'object-twice': `${VALID}---\n${VALID}`,
  'route-to-nowhere': `${VALID}---\n${route('filesytem')}`,
  'secret-in-a-wrong-place': `${HEAD}spec:\n  mcp:\n    stdio:\n      cmd: npx\n      env:\n      - {name: API_TOKEN, value: hunter2-secret, vlaue: hunter2-secret}\n`,
}

const WARNINGS = ['route-to-nowhere', 'misspelt-group']

describe('the commonest mistakes', () => {
  it.each(Object.entries(MISTAKES))('%s', async (name, text) => {
    put('manifests/a.yaml', text)
    const { code, stdout, stderr } = await run(['manifests/a.yaml'])
    expect(stderr).toBe('')
    expect(code).toBe(WARNINGS.includes(name) ? 0 : 1)
    expect(stdout).not.toContain('hunter2')
    golden(`validate/${name}.txt`, stdout)
  })
})

interface Output {
  readonly summary: Readonly<Record<string, number>>
  readonly findings: readonly Readonly<Record<string, unknown>>[]
}
const json = async (args: readonly string[], options: { input?: string } = {}): Promise<Output> => {
  const { stdout } = await run([...args, '-o', 'json'], options)
  return conforms('validate', stdout) as Output
}

describe('JSON', () => {
  it('is as its schema has it, for every mistake', async () => {
    for (const [name, text] of Object.entries(MISTAKES)) put(`${name}.yaml`, text)
    const { summary, findings } = await json(['.'])
    expect(summary['files']).toBe(Object.keys(MISTAKES).length)
    expect(findings.length).toBeGreaterThan(Object.keys(MISTAKES).length)
    expect(JSON.stringify(findings)).not.toContain('hunter2')
  })

  it('has every key of the summary and a list of findings, where there is nothing', async () => {
    mkdirSync(join(base, 'empty'))
    expect(await json(['empty'])).toEqual({
      summary: { files: 0, resources: 0, valid: 0, invalid: 0, skipped: 0, outline: 0 },
      findings: [],
    })
    put('valid.yaml', VALID)
    expect(await json(['valid.yaml'])).toEqual({
      summary: { files: 1, resources: 1, valid: 1, invalid: 0, skipped: 0, outline: 0 },
      findings: [],
    })
  })

  it('names file, place, path and object', async () => {
    put('a.yaml', MISTAKES['number-for-a-string']!)
    expect((await json(['a.yaml'])).findings).toEqual([
      {
        code: 'wrong-type',
        severity: 'error',
        stage: 'schema',
        message: 'spec.mcp.stdio.args[1]: must be a string, but is the integer 8080',
        file: 'a.yaml',
        line: 11,
        column: 9,
        path: 'spec.mcp.stdio.args[1]',
        resource: {
          apiVersion: 'agentgateway.dev/v1alpha1',
          kind: 'MCPBackend',
          namespace: 'agentgateway-system',
          name: 'filesystem',
        },
        hint: 'write it in quotes',
      },
    ])
  })
})

describe('what is checked', () => {
  it('is the folder of manifests, named from here', async () => {
    put('agentgw.yaml', 'name: x\nnamespace: tools\nmanifests: kept\n')
    put('kept/a.yaml', MISTAKES['no-transport']!)
    put('manifests/b.yaml', 'broken: [')
    const { findings } = await json([])
    expect(findings).toMatchObject([{ file: join('kept', 'a.yaml'), resource: { namespace: 'tools' } }])
    expect((await json(['-n', 'other'])).findings).toMatchObject([{ resource: { namespace: 'other' } }])
    expect((await run(['-d', 'manifests'])).stdout).toContain('manifests/b.yaml:1')
  })

  it('is all that is named, and standard input', async () => {
    put('one/a.yaml', VALID)
    put('two.json', JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }))
    const { summary, findings } = await json(['one', '-', 'two.json'], {
      input: MISTAKES['two-transports']!.replace('filesystem', 'b'),
    })
    expect(summary).toEqual({ files: 3, resources: 3, valid: 1, invalid: 1, skipped: 1, outline: 0 })
    expect(findings).toMatchObject([{ file: '-', line: 6, column: 3 }])
  })

  it('is an empty folder, too, which is told', async () => {
    mkdirSync(join(base, 'manifests'))
    const { code, stdout, stderr } = await run([])
    expect({ code, stdout }).toEqual({ code: 0, stdout: '0 resources in 0 files: 0 valid\n' })
    expect(stderr).toBe('note: there are no manifests in manifests\n')
  })

  it('are kinds of CRDs, too', async () => {
    put('crds/gizmo.json', JSON.stringify(GIZMO_CRD))
    put('gizmo.yaml', 'apiVersion: test.agentgw.dev/v1\nkind: Gizmo\nmetadata: {name: a}\nspec: {size: 61}\n')
    expect((await json(['gizmo.yaml'])).summary).toMatchObject({ skipped: 1 })
    const { findings, summary } = await json(['gizmo.yaml', '--crds', 'crds'])
    expect(summary).toMatchObject({ invalid: 1, skipped: 0 })
    expect(findings).toMatchObject([
      {
        code: 'failed-rule',
        stage: 'cel',
        path: 'spec.size',
        message: 'spec.size: size is above the default',
        line: 4,
        column: 14,
      },
    ])
  })
})

it('a kind without a schema is an error where that is wanted, and may be accepted', async () => {
  put('secret.yaml', 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n')
  const strict = ['secret.yaml', '--strict-kinds', '-o', 'json']
  const refused = await run(strict)
  expect(refused.code).toBe(1)
  expect(JSON.parse(refused.stdout)).toMatchObject({
    summary: { invalid: 1, skipped: 0 },
    findings: [{ code: 'no-schema', stage: 'schema', path: 'kind' }],
  })
  const accepted = await run([...strict, '--suppress', 'no-schema:Secret/a'])
  expect(accepted.code).toBe(0)
  expect(JSON.parse(accepted.stdout)).toMatchObject({ summary: { skipped: 1 }, findings: [] })
})

describe('what is compiled from CRDs', () => {
  const wrong = 'apiVersion: test.agentgw.dev/v1\nkind: Gizmo\nmetadata: {name: a}\nspec: {size: 61}\n'
  const cache = (): string => join(base, 'cache/kubectl-agentgw/validators')
  const validate = (): Promise<ExecResult> =>
    run(['gizmo.yaml', '--crds', 'crds'], { env: { XDG_CACHE_HOME: join(base, 'cache') } })
  beforeEach(() => {
    put('crds/gizmo.json', JSON.stringify(GIZMO_CRD))
    put('gizmo.yaml', wrong)
  })

  it('is kept, shared by runs at the same time, and looked at before it is used', async () => {
    const runs = await Promise.all([validate(), validate(), validate(), validate()])
    expect(new Set(runs.map(({ code, stdout, stderr }) => `${code}${stdout}${stderr}`)).size).toBe(1)
    expect(runs[0].code).toBe(1)
    const files = readdirSync(cache())
    expect(files).toHaveLength(2)
    for (const file of files) writeFileSync(join(cache(), file), 'process.exit(0)')
    expect(await validate()).toEqual(runs[0])
    expect(readFileSync(join(cache(), files[0]!), 'utf8')).not.toBe('process.exit(0)')
  })

  it('is kept with what V8 made of the functions that ran', async () => {
    const first = await validate()
    const kept = readdirSync(cache()).map((file) => readFileSync(join(cache(), file)))
    const code = kept.find((bytes) => bytes.includes('const validator = ')) ?? Buffer.alloc(0)
    const headEnd = code.indexOf('\n')
    const { length } = JSON.parse(code.toString('utf8', code.indexOf('{'), headEnd)) as { length: number }
    expect(code.toString('utf8', headEnd + 1, headEnd + 1 + length)).toContain('const validator = ')
    expect(code.length - headEnd - length).toBeGreaterThan(1000)
    expect(await validate()).toEqual(first)
  })

  it('is made each time where it can not be kept', async () => {
    put('cache', 'a file, not a folder')
    expect(await validate()).toMatchObject({ code: 1, stderr: '' })
  })

  it('is not of CRDs that can not be read, and the place is told', async () => {
    put('crds/gizmo.json', '{"kind": "CustomResourceDefinition",\n "spec": [}')
    const { code, stderr } = await validate()
    expect(code).toBe(3)
    expect(stderr).toContain('crds/gizmo.json:2:')
    expect(stderr).toContain('[bad-crd]')
  })
})

describe('exit codes', () => {
  it.each([
    [['warning.yaml'], 0],
    [['warning.yaml', '--fail-on', 'warning'], 1],
    [['error.yaml'], 1],
    [['error.yaml', '--fail-on=never'], 1],
    [['twice.yaml'], 1],
    [['twice.yaml', '--fail-on=never'], 0],
    [['valid.yaml', '--fail-on', 'warning'], 0],
  ])('%j gives %i, whatever the format', async (args, expected) => {
    put('valid.yaml', VALID)
    put('warning.yaml', route('nowhere'))
    put('twice.yaml', MISTAKES['object-twice']!)
    put('error.yaml', MISTAKES['no-transport']!)
    for (const output of ['text', 'json']) expect((await run([...args, '-o', output])).code).toBe(expected)
  })

  it.each([
    [['--fail-on', 'sometimes'], 2, 'usage'],
    [['--nonsense'], 2, 'usage'],
    [['-o', 'xml'], 2, 'usage'],
    [['-', '-'], 2, 'usage'],
    [['-', '--crds', '-'], 2, 'usage'],
    [['no-such.yaml'], 3, 'no-such-file'],
    [[''], 3, 'no-such-file'],
    [[], 3, 'no-folder'],
    [['a.yaml', '--crds', 'nowhere'], 3, 'no-such-file'],
    [['a.yaml', '--crds', 'a.yaml'], 3, 'bad-crd'],
  ])('%j gives %i [%s]', async (args, expected, code) => {
    put('a.yaml', VALID)
    const result = await run(args)
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: expected, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
  })

  it.skipIf(process.getuid?.() === 0)('a file that can not be read gives 3', async () => {
    put('a.yaml', VALID)
    chmodSync(join(base, 'a.yaml'), 0)
    expect((await run(['a.yaml'])).code).toBe(3)
  })
})

describe('colours', () => {
  const isColoured = (text: string): boolean => text.includes('\u001b[')

  it.each<[NodeJS.ProcessEnv, boolean]>([
    [{}, false],
    [{ FORCE_COLOR: '1' }, true],
    [{ FORCE_COLOR: '0' }, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, true],
    [{ NO_COLOR: '1' }, false],
  ])('with %j', async (env, expected) => {
    put('a.yaml', MISTAKES['no-transport']!)
    const { stdout } = await run(['a.yaml'], { env })
    expect(isColoured(stdout)).toBe(expected)
    expect(stdout.replace(/\u001b\[[0-9;]*m/g, '')).toBe((await run(['a.yaml'])).stdout)
  })
})

it('the two documents of the design are valid as they stand', async () => {
  const text = `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: filesystem, namespace: agentgateway-system}
spec:
  mcp:
    stdio:
      cmd: npx
      args: ["@modelcontextprotocol/server-filesystem", "/root/lab-files"]
    policies: {}
---
apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata: {name: openai, namespace: agentgateway-system}
spec:
  parentRefs: [{name: agentgateway, namespace: agentgateway-system}]
  rules:
  - backendRefs: [{group: agentgateway.dev, kind: AgentgatewayBackend, name: openai}]
`
  const { code, stdout } = await run(['-', '-o', 'json'], { input: text })
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    summary: { valid: 2, invalid: 0 },
    findings: [
      { code: 'unpinned-package', severity: 'info' },
      { code: 'missing-backend', severity: 'warning' },
    ],
  })
})
