/** `--baseline` and `--show`, as the built program has them. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExecResult } from '../setup/exec.ts'
import { conforms } from './conforms.ts'
import { runCli } from './run.ts'

const backend = (name: string, field: string): string =>
  `apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: ${name}}\nspec: {mcp: {stdio: {${field}: npx}}}\n`
const ROUTE =
  'apiVersion: agentgateway.dev/v1alpha1\nkind: AIRoute\nmetadata: {name: r}\nspec:\n  parentRefs: [{name: g}]\n  rules:\n  - backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: nowhere}]\n'

let base = ''
const put = (file: string, text: string): void => {
  writeFileSync(join(base, file), text)
}
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-baseline-'))
  mkdirSync(join(base, 'manifests'))
  put('manifests/a.yaml', backend('a', 'comand'))
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})
const run = (...args: string[]): Promise<ExecResult> => runCli(['validate', ...args], { cwd: base })

const json = async (...args: string[]): Promise<Record<string, unknown>> => {
  const { stdout } = await run('-o', 'json', ...args)
  return conforms('validate', stdout) as Record<string, unknown>
}

describe('--baseline', () => {
  beforeEach(async () => {
    expect((await run('-o', 'json=base.json')).code).toBe(1)
  })

  it('fails for what is introduced, and for nothing else', async () => {
    put('manifests/a.yaml', `# moved\n${backend('a', 'comand')}`)
    const same = await run('--baseline', 'base.json')
    expect(same.code).toBe(0)
    expect(same.stdout).toContain('[unknown-field] (unchanged)\n')
    expect(same.stdout).toMatch(/; 1 error, 0 introduced, 1 unchanged, 0 fixed\n$/)
    put('manifests/b.yaml', backend('b', 'comand'))
    expect((await run('--baseline', 'base.json')).code).toBe(1)
    expect(await json('--baseline', 'base.json')).toMatchObject({
      summary: { introduced: 1, unchanged: 1, fixed: 0 },
      findings: [{ baseline: 'unchanged' }, { baseline: 'introduced', file: 'manifests/b.yaml' }],
      fixed: [],
    })
  })

  it('lists what is fixed', async () => {
    put('manifests/a.yaml', backend('a', 'cmd'))
    const { code, stdout } = await run('--baseline', 'base.json')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^manifests\/a\.yaml: error: .* \[unknown-field\] \(fixed\)$/m)
    expect(await json('--baseline', 'base.json')).toMatchObject({ findings: [], fixed: [{ line: 4 }] })
  })

  it('says nothing of what it did not look at', async () => {
    put('manifests/b.yaml', backend('b', 'cmd'))
    expect(await json('manifests/b.yaml', '--baseline', 'base.json')).toMatchObject({ fixed: [] })
  })

  it('takes the file of a run that compared, and gives every format its word', async () => {
    await run('--baseline', 'base.json', '-o', 'json=next.json')
    put('manifests/b.yaml', backend('b', 'comand'))
    const output = await run(
      ...['--baseline', 'next.json', '-o', 'sarif=a.sarif', '-o', 'junit=a.xml', '-o', 'github'],
    )
    expect(output.stdout.match(/^::error /gm)).toHaveLength(1)
    expect(readFileSync(join(base, 'a.sarif'), 'utf8').match(/"baselineState": "\w+"/g)).toEqual([
      '"baselineState": "unchanged"',
      '"baselineState": "new"',
    ])
    expect(readFileSync(join(base, 'a.xml'), 'utf8')).toMatch(/<testsuites [^>]*tests="2" failures="1"/)
  })

  it.each([
    ['', 'bad-baseline', 'not JSON'],
    ['{"findings": [}', 'bad-baseline', 'bad.json:1:15'],
    ['[]', 'bad-baseline', 'no list of findings'],
    ['{"findings": [{"code": 1}]}', 'bad-baseline', 'findings[0]'],
    ['{"version": "2.1.0", "runs": []}', 'bad-baseline', 'SARIF'],
    ['5', 'bad-baseline', 'no list of findings'],
    ['x', 'bad-baseline', 'bad.json: this is not JSON'],
    [undefined, 'no-such-file', 'bad.json'],
  ])('%j is refused [%s]', async (text, expected, what) => {
    if (text !== undefined) put('bad.json', text)
    const { code, stdout, stderr } = await run('--baseline', 'bad.json')
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
    expect(stderr).toContain(`[${expected}]`)
    expect(stderr).toContain(what)
  })

  it('and --changed-since contradict each other', async () => {
    const { code, stderr } = await run('--baseline', 'base.json', '--changed-since', 'HEAD')
    expect(code).toBe(2)
    expect(stderr).toContain('[usage]')
  })
})

describe('--show', () => {
  it('tells less and counts the same, and the exit code stays', async () => {
    put('manifests/r.yaml', ROUTE)
    const all = await run()
    const errors = await run('--show', 'error')
    expect(all.stdout).toContain('[missing-backend]')
    expect(errors.stdout).not.toContain('[missing-backend]')
    expect(errors.stdout).toMatch(/; 1 error, [2-9] warnings?.*, [2-9] of them not shown\n/)
    const output = await json('--show', 'error')
    expect(output).toMatchObject({ findings: [{ code: 'unknown-field' }] })
    expect((output['summary'] as Record<string, number>)['hidden']).toBeGreaterThan(0)
    put('manifests/a.yaml', backend('a', 'cmd'))
    expect(await run('--show', 'error', '--fail-on', 'warning')).toMatchObject({ code: 1 })
    expect((await run('--show', 'info')).code).toBe(0)
  })
})
