/** `schemas pull` and `schemas list`, as the built program runs them, and what validate makes of what was pulled. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ExecResult } from '../setup/exec.ts'
import { GIZMO_CRD } from '../validate/gizmo.ts'
import { conforms } from './conforms.ts'
import { runCli } from './run.ts'
import { tree } from './tree.ts'

const GROUP = 'test.agentgw.dev'
const FILE = '.agentgw/schemas/gizmos.test.agentgw.dev.yaml'
const LOCK = '.agentgw/schemas/schemas.lock.json'
const GIZMO = `apiVersion: ${GROUP}/v1\nkind: Gizmo\nmetadata: {name: a}\nspec: {size: 61}\n`

let base = ''
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'agentgw-schemas-'))
  put('agentgw.yaml', 'name: x\n')
  put('manifests/gizmo.yaml', GIZMO)
  put('crds/gizmo.json', JSON.stringify(GIZMO_CRD))
})
afterEach(() => {
  rmSync(base, { recursive: true, force: true })
})

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(base, path)), { recursive: true })
  writeFileSync(join(base, path), text)
}
const text = (path: string): string => readFileSync(join(base, path), 'utf8')
const run = (args: readonly string[], cwd = base, input = ''): Promise<ExecResult> =>
  runCli(args, { cwd, input })
const pull = (...args: string[]): Promise<ExecResult> => run(['schemas', 'pull', '--group', GROUP, ...args])

/** The CRD with another limit, as a later release has it. */
const later = (): string => JSON.stringify(GIZMO_CRD).replace('"default":60', '"default":70')

const stateOf = async (...args: string[]): Promise<unknown> => {
  const { stdout } = await pull('-o', 'json', ...args)
  const { schemas } = conforms('schemas-pull', stdout) as { schemas: { state: string }[] }
  return schemas.map(({ state }) => state)
}

describe('schemas pull', () => {
  it('takes CRDs of a folder, which validate uses; doing it again changes nothing', async () => {
    expect((await run(['validate'])).code).toBe(0)
    expect(await pull('crds')).toMatchObject({ code: 0, stderr: '' })
    const pulled = tree(base)
    expect(Object.keys(pulled)).toEqual(
      [FILE, LOCK, 'agentgw.yaml', 'crds/gizmo.json', 'manifests/gizmo.yaml'].sort(),
    )
    const verdict = await run(['validate', '-o', 'json'])
    expect(verdict.code).toBe(1)
    expect(JSON.parse(verdict.stdout)).toMatchObject({
      findings: [{ code: 'failed-rule', path: 'spec.size' }],
    })
    expect(await pull('crds')).toMatchObject({ code: 0, stdout: '1 unchanged\n' })
    expect(tree(base)).toEqual(pulled)
    // From wherever it is asked.
    expect((await run(['validate', '-d', base, join(base, 'manifests')], tmpdir())).code).toBe(1)
  })

  it('says what changes, before and after', async () => {
    expect(await stateOf('crds')).toEqual(['added'])
    expect(await stateOf('crds', '--check')).toEqual(['unchanged'])
    put('crds/gizmo.json', later())
    const before = tree(base)
    expect(await stateOf('--check')).toEqual(['updated'])
    expect(tree(base)).toEqual(before)
    expect(await stateOf('crds')).toEqual(['updated'])
    expect((await run(['validate'])).code).toBe(0)
  })

  it('--check exits 1 where the lock is behind, 0 where not, 3 where the source is gone', async () => {
    expect((await pull('crds', '--check')).code).toBe(1)
    await pull('crds')
    expect(await pull('--check')).toMatchObject({ code: 0, stdout: '1 unchanged\n', stderr: '' })
    put('crds/gizmo.json', later())
    expect(await pull('--check')).toMatchObject({ code: 1, stderr: expect.stringContaining(LOCK) as string })
    put('crds/gizmo.json', '{"apiVersion": "v1", "kind": "ConfigMap"}')
    expect(await pull('--check')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('removed') as string,
    })
    expect(await pull('crds')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[no-crds]') as string,
    })
    rmSync(join(base, 'crds'), { recursive: true })
    expect(await pull('--check')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[no-such-file]') as string,
    })
  })

  it('an edited or missing file is found by validate and --check, and repaired', async () => {
    await pull('crds')
    const right = text(FILE)
    for (const spoil of [
      () => {
        put(FILE, right.replace('60', '61'))
      },
      () => {
        rmSync(join(base, FILE))
      },
    ]) {
      spoil()
      const { code, stderr } = await run(['validate'])
      expect({ code, stderr }).toMatchObject({
        code: 3,
        stderr: expect.stringContaining(`${FILE} is`) as string,
      })
      expect(stderr).toContain('[schema-changed]')
      expect((await pull('--check')).code).toBe(1)
      expect(await stateOf('crds')).toEqual(['repaired'])
      expect(text(FILE)).toBe(right)
    }
    // As Git on Windows checks it out.
    put(FILE, right.replaceAll('\n', '\r\n'))
    expect((await run(['validate'])).code).toBe(1)
  })

  it('a lock that is none stops everything that needs it', async () => {
    await pull('crds')
    put(LOCK, '<<<<<<< HEAD\n')
    for (const args of [['validate'], ['schemas', 'list'], ['schemas', 'pull', 'crds']])
      expect(await run(args)).toMatchObject({
        code: 3,
        stderr: expect.stringContaining('[bad-schema-lock]') as string,
      })
  })

  it('takes standard input, of which the lock can not be checked by itself', async () => {
    const piped = await run(['schemas', 'pull', '-', '--group', GROUP], base, JSON.stringify(GIZMO_CRD))
    expect(piped).toMatchObject({ code: 0, stderr: '' })
    expect(await pull('--check')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[no-source]') as string,
    })
  })

  it.each<[string, string[], number, string]>([
    ['a source without such CRDs', ['crds'], 3, 'no-crds'],
    ['no such source', ['nowhere', '--group', GROUP], 3, 'no-such-file'],
    ['plain http', ['http://example.com/crds.yaml'], 2, 'usage'],
    ['no URL', ['https://user:hunter2@:x'], 2, 'usage'],
    ['a cluster where there is none', [], 3, 'no-kubeconfig'],
    ['two that differ', ['crds', 'others', '--group', GROUP], 3, 'crd-twice'],
    ['what is no YAML', ['broken', '--group', GROUP], 3, 'bad-crd'],
  ])('%s is an error, and nothing is written', async (_name, args, code, error) => {
    put('others/gizmo.json', later())
    put('broken/a.yaml', 'a: [\n')
    const before = tree(base)
    const result = await run(['schemas', 'pull', ...args])
    expect(result).toMatchObject({
      code,
      stdout: '',
      stderr: expect.stringContaining(`[${error}]`) as string,
    })
    expect(result.stderr).not.toContain('hunter2')
    expect(tree(base)).toEqual(before)
  })

  it('is spelt as it is typed where it is misspelt', async () => {
    expect((await run(['schemas', 'pul'])).stderr).toContain('command schemas pul not found [usage]')
  })

  it('needs an agentgw.yaml', async () => {
    rmSync(join(base, 'agentgw.yaml'))
    expect(await pull('crds')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[no-folder]') as string,
    })
  })
})

