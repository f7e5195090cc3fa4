/**
 * One JSON line for every tool call. No call goes unrecorded: while the log can not be written, calls are
 * refused, and the lines of calls that were under way are kept and written first when it can be again.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Redactor } from './redact.ts'

export interface AuditEntry {
  /** RFC 3339: when the call came. */
  readonly time: string
  /** The first characters of the session's id: enough to tell sessions apart, too little to use one. */
  readonly session: string
  readonly client: { readonly name: string; readonly version: string } | undefined
  readonly server: string
  /** The server's own name of the tool. */
  readonly tool: string
  readonly arguments: unknown
  /** `cut`: begun, and ended by the gateway, the client or the server's death before a result was there. */
  readonly outcome: 'ok' | 'error' | 'refused' | 'cut'
  readonly reason?: string
  readonly durationMs: number
  /** The id of the revocation that refused or cut the call. */
  readonly revocation?: string
}

const MAX_REASON = 512
const MAX_NAME = 128
const MAX_ARGUMENTS = 8192

export interface AuditLogOptions {
  /** Appended to, readable for its owner only; undefined: the lines go to `note`. */
  readonly file: string | undefined
  readonly redactor: Redactor
  readonly note: (line: string) => void
}

export class AuditLog {
  readonly #options: AuditLogOptions
  #unwritten: string[] = []

  /** Throws the file system's error where the log can not be written from the start. */
  constructor(options: AuditLogOptions) {
    this.#options = options
    if (options.file !== undefined) {
      mkdirSync(dirname(options.file), { recursive: true })
      appendFileSync(options.file, '', { mode: 0o600 })
    }
  }

  /** Why calls must be refused now; undefined while the log can be written. */
  blocked(): string | undefined {
    if (this.#unwritten.length === 0) return undefined
    const failure = this.#flush()
    return failure && `the audit log can not be written (${failure}): calls are refused until it can`
  }

  write(entry: AuditEntry): void {
    const line = this.#format(entry)
    if (this.#options.file === undefined) {
      this.#options.note(line)
      return
    }
    const wasBlocked = this.#unwritten.length > 0
    this.#unwritten.push(line)
    const failure = this.#flush()
    if (failure === undefined) return
    this.#options.note(`the audit log ${this.#options.file} can not be written (${failure}): ${line}`)
    // Only calls that were let through are kept: refused ones could come without end.
    if (wasBlocked && entry.outcome === 'refused') this.#unwritten.pop()
  }

  /** Opens the file each time: a log that was rotated away is written anew, not written into the old one. */
  #flush(): string | undefined {
    const { file } = this.#options
    if (file === undefined) return undefined
    try {
      appendFileSync(file, this.#unwritten.map((line) => `${line}\n`).join(''), { mode: 0o600 })
      this.#unwritten = []
      return undefined
    } catch (error) {
      // What a full disk let through of a line must not swallow the next one.
      if (this.#unwritten[0] !== '') this.#unwritten.unshift('')
      return (error as NodeJS.ErrnoException).code ?? (error as Error).message
    }
  }

  #format(entry: AuditEntry): string {
    const { redactor } = this.#options
    // Clients send what they like; a record must never fail for it.
    const name = (text: unknown): string => redactor.text(typeof text === 'string' ? text : '', MAX_NAME)
    const args = redactor.value(entry.arguments)
    const size = JSON.stringify(args ?? null).length
    return JSON.stringify({
      ...entry,
      client: entry.client && { name: name(entry.client.name), version: name(entry.client.version) },
      tool: name(entry.tool),
      arguments: size > MAX_ARGUMENTS ? `… (${size} characters)` : args,
      reason: entry.reason === undefined ? undefined : redactor.text(entry.reason, MAX_REASON),
    })
  }
}
