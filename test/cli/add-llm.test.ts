import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import type { ExecResult } from '../setup/exec.ts'
import { conforms } from './conforms.ts'
import { golden, runCli } from './run.ts'
import { tree } from './tree.ts'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-add-llm-'))
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<ExecResult> => runCli(args, { cwd: base })
const add = (...args: string[]): Promise<ExecResult> => run('add-llm', ...args)
const settings = (text = 'name: test\n'): void => {
  writeFileSync(join(base, 'agentgw.yaml'), text)
}
const OPENAI = ['openai', '--provider', 'openai', '--model', 'gpt-4o-mini']

const PROVIDERS: [string, string[]][] = [
  ['openai', ['--model', 'gpt-4o-mini']],
  ['anthropic', ['--model', 'claude-sonnet-4-5', '--secret', 'keys/anthropic']],
  ['gemini', ['--model', 'gemini-2.5-flash']],
  [
    'azureopenai',
    [
      ...['--endpoint', 'https://my-resource.openai.azure.com', '--deployment', 'gpt-4o'],
      ...['--api-version', '2024-10-21'],
    ],
  ],
  [
    'bedrock',
    [
      ...['--model', 'anthropic.claude-3-5-haiku-20241022-v1:0', '--region', 'eu-central-1'],
      ...['--guardrail', 'gr-abc123:1'],
    ],
  ],
  ['vertexai', ['--model', 'google/gemini-2.5-flash', '--project', 'my-project', '--no-secret']],
]

describe('prints, without a folder', () => {
  it.each(PROVIDERS)('%s, as YAML and as JSON', async (provider, args) => {
    const words = ['model', '--provider', provider, ...args]
    const yaml = await add(...words, '--dry-run', '-o', 'yaml')
    expect(yaml.code).toBe(0)
    golden(`add-llm/${provider}.yaml`, yaml.stdout)
    const json = await add(...words, '-o', 'json', '--dry-run=client', '-n', 'team-a')
    expect(json.code).toBe(0)
    conforms('add-llm', json.stdout)
    expect(tree(base)).toEqual({})
    // By the outline, without upstream's CRD.
    const verdict = await runCli(['validate', '-', '--strict-kinds'], { cwd: base, input: yaml.stdout })
    expect(verdict).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('2 valid (1 by outline)') as string,
    })
  })

  it.for(PROVIDERS)("%s is valid by upstream's own schema", async ([provider, args], ctx) => {
    const crds = upstreamCrds()
    if (crds === undefined) return ctx.skip(NEEDS_UPSTREAM_CRDS)
    const { stdout } = await add('model', '--provider', provider, ...args, '--dry-run', '-o', 'json')
    const words = ['validate', '-', '--crds', crds, '-o', 'json', '--fail-on', 'warning']
    const verdict = await runCli(words, { cwd: base, input: stdout })
    const { summary, findings } = JSON.parse(verdict.stdout) as {
      summary: object
      findings: { code: string; severity: string }[]
    }
    expect(verdict.code).toBe(0)
    expect(summary).toEqual({ files: 1, resources: 2, valid: 2, invalid: 0, skipped: 0, outline: 0 })
    // The Secret is made beside the manifests.
    expect(findings.filter(({ code, severity }) => code !== 'missing-secret' || severity !== 'info')).toEqual(
      [],
    )
  })
})

describe('writes', () => {
  it('the file that a dry run prints, and says what makes the Secret and how to reach the model', async () => {
    settings('url: https://gw.example.com\n')
    const printed = await add(...OPENAI, '--dry-run', '-o', 'yaml')
    const { code, stdout, stderr } = await add(...OPENAI)
    expect(code).toBe(0)
    expect(readFileSync(join(base, 'manifests/openai.yaml'), 'utf8')).toBe(printed.stdout)
    expect(Object.keys(tree(base))).toEqual(['agentgw.yaml', 'manifests/openai.yaml'])
    expect(stdout).toBe('OPENAI_BASE_URL=https://gw.example.com/llm/openai/v1\n')
    golden('add-llm/written.txt', stderr)
  })

  it('nothing more the second time', async () => {
    settings()
    await add(...OPENAI)
    const before = tree(base)
    const { code, stderr } = await add(...OPENAI)
    expect(code).toBe(0)
    expect(stderr).toContain('unchanged: agentgatewaybackend/openai stands in manifests/openai.yaml as asked')
    expect(tree(base)).toEqual(before)
  })

  it('nothing where the name is taken, by a model or by a server', async () => {
    settings()
    await add(...OPENAI)
    await run('add-mcp', 'time')
    const before = tree(base)
    const other = await add('openai', '--provider', 'gemini', '--model', 'gemini-2.5-flash')
    expect(other).toMatchObject({ code: 3, stdout: '' })
    golden('add-llm/name-taken.txt', other.stderr)
    const server = await add('time', '--provider', 'openai', '--model', 'x')
    expect(server.code).toBe(3)
    expect(server.stderr).toContain('airoute/time stands in manifests/time.yaml')
    expect(tree(base)).toEqual(before)
  })

  it('nothing where the name is revoked', async () => {
    settings()
    await add(...OPENAI)
    expect(await run('revoke', 'openai', '--local', '--yes', '--reason', 'test')).toMatchObject({ code: 0 })
    const { code, stderr } = await add(...OPENAI)
    expect(code).toBe(3)
    expect(stderr).toContain('[name-revoked]')
  })
})

describe('refuses, and leaves nothing behind', () => {
  it.each<[string, string[], number, string, string]>([
    ['no name', [], 2, 'usage', 'name'],
    [
      'no provider',
      ['x', '--model', 'm'],
      2,
      'usage',
      'openai, anthropic, gemini, azureopenai, bedrock, vertexai',
    ],
    ['a provider there is not', ['x', '--provider', 'opnai'], 2, 'usage', 'did you mean openai?'],
    ['no model', ['x', '--provider', 'openai'], 2, 'usage', '--model gpt-4o-mini'],
    [
      'an option of another',
      ['x', '--provider', 'openai', '--model', 'm', '--region', 'e'],
      2,
      'usage',
      '--region',
    ],
    ['a key', ['x', '--provider', 'openai', '--model', 'm', '--api-key', 'hunter2'], 2, 'usage', 'Secret'],
    ['no cluster to apply to', [...OPENAI, '--apply'], 3, 'no-kubeconfig', ''],
    ['a folder that is not there', [...OPENAI, '-d', 'nowhere'], 3, 'no-folder', ''],
  ])('%s', async (_, args, exit, code, text) => {
    settings()
    const before = tree(base)
    const result = await add(...args)
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: exit, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
    expect(result.stderr).toContain(text)
    expect(result.stderr).not.toContain('hunter2')
    expect(tree(base)).toEqual(before)
  })

  it('no folder: says how to make one, or to do without', async () => {
    expect(await add(...OPENAI)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[no-folder]') as string,
    })
  })
})
