/** `dev` as it is run from a terminal: what it prints, how it ends, and that nothing is left behind. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { BIN, cleanEnv, ROOT } from './environment.ts'
import { runCli } from './run.ts'

const FILESYSTEM = join(ROOT, 'node_modules/@modelcontextprotocol/server-filesystem/dist/index.js')

let dir: string
let child: ChildProcess | undefined
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'agentgw-dev-')))
  mkdirSync(join(dir, 'manifests'))
  mkdirSync(join(dir, 'served'))
  writeFileSync(join(dir, 'served', 'hello.txt'), 'hello\n')
  writeFileSync(join(dir, 'agentgw.yaml'), '')
  writeFileSync(join(dir, 'manifests', 'files.yaml'), manifest('files'))
})
afterEach(() => {
  child?.kill('SIGKILL')
  child = undefined
  rmSync(dir, { recursive: true, force: true })
})

const manifest = (name: string): string => `apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata: {name: ${name}}
spec:
  mcp:
    stdio:
      cmd: ${JSON.stringify(process.execPath)}
      args: [${JSON.stringify(FILESYSTEM)}, ${JSON.stringify(join(dir, 'served'))}]
      env:
      - {name: API_TOKEN, valueFrom: {secretKeyRef: {name: s, key: k}}}
    policies: {tools: {deny: [write_file]}}
`

interface Running {
  readonly out: () => string
  readonly err: () => string
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>
}

const start = async (...flags: string[]): Promise<Running> => {
  const own = spawn(process.execPath, [BIN, 'dev', ...flags], {
    cwd: dir,
    env: { ...cleanEnv(), API_TOKEN: 'planted-secret-value' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = own
  let out = ''
  let err = ''
  own.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  own.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    own.once('close', (code, signal) => {
      resolve({ code, signal })
    })
  })
  for (let i = 0; !out.includes('(all)'); i++) {
    if (i > 2000 || own.exitCode !== null) throw new Error(`did not start: ${out}${err}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  return { out: () => out, err: () => err, ended }
}

const connect = async (url: string): Promise<Client> => {
  const client = new Client({ name: 'cli-test', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(url)))
  return client
}

const servers = (): string[] =>
  execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(join(dir, 'served')))

const urlIn = (out: string, name: string): string => new RegExp(`^${name} +(\\S+)$`, 'm').exec(out)?.[1] ?? ''

test('prints where each server is, serves it, and Ctrl-C ends everything', async () => {
  const running = await start('--port', '0')
  expect(running.out().replaceAll(/:\d+/g, ':PORT')).toBe(
    'files  http://127.0.0.1:PORT/mcp/files\n(all)  http://127.0.0.1:PORT/mcp\n',
  )
  const client = await connect(urlIn(running.out(), 'files'))
  const path = join(dir, 'served', 'hello.txt')
  const read = await client.callTool({
    name: 'read_text_file',
    arguments: { path, note: 'planted-secret-value' },
  })
  expect(JSON.stringify(read)).toContain('hello')
  await expect(
    client.callTool({ name: 'write_file', arguments: { path, content: 'x' } }),
  ).rejects.toMatchObject({
    code: -32602,
  })
  expect(servers()).toHaveLength(1)
  child?.kill('SIGINT')
  expect(await running.ended).toEqual({ code: 130, signal: null })
  expect(servers()).toEqual([])
  const audit = readFileSync(join(dir, '.agentgw', 'audit.jsonl'), 'utf8')
  expect(
    audit
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as { outcome: string }).outcome),
  ).toEqual(['ok', 'refused'])
  for (const text of [audit, running.out(), running.err()]) expect(text).not.toContain('planted-secret-value')
})

test('SIGTERM ends it as well, with calls of sessions that are open', async () => {
  const running = await start('--port', '0', '--audit-log', 'own.jsonl')
  const client = await connect(urlIn(running.out(), '\\(all\\)'))
  await client.listTools()
  child?.kill('SIGTERM')
  expect(await running.ended).toEqual({ code: 0, signal: null })
  expect(servers()).toEqual([])
  expect(readFileSync(join(dir, 'own.jsonl'), 'utf8')).toBe('')
})

test('a port that is taken: exit 3, the code, the next step', async () => {
  const running = await start('--port', '0')
  const port = new URL(urlIn(running.out(), 'files')).port
  const second = await runCli(['dev', '--port', port], { cwd: dir, env: { API_TOKEN: 'x' } })
  expect(second.code).toBe(3)
  expect(second.stdout).toBe('')
  expect(second.stderr).toContain(`error: port ${port} of 127.0.0.1 is in use [port-taken]`)
  expect(second.stderr).toContain('--port 0')
})

test('wrong usage: exit 2', async () => {
  for (const args of [
    ['--port', 'x'],
    ['--port', '70000'],
  ])
    expect((await runCli(['dev', ...args], { cwd: dir })).code).toBe(2)
})

test('without its Secret a server is not ready, which names the variable', async () => {
  const own = spawn(process.execPath, [BIN, 'dev', '--port', '0'], {
    cwd: dir,
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child = own
  let seen = ''
  for (const stream of [own.stdout, own.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (seen += text))
  while (!seen.includes('(all)')) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(seen).toContain('files is not served: it needs API_TOKEN (key k of the Secret s)')
  expect(seen).not.toContain('/mcp/files')
})

test('revoke sees it dark by a probe, and restore that it answers again', async () => {
  const { out } = await start('--port', '0')
  const probe = /(http:\/\/\S+\/mcp)\/files/.exec(out())?.[1]
  expect(probe).toBeDefined()
  const run = async (...args: string[]) => {
    const all = [...args, '--local', '--yes', '--probe', `${probe!}/{name}`, '-o', 'json']
    const { code, stdout, stderr } = await runCli(all, { cwd: dir })
    expect(code, stderr).toBe(0)
    return JSON.parse(stdout) as unknown
  }
  for (const part of [[], ['--tool', 'list_allowed_*']]) {
    expect(await run('revoke', 'mcpbackend/files', ...part)).toMatchObject({
      targets: [{ verdict: 'dark (probed)', darkAfterMs: expect.any(Number) as number }],
      problems: [],
    })
    expect(await run('restore', 'files')).toMatchObject({ targets: [{ folder: 'restored' }], problems: [] })
  }
  // What does not answer before proves nothing, and is revoked all the same.
  const nowhere = ['--local', '--yes', '--probe', 'http://127.0.0.1:9/mcp']
  const blind = await runCli(['revoke', 'files', ...nowhere], { cwd: dir })
  expect(blind).toMatchObject({ code: 3 })
  expect(blind.stdout).toContain('removed (not probed)')
  expect(blind.stderr).toContain('[not-proven]')
})
