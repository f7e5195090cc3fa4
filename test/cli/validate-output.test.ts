/** Several reports of one `validate`, to files and to standard output. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExecResult } from '../setup/exec.ts'
import { runCli } from './run.ts'

const BAD =
  'apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: a}\nspec: {mcp: {stdio: {comand: npx}}}\n'

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-output-'))
  mkdirSync(join(base, 'manifests'))
  writeFileSync(join(base, 'manifests/a.yaml'), BAD)
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<ExecResult> => runCli(['validate', ...args], { cwd: base })
const read = (file: string): string => readFileSync(join(base, file), 'utf8')

describe('several outputs', () => {
  it('go to their files, and one to standard output', async () => {
    const { code, stdout, stderr } = await run(
      ...[
        '-o',
        'sarif=a.sarif',
        '-o',
        'json=a.json',
        '-o',
        'junit=a.xml',
        '-o',
        'github=a.txt',
        '-o',
        'text',
      ],
    )
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' })
    expect(stdout).toBe((await run()).stdout)
    expect((JSON.parse(read('a.sarif')) as { version: string }).version).toBe('2.1.0')
    expect(read('a.json')).toBe((await run('-o', 'json')).stdout)
    expect(read('a.xml')).toBe((await run('-o', 'junit')).stdout)
    expect(read('a.txt')).toBe((await run('-o', 'github')).stdout)
    expect(readdirSync(base).sort()).toEqual(['a.json', 'a.sarif', 'a.txt', 'a.xml', 'manifests'])
  })

  it('to files alone leave standard output empty, and say the sum on standard error', async () => {
    const { code, stdout, stderr } = await run('-o', 'sarif=a.sarif')
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toMatch(/^1 resource in 1 file: .* 1 error\n$/)
  })

  it('overwrite the file of the last run, also behind a link, and a device not at all', async () => {
    writeFileSync(join(base, 'real.json'), 'old')
    symlinkSync('real.json', join(base, 'a.json'))
    expect((await run('-o', 'json=a.json', '-o', 'sarif=/dev/null')).code).toBe(1)
    expect(JSON.parse(read('real.json'))).toHaveProperty('summary')
    expect(readFileSync('/dev/null', 'utf8')).toBe('')
  })

  it.each([
    [['-o', 'text', '-o', 'json'], 'two output formats'],
    [['-o', 'json=a', '-o', 'sarif=./a'], 'two outputs for the file ./a'],
    [['-o', 'json=manifests/../a', '-o', 'sarif=a'], 'two outputs for the file a'],
    [['-o', 'json='], 'names no file'],
    [['-o', 'xml'], 'no output format "xml"'],
    [['-o', 'Json=a'], 'no output format "Json"'],
    [['-o', '=a'], 'no output format ""'],
  ])('%j are wrong usage', async (args, message) => {
    const { code, stdout, stderr } = await run(...args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(message)
    expect(stderr).toContain('[usage]')
    expect(existsSync(join(base, 'a'))).toBe(false)
  })

  it.each([['json=nowhere/a.json'], ['json=manifests'], ['json=manifests/a.yaml/b']])(
    '-o %s can not be written',
    async (output) => {
      const { code, stdout, stderr } = await run('-o', 'text', '-o', output)
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
      expect(stderr).toContain('[file-unwritable]')
      expect(read('manifests/a.yaml')).toBe(BAD)
    },
  )

  it.skipIf(process.getuid?.() === 0)('a folder without the right to write is told', async () => {
    chmodSync(base, 0o555)
    const { code, stderr } = await run('-o', 'json=a.json')
    chmodSync(base, 0o755)
    expect({ code, stderr }).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[file-unwritable]') as string,
    })
  })
})
