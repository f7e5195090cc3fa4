/** The commands and flags are promises: they change only together with the snapshot. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { exec } from '../setup/exec.ts'
import { BIN, cleanEnv, golden, ROOT, runCli } from './run.ts'

interface Manifest {
  readonly commands: Record<
    string,
    {
      readonly relativePath: readonly string[]
      readonly args: Record<string, { required?: boolean }>
      readonly flags: Record<
        string,
        {
          char?: string
          type: string
          options?: string[]
          multiple?: boolean
          default?: unknown
          required?: boolean
        }
      >
    }
  >
}

const manifest = JSON.parse(readFileSync(join(ROOT, 'oclif.manifest.json'), 'utf8')) as Manifest

describe('the command line', () => {
  it('is the one of the snapshot', () => {
    const commands = Object.entries(manifest.commands).map(([id, { args, flags }]) => [
      id,
      {
        args: Object.keys(args),
        flags: Object.fromEntries(
          Object.entries(flags)
            .sort(([a], [b]) => a.localeCompare(b))
            .map(([name, { char, type, options, multiple, required }]) => [
              name,
              [
                char && `-${char}`,
                type,
                options?.join('|'),
                multiple === true && 'several',
                required === true && 'required',
              ]
                .filter(Boolean)
                .join(' '),
            ]),
        ),
      },
    ])
    golden('commands.json', `${JSON.stringify(Object.fromEntries(commands), null, 2)}\n`)
  })

  it('has a manifest of the commands that were built, none of them stale', () => {
    const sources = readdirSync(join(ROOT, 'src/commands'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.startsWith('shared/'))
      .map((file) => file.replace(/\.ts$/, '').replaceAll('/', ':'))
    expect(Object.keys(manifest.commands).sort()).toEqual(sources.sort())
  })

  it.each([
    [['nosuch'], 2],
    [['validate', '--nosuch'], 2],
    [['validate', '-o', 'nosuch'], 2],
    [['get', '--dry-run=nosuch'], 2],
    [['get', '-n', 'a/../b'], 2],
    [['get', '-n', ''], 2],
    [['pull', '-n', 'Bad_Name'], 2],
    [['revocations', '-n', 'a'.repeat(64)], 2],
    [['validate', '--namespace=a.b'], 2],
    [['revoke', 'filesystem', '--all'], 2],
    [['revoke', 'filesystem', '--all', '--drill'], 2],
    [['revoke', '--all', '-l', 'team=a'], 2],
    [['revoke', '--all', '--reaches', 'api.example.com'], 2],
    [['restore', 'filesystem', '--all'], 2],
    [[], 0],
    [['--help'], 0],
    [['--version'], 0],
    [['revoke', '--help'], 0],
  ])('%j exits %i', async (args, code) => {
    const run = await runCli(args)
    expect(run).toMatchObject({ code })
    if (code === 2)
      expect(run).toMatchObject({
        stdout: '',
        stderr: expect.stringMatching(/^error: .*\[usage\]\nhint: ./) as string,
      })
  })

  it.each(['diff', 'apply', 'status', 'watch', 'schemas list'])(
    '%s takes no word behind it',
    async (verb) => {
      const { code, stderr } = await runCli([...verb.split(' '), 'extra'])
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(/^error: Unexpected argument: extra \[usage\]\nhint: ./) as string,
      })
    },
  )

  it('waits for a reader who is slow to take what is printed, and forgives one who leaves', async () => {
    const whole = (await runCli(['install', '--print'])).stdout.length
    expect(whole).toBeGreaterThan(65_536)
    const piped = (reader: string) =>
      exec('sh', ['-c', `"$0" "$1" install --print | ${reader}`, process.execPath, BIN], { env: cleanEnv() })
    expect((await piped('(sleep 0.5; wc -m)')).stdout.trim()).toBe(String(whole))
    expect(await piped('head -n 1')).toMatchObject({ stderr: '' })
  })

  it('says in one line that a Node is too old, and exits 3', async () => {
    // The launcher is read as an old version would: with another version number, nothing else can be had here.
    const launcher = readFileSync(join(ROOT, 'bin/kubectl-agentgw'), 'utf8').replace(
      'process.versions.node',
      '"20.20.2"',
    )
    const run = await exec(process.execPath, ['-e', launcher.replace(/^#!.*/, '')])
    expect(run).toMatchObject({ code: 3, stdout: '' })
    expect(run.stderr).toMatch(/^kubectl agentgw needs Node\.js 22 or later.*\n$/)
  })
})