describe('schemas pull of a URL', () => {
  let server: Server
  let origin: string
  let answer: (request: IncomingMessage, response: ServerResponse) => void
  beforeEach(async () => {
    server = createServer((request, response) => {
      answer(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
  })

  it('keeps no credentials of it', async () => {
    answer = ({ headers, url = '' }, response) => {
      const isAllowed = headers.authorization?.startsWith('Basic ') ?? url.includes('token=hunter2')
      if (isAllowed)
        response.end(`# several documents\n---\n${JSON.stringify(GIZMO_CRD)}\n---\nkind: Other\n`)
      else response.writeHead(401).end()
    }
    const results = [
      await pull(`${origin.replace('//', '//user:hunter2@')}/crds.yaml`),
      await pull('--check'),
      await pull(`${origin}/crds.yaml?token=hunter2`),
      await pull('--check'),
    ]
    expect(results.map(({ code }) => code)).toEqual([0, 3, 0, 3])
    expect(JSON.stringify(results)).not.toContain('hunter2')
    expect(JSON.stringify(tree(base))).not.toContain('hunter2')
    expect(JSON.parse(text(LOCK))).toMatchObject({ crds: [{ source: `${origin}/crds.yaml?token=***` }] })
  })

  it('is checked by the lock alone', async () => {
    let crd = JSON.stringify(GIZMO_CRD)
    answer = (_request, response) => response.end(crd)
    expect((await pull(`${origin}/crds.yaml`)).code).toBe(0)
    expect((await pull('--check')).code).toBe(0)
    crd = later()
    expect((await pull('--check')).code).toBe(1)
    answer = (_request, response) => response.writeHead(503).end()
    expect(await pull('--check')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('[download-failed]') as string,
    })
  })

  it('that is a page is told to be one', async () => {
    answer = (_request, response) => response.end('<!DOCTYPE html>\n<html></html>')
    expect(await pull(`${origin}/crds.yaml`)).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('HTML') as string,
    })
  })
})

describe('schemas list', () => {
  interface Row {
    readonly apiVersion: string
    readonly kind: string
    readonly from: string
  }
  const rows = async (...args: string[]): Promise<Row[]> => {
    const { stdout, code } = await run(['schemas', 'list', '-o', 'json', ...args])
    expect(code).toBe(0)
    return (conforms('schemas-list', stdout) as { schemas: Row[] }).schemas
  }
  const of = (all: readonly Row[], kind: string): Row | undefined => all.find((row) => row.kind === kind)

  it('says what is built in, an outline, or known by name only', async () => {
    const all = await rows()
    expect(of(all, 'MCPBackend')).toEqual({
      apiVersion: 'agentgateway.dev/v1alpha1',
      kind: 'MCPBackend',
      from: 'built-in',
    })
    expect(of(all, 'HTTPRoute')?.from).toBe('outline')
    expect(of(all, 'GRPCRoute')?.from).toBe('none')
    expect(new Set(all.map(({ apiVersion, kind }) => `${apiVersion} ${kind}`)).size).toBe(all.length)
  })

  it('says what was pulled, and what --crds puts before it', async () => {
    await pull('crds')
    expect(of(await rows(), 'Gizmo')).toEqual({
      apiVersion: `${GROUP}/v1`,
      kind: 'Gizmo',
      from: 'pulled',
      source: './crds',
    })
    expect(of(await rows('--crds', 'crds'), 'Gizmo')).toMatchObject({ from: 'crds', path: 'crds' })
    const { stdout } = await run(['schemas', 'list'])
    expect(stdout).toMatch(/^KIND +API VERSION +SCHEMA\n/)
    expect(stdout).toMatch(/\nGizmo +test\.agentgw\.dev\/v1 +pulled from \.\/crds\n/)
  })
})
