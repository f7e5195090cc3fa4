/** Accepted findings, as the built program takes them from each of the three places. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExecResult } from '../setup/exec.ts'
import { conforms } from './conforms.ts'
import { runCli } from './run.ts'

const TWICE = `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: a}
spec: {mcp: {stdio: {cmd: npx}}}
`

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-suppress-'))
  mkdirSync(join(base, 'manifests'))
  writeFileSync(join(base, 'manifests/a.yaml'), TWICE)
  writeFileSync(join(base, 'manifests/b.yaml'), TWICE)
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})
const settings = (text: string): void => {
  writeFileSync(join(base, 'agentgw.yaml'), text)
}
const run = (command: string, ...args: string[]): Promise<ExecResult> =>
  runCli([command, ...args], { cwd: base })

const json = async (...args: string[]): Promise<Record<string, unknown>> => {
  const { stdout } = await run('validate', '-o', 'json', ...args)
  return conforms('validate', stdout) as Record<string, unknown>
}

const ACCEPTED = 'suppress:\n- code: duplicate-resource\n  resource: mcpbackend/a\n  reason: one per stage\n'

describe('validate', () => {
  it('fails for what nobody accepts', async () => {
    expect((await run('validate')).code).toBe(1)
    expect(await json()).not.toHaveProperty('suppressed')
  })

  it.each([
    ['the command line', '', ['--suppress', 'duplicate-resource']],
    ['agentgw.yaml', ACCEPTED, []],
    [
      'agentgw.yaml, seen from a folder',
      ACCEPTED.replace('resource: mcpbackend/a', 'path: manifests/b.yaml'),
      [],
    ],
  ])('takes it from %s', async (_, text, args) => {
    settings(text)
    const { code, stdout } = await run('validate', ...args)
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: '2 resources in 2 files: 2 valid; 1 suppressed\n',
    })
    expect(await json(...args)).toMatchObject({
      summary: { valid: 2, invalid: 0, suppressed: 1 },
      findings: [],
      suppressed: [{ code: 'duplicate-resource', suppression: {} }],
    })
  })

  it('names the line of agentgw.yaml that accepts nothing, and fails where warnings do', async () => {
    settings('name: x\n' + ACCEPTED)
    writeFileSync(join(base, 'manifests/b.yaml'), TWICE.replace('name: a', 'name: b'))
    const { code, stdout } = await run('validate', '--fail-on', 'warning')
    expect(code).toBe(1)
    expect(stdout).toMatch(/^agentgw\.yaml:3:3: warning: .*\[unused-suppression\]$/m)
    expect((await run('validate')).code).toBe(0)
  })

  it.each([
    ['suppress:\n- code: duplicate-resource\n', 'agentgw.yaml:2:3: '],
    ['suppress:\n- {code: duplicate-resourse, reason: a}\n', 'agentgw.yaml:2:3: '],
  ])('agentgw.yaml with %j is wrong', async (text, place) => {
    settings(text)
    const { code, stdout, stderr } = await run('validate')
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(place)
    expect(stderr).toContain('[bad-settings]')
  })

  it('a code that no finding has is wrong usage', async () => {
    const { code, stderr } = await run('validate', '--suppress', 'duplicate-resourse')
    expect(code).toBe(2)
    expect(stderr).toContain('did you mean "duplicate-resource"?')
  })
})

describe('apply, which reads the folder as diff does', () => {
  // There is no cluster here: what is told before one is asked counts.
  const findings = async (...args: string[]): Promise<string> =>
    (await run('apply', '--kubeconfig', join(base, 'none'), ...args)).stderr

  it('accepts what validate accepts', async () => {
    expect(await findings()).toContain('[duplicate-resource]')
    settings(ACCEPTED)
    expect(await findings()).not.toContain('[duplicate-resource]')
    settings('')
    expect(await findings('--suppress', 'duplicate-resource')).not.toContain('[duplicate-resource]')
  })
})
