/** Runs vitest on small projects and reads how the run ends. */
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exec, type ExecResult } from './exec.ts'

const ROOT = join(import.meta.dirname, '../..')

let project: string
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'agentgw-summary-'))
  symlinkSync(join(ROOT, 'node_modules'), join(project, 'node_modules'))
  const here = (file: string): string => JSON.stringify(join(import.meta.dirname, file))
  const provide = JSON.stringify({ noControlPlane: 'there is none' })
  const cluster = `{ name: 'cluster', include: ['c*.test.ts'], runner: ${here('runner.ts')}, provide: ${provide} }`
  write(
    'vitest.config.ts',
    `export default { test: { reporters: ['default', ${here('summary.ts')}],
       projects: [{ test: { name: 'unit', include: ['u*.test.ts'] } }, { test: ${cluster} }] } }`,
  )
})
afterEach(() => {
  rmSync(project, { recursive: true, force: true })
})

const write = (file: string, text: string): void => {
  writeFileSync(join(project, file), text)
}

/** A test file; `body` may use test, beforeAll and expect. */
const testFile = (file: string, body: string): void => {
  write(file, `import { beforeAll, describe, expect, test } from 'vitest'\n${body}\n`)
}

const run = async (env: NodeJS.ProcessEnv = {}): Promise<ExecResult & { last: string | undefined }> => {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs')
  const { CI: _, ...rest } = process.env
  const result = await exec(process.execPath, [vitest, 'run'], {
    cwd: project,
    env: { ...rest, NO_COLOR: '1', ...env },
  })
  return { ...result, last: result.stdout.trimEnd().split('\n').at(-1) }
}

describe('the last line of a run', () => {
  it('counts what passed, failed and was skipped', async () => {
    testFile(
      'u.test.ts',
      `test('a', () => {}); test('b', () => { expect(1).toBe(2) }); test.skip('c', () => {})
       test('d', (ctx) => { ctx.skip('no moon tonight') })`,
    )
    const { code, last, stdout } = await run()
    expect(last).toBe('tests: 1 passed, 1 failed, 2 skipped')
    expect(stdout).toContain('u.test.ts > d\nbecause: no moon tonight\n')
    expect(code).toBe(1)
  })

  it.each([
    ['a file that can not be loaded', `throw new Error('no')`],
    ['a hook that throws', `beforeAll(() => { throw new Error('no') }); test('a', () => {})`],
    ['an error outside of every test', `test('a', () => { void Promise.reject(new Error('no')) })`],
  ])('counts %s as failed', async (_, body) => {
    testFile('u.test.ts', body)
    const { code, last } = await run()
    expect(last).toMatch(/^tests: \d passed, 1 failed, \d skipped$/)
    expect(code).toBe(1)
  })
})

describe('tests of a cluster, where no control plane is to be had', () => {
  beforeEach(() => {
    testFile('u.test.ts', `test('a', () => {})`)
    testFile(
      'c.test.ts',
      `beforeAll(() => { throw new Error('must not run') }); describe('s', () => { test('b', () => {}) })`,
    )
  })

  it('are left out, and the run says so', async () => {
    const { code, last, stdout } = await run()
    expect(last).toBe('tests: 1 passed, 0 failed, 1 skipped')
    expect(stdout).toContain('c.test.ts (1 test)\nbecause: there is none\n')
    expect(code).toBe(0)
  })

  it('fail with CI set', async () => {
    const { code, last, stderr } = await run({ CI: 'true' })
    expect(last).toBe('tests: 1 passed, 1 failed, 1 skipped')
    expect(stderr).toContain('there is none')
    expect(code).toBe(1)
  })
})
