/** Large input is read in bounded memory, or refused with a place: each case in a process of its own, whose peak is measured. */
import { execFile } from 'node:child_process'
import { mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, closeSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const run = promisify(execFile)
const ROOT = join(import.meta.dirname, '../..')

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentgw-large-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

interface Measured {
  readonly documents: number
  readonly findings: readonly { code: string; line?: number; column?: number }[]
  /** MiB, of the whole process. */
  readonly peak: number
}

/** Reads a path in a process of its own. */
const measure = async (path: string): Promise<Measured> => {
  const script = `
    import { readPaths } from '${join(ROOT, 'src/manifest/read.ts')}'
    import { validateDocuments } from '${join(ROOT, 'src/validate/validate.ts')}'
    const read = await readPaths([process.argv[1]], { stdin: process.stdin })
    const { findings } = await validateDocuments(read.files, { namespace: 'a' })
    const peak = Math.round(process.resourceUsage().maxRSS / 1024)
    const told = [...read.findings.filter(({ line }) => line === undefined), ...findings].map(({ code, line, column }) => ({ code, line, column }))
    console.log(JSON.stringify({ documents: read.documents.length, findings: told, peak }))`
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script, path], {
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(stdout) as Measured
}

const object = (i: number | string, cmd = 'npx'): string =>
  `apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: a${i}}\nspec:\n  mcp:\n    stdio: {cmd: ${cmd}}\n`
const configMap = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n'
const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

describe.each<[string, () => string, Partial<Measured>]>([
  [
    'a plain scalar of 50 MB',
    () => `${configMap}  a: ${'x'.repeat(50e6)}\n`,
    { findings: [{ code: 'object-too-large', line: 1, column: 1 }] },
  ],
  [
    'a block scalar of 5 MB',
    () => `${configMap}  a: |\n${'    line of text\n'.repeat(3e5)}`,
    { findings: [{ code: 'object-too-large', line: 1, column: 1 }] },
  ],
  [
    'a quoted scalar of escapes',
    () => `${configMap}  a: "${'\\n'.repeat(1.6e6)}"\n`,
    { findings: [{ code: 'object-too-large', line: 1, column: 1 }] },
  ],
  [
    '100,000 documents',
    () =>
      numbers(100_000)
        .map((i) => object(i))
        .join('---\n'),
    { documents: 100_000, findings: [] },
  ],
  [
    '10,000 documents with a fault each',
    () =>
      numbers(10_000)
        .map((i) => object(i, '1'))
        .join('---\n'),
    { documents: 10_000 },
  ],
  ['a million empty documents', () => '---\n'.repeat(1e6), { documents: 0, findings: [] }],
  [
    'a list of 20,000 objects',
    () =>
      `apiVersion: v1\nkind: List\nitems:\n${numbers(20_000)
        .map((i) => `- ${object(i).trimEnd().replaceAll('\n', '\n  ')}\n`)
        .join('')}`,
    { documents: 20_000, findings: [] },
  ],
  [
    'a list of ten million numbers',
    () => `[${'1,'.repeat(1e7)}1]`,
    { findings: [{ code: 'yaml-too-large', line: 1, column: 1 }] },
  ],
  [
    'a key of 1 MB',
    () => object('').replace('cmd:', `${'k'.repeat(1e6)}: 1, cmd:`),
    { findings: [{ code: 'unknown-field', line: 6, column: 13 }] },
  ],
  [
    'JSON of 20,000 objects with a fault each, on one line',
    () =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: numbers(20_000).map((i) => ({
          apiVersion: 'agentgateway.dev/v1alpha1',
          kind: 'MCPBackend',
          metadata: { name: `a${i}` },
          spec: { mcp: { stdio: { cmd: 1 } } },
        })),
      }),
    { documents: 20_000 },
  ],
  ['comments of 20 MB', () => '# comment\n'.repeat(2e6), { documents: 0 }],
  [
    '60,000 anchors and aliases',
    () =>
      `${configMap}${numbers(60_000)
        .map((i) => `  a${i}: &a${i} x\n  b${i}: *a${i}\n`)
        .join('')}`,
    {},
  ],
  [
    'a file of 200 MB',
    () => 'a'.repeat(200e6),
    { documents: 0, findings: [{ code: 'yaml-too-large', line: 1, column: 1 }] },
  ],
])('%s', (name, text, expected) => {
  it('takes less than 1.5 GiB', { timeout: 120_000 }, async () => {
    const file = join(folder, `${name.replaceAll(/\W+/g, '-')}.yaml`)
    writeFileSync(file, text())
    const measured = await measure(file)
    rmSync(file)
    expect(measured).toMatchObject(expected)
    expect(measured.peak).toBeLessThan(1536)
  })
})

describe('what is no regular file', () => {
  it('of more than a string can hold is refused', async () => {
    const file = join(folder, 'sparse.yaml')
    closeSync(openSync(file, 'w'))
    truncateSync(file, 3 * 2 ** 30)
    expect(await measure(file)).toMatchObject({ findings: [{ code: 'yaml-too-large' }] })
  })

  it.runIf(process.platform === 'linux').each([
    ['/dev/zero', 'yaml-too-large'],
    ['/dev/null', undefined],
  ])('%s is read up to the limit', async (device, code) => {
    const { findings, peak } = await measure(device)
    expect(findings.map((finding) => finding.code)).toEqual(code === undefined ? [] : [code])
    expect(peak).toBeLessThan(512)
  })

  it('a pipe is read', async () => {
    const pipe = join(folder, 'pipe')
    await run('mkfifo', [pipe])
    const reading = measure(pipe)
    await run('sh', ['-c', 'printf "kind: A\\n" > "$0"', pipe])
    expect(await reading).toMatchObject({ documents: 1, findings: [{ code: 'missing-kind' }] })
  })

  it('in a folder is passed over, and never waited for', async () => {
    const inside = join(folder, 'odd')
    const { mkdirSync, symlinkSync } = await import('node:fs')
    mkdirSync(inside)
    await run('mkfifo', [join(inside, 'pipe.yaml')])
    const server = createServer().listen(join(inside, 'socket.yaml'))
    await new Promise((resolve) => server.once('listening', resolve))
    symlinkSync(join(inside, 'pipe.yaml'), join(inside, 'link.yaml'))
    symlinkSync('/dev/zero', join(inside, 'zero.yaml'))
    symlinkSync('loop.yaml', join(inside, 'loop.yaml'))
    symlinkSync('.', join(inside, 'around'))
    writeFileSync(join(inside, 'a.yaml'), object(''))
    const { documents, findings } = await measure(inside)
    server.close()
    expect(documents).toBe(1)
    expect(findings.map(({ code }) => code)).toEqual([
      'link-not-followed',
      'link-not-followed',
      'link-not-followed',
    ])
  })
})
