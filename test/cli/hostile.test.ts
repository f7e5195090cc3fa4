/** Files that people get wrong in every way, through the built program: findings with a place and exit code 1, never a crash. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exec } from '../setup/exec.ts'
import { runCli } from './run.ts'

const OBJECT =
  'apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: a}\nspec: {mcp: {stdio: {cmd: npx}}}\n'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentgw-hostile-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const validate = async (
  path: string,
  input?: string,
): Promise<{ code: number | null; codes: string[]; stderr: string }> => {
  const result = await runCli(['validate', path, '-o', 'json'], input === undefined ? {} : { input })
  const { findings } = JSON.parse(result.stdout) as { findings: { code: string; line?: number }[] }
  return { code: result.code, codes: findings.map(({ code }) => code), stderr: result.stderr }
}

describe.each<[string, string | Buffer, string]>([
  ['cut off in a quote', OBJECT.replace('npx', '"np'), 'yaml-syntax'],
  ['cut off in a bracket', OBJECT.slice(0, -2), 'yaml-syntax'],
  ['JSON that ends early', '{"apiVersion": "v1", "kind"', 'yaml-syntax'],
  ['UTF-16', Buffer.from(`\uFEFF${OBJECT}`, 'utf16le'), 'not-utf8'],
  ['Latin 1', Buffer.from(OBJECT.replace('npx', 'caf\xe9'), 'latin1'), 'not-utf8'],
  ['NUL', OBJECT.replace('npx', '"n\0px"'), 'yaml-control-character'],
  ['tabs', OBJECT.replace('spec: ', 'spec:\n\t'), 'yaml-tab'],
  ['nested too deep', `${OBJECT}status: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`, 'yaml-too-large'],
  [
    'a bomb of aliases',
    `${OBJECT}a0: &a0 [x]\n${Array.from({ length: 60 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join('')}`,
    'yaml-too-large',
  ],
  ['a key that every object has', `${OBJECT}__proto__: {polluted: true}\nconstructor: 1\n`, 'unknown-field'],
  ['too large for the API server', OBJECT.replace('npx', 'x'.repeat(4e6)), 'object-too-large'],
])('a file with %s', (name, content, expected) => {
  it(`is ${expected}`, async () => {
    const file = join(folder, `${name.replaceAll(/\W/g, '-')}.yaml`)
    writeFileSync(file, content)
    const { code, codes, stderr } = await validate(file)
    rmSync(file)
    expect(codes).toContain(expected)
    expect(code).toBe(1)
    expect(stderr).not.toMatch(/\n\s+at |Error:/)
  })
})

describe('a path', () => {
  it.runIf(process.platform === 'linux')('to a device that never ends is read up to the limit', async () => {
    expect(await validate('/dev/zero')).toMatchObject({ code: 1, codes: ['yaml-too-large'] })
  })

  it('of a folder with links that lead nowhere, out, around, and to a pipe', async () => {
    const inside = join(folder, 'links')
    mkdirSync(inside)
    writeFileSync(join(inside, 'a.yaml'), OBJECT)
    writeFileSync(join(folder, 'outside.yaml'), OBJECT)
    await exec('mkfifo', [join(inside, 'pipe.yaml')])
    for (const [name, target] of [
      ['nowhere.yaml', 'nothing'],
      ['out.yaml', '../outside.yaml'],
      ['loop.yaml', 'loop.yaml'],
      ['around', '.'],
      ['to-pipe.yaml', 'pipe.yaml'],
    ] as const)
      symlinkSync(target, join(inside, name))
    const { code, codes } = await validate(inside)
    expect(codes).toEqual(Array.from({ length: 4 }, () => 'link-not-followed'))
    expect(code).toBe(1)
  })

  it('of standard input takes CR LF and a mark of byte order', async () => {
    expect(await validate('-', `\uFEFF${OBJECT.replaceAll('\n', '\r\n')}`)).toMatchObject({
      code: 0,
      codes: [],
    })
  })
})
