/**
 * MCP over the standard streams of a child process. The SDK's own transport ends only the process that it
 * started, and only after seconds; a revoked server must be gone at once, with everything it started.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { deserializeMessage, serializeMessage } from '@modelcontextprotocol/sdk/shared/stdio.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { Lines } from '../model/lines.ts'
import type { Link } from './link.ts'
import { type Child, type Program, signalGroup, startGroup } from './process-group.ts'

const MAX_MESSAGE = 64 * 2 ** 20
const MAX_LOG_LINE = 64 * 2 ** 10
/** How long a server may take to end by itself once its input has ended, and again after SIGTERM; ms. */
const PATIENCE = 500

/** What the operating system says about a program that can not be started, for a person. */
const startFailure = (error: NodeJS.ErrnoException, { command, cwd }: Program): Error => {
  if (error.code === 'ENOENT')
    return new Error(
      cwd === undefined
        ? `command not found: ${command}`
        : `command not found: ${command}, or no such directory: ${cwd}`,
    )
  return new Error(`can not start ${command}: ${error.code ?? error.message}`)
}

export class ChildTransport implements Link {
  onclose: (() => void) | undefined
  onmessage: ((message: JSONRPCMessage) => void) | undefined
  ended: string | undefined
  readonly #program: Program
  readonly #note: (line: string) => void
  #child: Child | undefined
  #closed: Promise<void> = Promise.resolve()

  /** `note` is given each line of the program's standard error. */
  constructor(program: Program, note: (line: string) => void) {
    this.#program = program
    this.#note = note
  }

  start(): Promise<void> {
    let child: Child
    try {
      child = startGroup(this.#program)
    } catch (error) {
      return Promise.reject(startFailure(error as NodeJS.ErrnoException, this.#program))
    }
    this.#child = child
    this.#read(child)
    this.#closed = new Promise((resolve) => {
      child.once('close', (code, signal) => {
        this.ended ??= signal === null ? `exited with code ${code ?? 0}` : `was ended by ${signal}`
        resolve()
        this.onclose?.()
      })
    })
    return new Promise((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error) => {
        reject(startFailure(error, this.#program))
      })
    })
  }

  send(message: JSONRPCMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      const stdin = this.#child?.stdin
      if (!stdin?.writable) reject(new Error(this.ended ?? 'is not running'))
      else
        stdin.write(serializeMessage(message), (error) => {
          if (!error) resolve()
          // How the process ended, which is known in a moment, says more than the broken pipe.
          else
            void Promise.race([this.#closed, delay(PATIENCE)]).then(() => {
              reject(error)
            })
        })
    })
  }

  /** Lets the server end by itself, then makes it. */
  async close(): Promise<void> {
    const child = this.#child
    if (child === undefined) return
    child.stdin.end()
    const closed = this.#closed.then(() => true)
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      if (await Promise.race([closed, delay(PATIENCE, false, { ref: false })])) return
      signalGroup(child, signal)
    }
    await closed
  }

  kill(): void {
    if (this.#child) signalGroup(this.#child, 'SIGKILL')
  }

  #read(child: Child): void {
    const lines = new Lines(MAX_MESSAGE)
    child.stdout.on('data', (chunk: Buffer) => {
      try {
        for (const line of lines.push(chunk)) this.#receive(line)
      } catch (error) {
        this.ended = `was ended: it sent ${(error as Error).message}`
        this.kill()
      }
    })
    const log = new Lines(MAX_LOG_LINE)
    child.stderr.on('data', (chunk: Buffer) => {
      try {
        for (const line of log.push(chunk)) this.#note(line)
      } catch (error) {
        this.#note(`(${(error as Error).message} left out)`)
      }
    })
    child.stderr.on('end', () => {
      const rest = log.rest()
      if (rest !== '') this.#note(rest)
    })
    // The end of the process says more than the broken pipe.
    child.stdin.on('error', () => undefined)
    child.once('exit', () => {
      // A program that has left the group may hold the streams open for as long as it likes.
      setTimeout(() => {
        child.stdout.destroy()
        child.stderr.destroy()
      }, PATIENCE).unref()
    })
  }

  #receive(line: string): void {
    if (line.trim() === '') return
    let message: JSONRPCMessage
    try {
      message = deserializeMessage(line)
    } catch {
      this.#note(`(not a message of MCP on its standard output) ${line.slice(0, 2048)}`)
      return
    }
    this.onmessage?.(message)
  }
}
