/**
 * action.yml, its steps run as a runner runs them: bash, each input in its variable. And what pre-commit.com reads.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exec, type ExecResult } from '../setup/exec.ts'
import { GIT_ENV, Repository } from '../setup/repository.ts'
import { cleanEnv, ROOT, runCli } from './run.ts'

interface Step {
  readonly id?: string
  readonly uses?: string
  readonly run?: string
  readonly shell?: string
  readonly 'working-directory'?: string
  readonly env?: Record<string, string>
}
interface Action {
  readonly name: string
  readonly description: string
  readonly inputs: Record<string, { readonly description: string; readonly default: string }>
  readonly outputs: Record<string, { readonly description: string; readonly value: string }>
  readonly runs: { readonly using: string; readonly steps: readonly Step[] }
}

const read = (file: string): unknown => load(readFileSync(join(ROOT, file), 'utf8'))
const action = read('action.yml') as Action

let repository: Repository
let runner = ''
beforeEach(async () => {
  repository = await new Repository().init()
  runner = mkdtempSync(join(tmpdir(), 'agentgw-runner-'))
  repository.write('agentgw.yaml', 'name: test\n')
  repository.write('manifests/good.yaml', manifest('good'))
})
afterEach(() => {
  repository.end()
  rmSync(runner, { recursive: true, force: true })
})

const manifest = (name: string, field = 'cmd'): string =>
  `apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: ${name}}\nspec: {mcp: {stdio: {${field}: npx}}}\n`

interface Run extends ExecResult {
  readonly outputs: string
}

/** Every step, one after the other, until one fails. */
const run = async (inputs: Record<string, string> = {}): Promise<Run> => {
  for (const name of Object.keys(inputs)) expect(Object.keys(action.inputs)).toContain(name)
  const valueOf = (text: string): string =>
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name: string) => {
      const input = action.inputs[name]
      if (input === undefined) throw new Error(`action.yml has no input ${name}`)
      return inputs[name] ?? input.default
    })
  const output = join(runner, 'output')
  writeFileSync(output, '')
  const all = { code: 0, stdout: '', stderr: '' }
  for (const step of action.runs.steps) {
    if (step.run === undefined) continue
    const script = join(runner, 'step.sh')
    writeFileSync(script, step.run)
    const own = Object.entries(step.env ?? {}).map(([name, value]) => [name, valueOf(value)])
    const env = {
      ...GIT_ENV,
      ...cleanEnv(),
      ...(Object.fromEntries(own) as Record<string, string>),
      GITHUB_ACTION_PATH: ROOT,
      GITHUB_OUTPUT: output,
    }
    const cwd = join(repository.root, valueOf(step['working-directory'] ?? '.'))
    const result = await exec('bash', ['--noprofile', '--norc', '-eo', 'pipefail', script], { cwd, env })
    all.stdout += result.stdout
    all.stderr += result.stderr
    all.code = result.code
    if (result.code !== 0) break
  }
  return { ...all, outputs: readFileSync(output, 'utf8') }
}

