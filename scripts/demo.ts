/**
 * `npm run demo`: the whole road on a laptop without a cluster. A folder is made, a tool server added and
 * validated, the gateway started, and a real MCP client uses it, is refused, is cut off by `revoke` in its live
 * session, and works again after `restore`. It prints what really came back, and fails where that is not as it
 * should be.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

const BIN = join(import.meta.dirname, '..', 'bin', 'kubectl-agentgw')
/** The first start of a server fetches its package; everything else answers at once. */
const START_MS = 180_000
/** How long a live session may still work after `revoke` ended; the gateway promises a second. */
const DARK_MS = 1_000
/** How the gateway says that a server is dark by a revocation. */
const REVOKED = 'filesystem is revoked ('

const root = mkdtempSync(join(tmpdir(), 'agentgw-demo-'))
const served = join(root, 'served')
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const indent = (text: string): string => text.trimEnd().replace(/^/gm, '    ')
let step = 0
const heading = (text: string): void => {
  say(`\n${++step}. ${text}`)
}

const check = (so: boolean, what: string): void => {
  if (!so) throw new Error(`not as it should be: ${what}`)
  say(`    ok: ${what}`)
}

/** Runs the product in the demo's folder, and shows what it printed. */
const agentgw = (...args: string[]): string => {
  say(`  $ kubectl agentgw ${args.join(' ')}`)
  const run = spawnSync(process.execPath, [BIN, ...args], { cwd: root, encoding: 'utf8' })
  const output = `${run.stdout}${run.stderr}`
  if (output.trim() !== '') say(indent(output))
  if (run.status !== 0) throw new Error(`exit code ${run.status ?? run.signal ?? 'unknown'}`)
  return run.stdout
}

const files = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]))

/** Starts the gateway and waits for the URL of its server. */
const startGateway = async (): Promise<{ gateway: ChildProcess; url: URL }> => {
  say('  $ kubectl agentgw dev --port 0 --audit-log audit.jsonl')
  const gateway = spawn(process.execPath, [BIN, 'dev', '--port', '0', '--audit-log', 'audit.jsonl'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: gateway.stdout })) {
    say(indent(line))
    const url = /^filesystem\s+(http:\S+)/.exec(line)?.[1]
    if (url !== undefined) return { gateway, url: new URL(url) }
  }
  throw new Error('the gateway ended before it listened')
}

const connect = async (url: URL): Promise<Client> => {
  const client = new Client({ name: 'demo-agent', version: '1.0.0' })
  await client.connect(new StreamableHTTPClientTransport(url), { timeout: START_MS })
  return client
}

const call = async (client: Client, name: string, args: Record<string, string>): Promise<string> => {
  const result = await client.callTool({ name, arguments: args })
  const [first] = result.content as { text?: string }[]
  return first?.text ?? ''
}

/** What a call failed with; undefined where it was answered. */
const refusal = async (request: Promise<unknown>): Promise<string | undefined> => {
  try {
    await request
    return undefined
  } catch (error) {
    return (error as Error).message
  }
}

const stop = async (gateway: ChildProcess): Promise<void> => {
  if (gateway.exitCode !== null || gateway.signalCode !== null) return
  const ended = new Promise((resolve) => gateway.once('exit', resolve))
  gateway.kill('SIGINT')
  await ended
}

const demo = async (): Promise<void> => {
  mkdirSync(served)
  writeFileSync(join(served, 'hello.txt'), 'Hello from a file that an agent may read.\n')
  const notes = join(served, 'hello.txt')

  heading('A folder of manifests, with one tool server in it')
  agentgw('init')
  agentgw('add-mcp', 'filesystem', served, '--deny-tool', 'write_file')
  agentgw('validate')
  const before = files(join(root, 'manifests'))

  heading('The folder as a gateway on this machine')
  const { gateway, url } = await startGateway()
  try {
    heading('A real MCP client')
    const client = await connect(url)
    const tools = (await client.listTools()).tools.map(({ name }) => name)
    say(indent(`tools/list: ${tools.join(', ')}`))
    check(tools.includes('read_text_file') && !tools.includes('write_file'), 'the denied tool is not listed')
    const text = await call(client, 'read_text_file', { path: notes })
    say(indent(`tools/call read_text_file: ${text}`))
    check(text.includes('Hello from a file'), 'a file was read through the gateway')
    const denied = await refusal(call(client, 'write_file', { path: notes, content: 'overwritten' }))
    say(indent(`tools/call write_file: ${denied ?? 'answered'}`))
    check(
      (denied?.includes('Unknown tool: write_file') ?? false) &&
        readFileSync(notes, 'utf8').startsWith('Hello'),
      'the denied tool is refused, and the file is as it was',
    )

    heading('The kill switch, while the session is open')
    agentgw('revoke', 'filesystem', '--local', '--reason', 'demo: the agent reads what it should not')
    const revokedAt = performance.now()
    let cut: string | undefined
    while (cut === undefined && performance.now() - revokedAt < DARK_MS)
      cut = await refusal(call(client, 'read_text_file', { path: notes }))
    say(indent(`tools/call read_text_file: ${cut ?? 'answered'}`))
    check(
      cut?.includes(REVOKED) ?? false,
      `the live session is dark ${Math.round(performance.now() - revokedAt)} ms after revoke ended`,
    )
    const again = await refusal(connect(url))
    say(indent(`a new session: ${again ?? 'answered'}`))
    check(again?.includes(REVOKED) ?? false, 'a new session is refused too')
    check(!('filesystem.yaml' in files(join(root, 'manifests'))), 'the manifests are out of the folder')
    agentgw('revocations', '--local')

    heading('And back')
    agentgw('restore', 'filesystem', '--local')
    check(
      JSON.stringify(files(join(root, 'manifests'))) === JSON.stringify(before),
      'the files are byte for byte as before',
    )
    const restoredAt = performance.now()
    let back: string | undefined
    while (back === undefined && performance.now() - restoredAt < START_MS)
      back = await connect(url)
        .then(async (fresh) => {
          const answer = await call(fresh, 'read_text_file', { path: notes })
          await fresh.close()
          return answer
        })
        .catch(() => undefined)
    say(indent(`tools/call read_text_file: ${back ?? 'refused'}`))
    check(back?.includes('Hello from a file') ?? false, 'the tool answers again')
    const revived = await call(client, 'read_text_file', { path: notes })
    check(revived.includes('Hello from a file'), 'the session that was cut off works again too')
    await client.close()
  } finally {
    await stop(gateway)
  }

  heading('The record: one line for every tool call')
  const audit = readFileSync(join(root, 'audit.jsonl'), 'utf8').trim().split('\n')
  say(indent(audit.join('\n')))
  const entries = audit.map((line) => JSON.parse(line) as { outcome: string; revocation?: string })
  const outcomes = entries.map(({ outcome }) => outcome)
  check(
    outcomes.includes('ok') && outcomes.includes('refused'),
    'allowed and refused calls are both on record',
  )
  check(
    entries.some(({ revocation }) => revocation !== undefined),
    'the revocation is named where it refused a call',
  )
}

try {
  await demo()
  say('\nThe demo went as it should.')
} catch (error) {
  process.stderr.write(`\ndemo: ${(error as Error).message}\n`)
  process.exitCode = 1
} finally {
  rmSync(root, { recursive: true, force: true })
}
process.exit()
