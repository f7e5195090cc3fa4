/** What `add-llm` makes, before a real API server with upstream's own CRDs; and the Secret that its command makes. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cleanEnv, ROOT, runCli } from '../cli/run.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import { exec, type ExecResult } from '../setup/exec.ts'

let plane: ControlPlane
let base = ''
const upstream = upstreamCrds()

beforeAll(async () => {
  const own = join(ROOT, 'schemas/crds')
  plane = await startControlPlane({ crds: upstream === undefined ? [own] : [own, upstream] })
  await plane.kubectl(['create', 'namespace', 'agentgateway-system'])
  base = mkdtempSync(join(plane.directory, 'folder-'))
  writeFileSync(join(base, 'agentgw.yaml'), 'name: test\n')
})
afterAll(() => plane.stop())

const add = (...args: string[]): Promise<ExecResult> =>
  runCli(['add-llm', ...args], { cwd: base, env: { KUBECONFIG: plane.kubeconfig } })

const AZURE = ['--provider', 'azureopenai', '--endpoint', 'r.openai.azure.com']
const CASES = [
  ['--provider', 'openai', '--model', 'gpt-4o-mini'],
  ['--provider', 'anthropic', '--model', 'claude-sonnet-4-5', '--secret', 'keys/anthropic'],
  ['--provider', 'gemini', '--model', 'gemini-2.5-flash'],
  AZURE,
  [...AZURE, '--model', 'gpt-4o', '--api-version', '2024-10-21'],
  ['--provider', 'bedrock', '--model', 'a.b-v1:0', '--region', 'eu-central-1', '--guardrail', 'gr:DRAFT'],
  ['--provider', 'bedrock', '--model', 'a.b-v1:0', '--no-secret'],
  [
    '--provider',
    'vertexai',
    '--model',
    'google/g',
    '--project',
    'p',
    '--region',
    'eu',
    '--secret',
    'sa/k.json',
  ],
  ['--provider', 'vertexai', '--model', 'google/g', '--project', 'p', '--no-secret'],
]

describe('the API server accepts', () => {
  it.for(CASES.map((args) => [args.join(' '), args] as const))('%s', async ([, args], ctx) => {
    if (upstream === undefined) ctx.skip(NEEDS_UPSTREAM_CRDS)
    const { stdout } = await add('x', ...args, '--dry-run', '-o', 'yaml')
    const words = ['create', '--dry-run=server', '--validate=strict', '-o', 'name', '-f', '-']
    const { code, stdout: names, stderr } = await plane.kubectl(words, { input: stdout })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(names.trim().split('\n')).toEqual([
      'agentgatewaybackend.agentgateway.dev/x',
      'airoute.agentgateway.dev/x',
    ])
  })
})

describe('--apply', () => {
  const GEMINI = ['gemini', '--provider', 'gemini', '--model', 'gemini-2.5-flash', '--apply']

  it('applies both, and twice changes nothing', async (ctx) => {
    if (upstream === undefined) ctx.skip(NEEDS_UPSTREAM_CRDS)
    const first = await add(...GEMINI)
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(
        'agentgatewaybackend/gemini created\nairoute/gemini created\n',
      ) as string,
    })
    const second = await add(...GEMINI)
    expect(second).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('agentgatewaybackend/gemini unchanged') as string,
    })
  })
})

describe('the command that makes the Secret', () => {
  const secret = async (args: readonly string[], input: string, file?: string): Promise<unknown> => {
    const { stderr } = await add('s', ...args, '--dry-run', '-o', 'yaml')
    const command = /^ {2}(.*kubectl create secret .*)$/m.exec(stderr)?.[1]?.replace('<FILE>', file ?? '')
    const env = { ...cleanEnv(), KUBECONFIG: plane.kubeconfig }
    // As at a prompt: what is typed ends with the enter key.
    const made = await exec('bash', ['-c', command ?? 'exit 9'], { env, input })
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' })
    const name = /secret generic (\S+)/.exec(command ?? '')?.[1] ?? ''
    const got = await plane.kubectl(['get', 'secret', name, '-n', 'agentgateway-system', '-o', 'json'])
    const { data } = JSON.parse(got.stdout) as { data: Record<string, string> }
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    )
  }

  it('takes a key from the keyboard, without the end of its line', async () => {
    const args = ['--provider', 'openai', '--model', 'm', '--secret', 'one/key']
    expect(await secret(args, 'sk-a\\b"$c\n')).toEqual({ key: 'sk-a\\b"$c' })
  })

  it('takes the two of AWS', async () => {
    const args = ['--provider', 'bedrock', '--model', 'm', '--secret', 'two']
    expect(await secret(args, 'AKIAX\na+b/c=d\n')).toEqual({ accessKey: 'AKIAX', secretKey: 'a+b/c=d' })
  })

  it('takes the file of Google', async () => {
    const file = join(base, 'sa.json')
    writeFileSync(file, '{"type": "service_account"}\n')
    const args = ['--provider', 'vertexai', '--model', 'm', '--project', 'p', '--secret', 'three']
    expect(await secret(args, '', file)).toEqual({ 'credentials.json': '{"type": "service_account"}\n' })
  })
})