describe('action.yml', () => {
  it('says what each input and output is, and uses only what it has', () => {
    const { name, description, inputs, outputs, runs } = action
    expect([name, description].every((text) => text.length > 0)).toBe(true)
    expect(runs.using).toBe('composite')
    for (const [input, { description: what, default: fallback }] of Object.entries(inputs))
      expect({ input, what, fallback }).toEqual({
        input,
        what: expect.stringMatching(/\w/) as string,
        fallback: expect.any(String) as string,
      })
    const text = readFileSync(join(ROOT, 'action.yml'), 'utf8')
    const used = [...text.matchAll(/inputs\.([\w-]+)/g)].map(([, input]) => input)
    expect([...new Set(used)].sort()).toEqual(Object.keys(inputs).sort())
    const ids = runs.steps.map(({ id }) => id)
    for (const { value } of Object.values(outputs)) expect(ids).toContain(/steps\.(\w+)\./.exec(value)?.[1])
  })

  it('puts no input into the text of a script, and pins what it uses', () => {
    for (const { run: script, shell, uses } of action.runs.steps) {
      expect(script ?? '').not.toContain('${{')
      if (script !== undefined) expect(shell).toBe('bash')
      if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/)
    }
  })

  it('uses flags that validate has', () => {
    const { commands } = read('oclif.manifest.json') as {
      commands: Record<string, { flags: Record<string, object> }>
    }
    const used = action.runs.steps.flatMap(({ run: script = '' }) =>
      [...script.matchAll(/"--([\w-]+)=/g)].map(([, flag = '']) => flag),
    )
    expect(used.length).toBeGreaterThan(3)
    expect(Object.keys(commands['validate']?.flags ?? {})).toEqual(expect.arrayContaining(used))
  })

  it('passes where all is well', async () => {
    const { code, stdout, outputs } = await run()
    expect({ code, outputs }).toEqual({ code: 0, outputs: 'exit-code=0\n' })
    expect(stdout).toMatch(/^1 resource in 1 file: 1 valid/)
  })

  it('fails with annotations where it is not, and writes SARIF', async () => {
    repository.write('manifests/bad.yaml', manifest('bad', 'comand'))
    const { code, stdout, outputs } = await run({ 'sarif-file': 'out dir.sarif' })
    expect({ code, outputs }).toEqual({ code: 1, outputs: 'exit-code=1\n' })
    expect(stdout).toMatch(/^::error file=manifests\/bad\.yaml,line=4,col=\d+,.*title=unknown-field::/m)
    const sarif = JSON.parse(readFileSync(join(repository.root, 'out dir.sarif'), 'utf8')) as {
      runs: { results: { ruleId: string }[] }[]
    }
    expect(sarif.runs[0]?.results.map(({ ruleId }) => ruleId)).toContain('unknown-field')
  })

  it('takes paths with blanks, the format, and what else is given', async () => {
    repository.write('two words/bad.yaml', manifest('bad', 'comand'))
    repository.write('-n/bad.yaml', manifest('bad', 'comand'))
    const paths = 'two words\n\n-n\nmanifests/good.yaml\n'
    const { code, stdout } = await run({ paths, format: 'json', args: '--namespace\nteam-a\n' })
    expect(code).toBe(1)
    const { summary, findings } = JSON.parse(stdout) as {
      summary: { files: number }
      findings: { file: string; resource: { namespace: string } }[]
    }
    expect(summary.files).toBe(3)
    expect(new Set(findings.map(({ resource }) => resource.namespace))).toEqual(new Set(['team-a']))
    expect(findings.map(({ file }) => file)).toContain('two words/bad.yaml')
    expect(findings.map(({ file }) => file)).toContain('-n/bad.yaml')
  })

  it('takes the folder, CRDs, and the commit since which changes count', async () => {
    repository.write('sub/agentgw.yaml', 'name: sub\n')
    repository.write('sub/manifests/old.yaml', manifest('old', 'comand'))
    await repository.commit()
    repository.write('sub/manifests/new.yaml', manifest('new'))
    const crds = join(ROOT, 'schemas/crds')
    const inputs = { 'working-directory': 'sub', crds, format: 'text' }
    expect(await run({ ...inputs })).toMatchObject({ code: 1, outputs: 'exit-code=1\n' })
    const since = await run({ ...inputs, 'changed-since': 'HEAD' })
    expect(since).toMatchObject({ code: 0, stdout: expect.stringMatching(/^1 resource in 1 file/) as string })
  })

  it('says by its exit code what was wrong, findings or words', async () => {
    repository.write('manifests/lost.yaml', lost)
    expect(await run({ 'fail-on': 'never' })).toMatchObject({ code: 0 })
    expect(await run({ 'fail-on': 'warning' })).toMatchObject({ code: 1 })
    expect(await run({ 'fail-on': 'sometimes' })).toMatchObject({ code: 2, outputs: 'exit-code=2\n' })
    expect(await run({ 'kubernetes-version': '1.34' })).toMatchObject({ code: 0 })
    expect(await run({ 'kubernetes-version': 'newest' })).toMatchObject({ code: 2 })
    expect(await run({ paths: 'nowhere' })).toMatchObject({ code: 3, outputs: 'exit-code=3\n' })
  })

  it.each(Object.keys(action.inputs))('runs nothing that stands in %s', async (input) => {
    const trap = `x"; touch ${runner}/ran; $(touch ${runner}/ran) \`touch ${runner}/ran\``
    if (input === 'working-directory') repository.write(`${trap.replaceAll('/', '')}/x`, '')
    await run({ [input]: input === 'working-directory' ? trap.replaceAll('/', '') : trap })
    expect(() => statSync(join(runner, 'ran'))).toThrow('ENOENT')
  })
})

/** A route to nowhere, which is a warning. */
const lost =
  'apiVersion: agentgateway.dev/v1alpha1\nkind: AIRoute\nmetadata: {name: lost}\nspec:\n' +
  '  parentRefs: [{name: agentgateway, namespace: agentgateway-system}]\n' +
  '  rules:\n  - backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: nowhere}]\n'

describe('.pre-commit-hooks.yaml', () => {
  const [hook, ...more] = read('.pre-commit-hooks.yaml') as Record<string, unknown>[]

  it('has what pre-commit needs of a hook', () => {
    expect(more).toEqual([])
    expect(hook).toMatchObject({
      id: 'agentgw-validate',
      language: 'script',
      pass_filenames: false,
      require_serial: true,
    })
    const files = new RegExp(String(hook?.['files']))
    expect(['a.yaml', 'a/b.yml', 'c.json'].every((file) => files.test(file))).toBe(true)
    expect(files.test('README.md')).toBe(false)
  })

  it('starts a program that is there, and gives its verdict', async () => {
    const [program = '', ...words] = String(hook?.['entry']).split(' ')
    const go = (): Promise<ExecResult> =>
      exec(join(ROOT, program), words, { cwd: repository.root, env: cleanEnv() })
    expect(await go()).toMatchObject({ code: 0 })
    repository.write('manifests/bad.yaml', manifest('bad', 'comand'))
    expect(await go()).toMatchObject({ code: 1 })
  })
})

it('scripts/run.sh says that it needs npm to build, where it is not built', async () => {
  const lone = `mkdir "$0/scripts" "$0/bin"; cp "$1" "$0/scripts"; ln -s "$(command -v dirname)" "$0/bin"`
  await exec('sh', ['-c', lone, runner, join(ROOT, 'scripts/run.sh')])
  const run = await exec('/bin/sh', [join(runner, 'scripts/run.sh'), 'validate'], {
    env: { PATH: join(runner, 'bin') },
  })
  expect(run).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining('npm') as string })
})

