/**
 * The processes of one control plane and the directory they live in: both go together, when they are
 * stopped and also when the process that started them dies, in whatever way.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A port of the loopback interface that was free a moment ago. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Its standard input ends when we do; then it kills what we started and removes the directory. */
const GUARD = `trap '' INT TERM HUP; dir=$1; shift; read -r _; kill -9 "$@" 2>/dev/null; sleep 0.2; rm -rf "$dir"`

export interface Processes {
  /** A new directory of this control plane, readable by this user only. */
  readonly directory: string
  /** Starts a program; its output goes to DIRECTORY/NAME.log. */
  start(name: string, program: string, args: readonly string[]): void
  /** Ends one of them, which may then be started again. */
  end(name: string): Promise<void>
  /** Starts to watch over what was started: from here on nothing outlives this process. To be called after each start. */
  guard(): void
  /** Throws with the end of its log if any of the programs has ended. */
  check(): void
  /** Ends everything and removes the directory; may be called twice. */
  stop(): Promise<void>
}

export const createProcesses = (): Processes => {
  const directory = mkdtempSync(join(tmpdir(), 'agentgw-controlplane-'))
  const children = new Map<string, ChildProcess>()
  let guard: ChildProcess | undefined
  const alive = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

  const kill = async (child: ChildProcess | undefined): Promise<void> => {
    if (child?.pid === undefined || !alive(child)) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  const killAll = async (): Promise<void> => {
    // The guard first: two must not kill the same process ids.
    for (const child of [guard, ...children.values()]) await kill(child)
  }

  return {
    directory,
    start(name, program, args) {
      const log = openSync(join(directory, `${name}.log`), 'a')
      const child = spawn(program, args, { cwd: directory, stdio: ['ignore', log, log] })
      closeSync(log)
      // A program that can not be started has no process id; check() says so.
      child.on('error', () => undefined)
      children.set(name, child)
    },
    async end(name) {
      await kill(children.get(name))
    },
    guard() {
      guard?.kill('SIGKILL')
      const ids = [...children.values()].flatMap((child) => (child.pid === undefined ? [] : [`${child.pid}`]))
      guard = spawn('/bin/sh', ['-c', GUARD, 'guard', directory, ...ids], {
        cwd: '/',
        stdio: ['pipe', 'ignore', 'ignore'],
      })
    },
    check() {
      for (const [name, child] of children) {
        if (child.pid !== undefined && alive(child)) continue
        const log = readFileSync(join(directory, `${name}.log`), 'utf8')
        throw new Error(
          `${name} ended with ${child.exitCode ?? child.signalCode ?? 'an error'}:\n${log.slice(-4000)}`,
        )
      }
    },
    async stop() {
      await killAll()
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