it('what the workflow of init --ci gives the action are inputs of it', async () => {
  await runCli(['init', 'sub', '--ci'], { cwd: repository.root })
  const { jobs } = load(readFileSync(join(repository.root, '.github/workflows/agentgw.yaml'), 'utf8')) as {
    jobs: Record<string, { steps: { with?: object }[] }>
  }
  const given = Object.keys(jobs['validate']?.steps[1]?.with ?? {})
  expect(given).toEqual(['working-directory'])
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(given))
})

describe('docs/ci.md', () => {
  const page = readFileSync(join(ROOT, 'docs/ci.md'), 'utf8')
  const examples = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text)

  it('shows YAML, and nothing that the action does not take', () => {
    expect(examples.length).toBeGreaterThan(3)
    for (const example of examples) expect(load(example)).toBeTypeOf('object')
    const uses = examples.flatMap((example) => [
      ...example.matchAll(/uses: kubectl-agentgw[^]*?with:\n((?: {10}.*\n)+)/g),
    ])
    const given = uses.flatMap(([, text = '']) => Object.keys(load(text) as object))
    expect(given.length).toBeGreaterThan(1)
    expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(given))
  })

  it('has every input in its table, with its default', () => {
    const rows = [...page.matchAll(/^\| `([\w-]+)` \| (.*?) \| /gm)].map(([, name, text = '']) => [
      name,
      /^`(.*)`$/.exec(text)?.[1] ?? '',
    ])
    expect(rows).toEqual(
      Object.entries(action.inputs).map(([name, { default: fallback }]) => [name, fallback]),
    )
  })
})
