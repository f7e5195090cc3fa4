/**
 * Proof of a revocation by the same call, before and after, in a session that was open before and in a new one.
 * Nothing of it rejects: what went wrong is part of what was seen.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { Part } from '../model/part.ts'
import type {
  Answer,
  Judgement,
  Look,
  Obstacle,
  ProbeVerdict,
  ReturnVerdict,
  Scope,
  SessionAge,
} from '../model/probe.ts'
import { judge, needsList, obstacleIn, verdictOf } from '../model/probe-verdict.ts'
import type { Fields } from './answer.ts'
import { chooseTool } from './choose-tool.ts'
import { httpSession } from './http-session.ts'
import { maskOf } from './mask.ts'
import { McpSession } from './mcp-session.ts'
import { isSession, type OpenSession, type Session } from './session.ts'

/** How long to wait between two calls, ms: short at first, since most go dark at once. */
const PAUSE = { first: 10, most: 250, growth: 1.1 }
/** How long a change may take to reach every proxy, ms. */
const PATIENCE = 3_000

const STOPPED: Obstacle = { reason: 'interrupted', message: 'it was stopped' }

interface Common {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** For one call, ms. */
  readonly timeoutMs: number
  /** The clock on which it is told when it went dark, ms. */
  readonly now: () => number
}

export type ProbeOptions = Common &
  (
    | {
        readonly protocol: 'mcp'
        /** Undefined: one that only reads, by its own word, and needs no arguments. */
        readonly tool?: string | undefined
        readonly arguments?: Fields | undefined
        /**
         * What of all that the URL serves is revoked, the rest going on: the tool must be of it. Undefined: all, as
         * it is where a target is the only one there.
         */
        readonly part?: Part | undefined
      }
    | { readonly protocol: 'http'; readonly method?: string | undefined; readonly body?: unknown }
  )

export interface Probe {
  /** Opens a session and calls. Undefined where the call succeeded; else why this probe can prove nothing. */
  before(): Promise<Obstacle | undefined>
  /** Calls in the session of before until it is refused as a revocation refuses, or the signal comes. */
  watch(signal: AbortSignal): Promise<{ readonly darkAt: number | undefined }>
  /** Looks at both sessions; again, for a while, until both are refused at once. */
  after(options?: Waiting): Promise<ProbeVerdict>
  /** Calls in new sessions until one answers, for a while. */
  answersAgain(options?: Waiting): Promise<ReturnVerdict>
  /** What one call gets in a new session. Whether it ever answered is not known, so this proves no darkness. */
  look(signal?: AbortSignal): Promise<Judgement>
  close(): Promise<void>
}

interface Waiting {
  readonly patienceMs?: number
  readonly signal?: AbortSignal
}

const opener = (options: ProbeOptions): OpenSession => {
  const mask = maskOf(options.headers)
  if (options.protocol === 'http') return () => Promise.resolve(httpSession({ ...options, mask }))
  let { tool } = options
  const call = {
    ...options,
    mask,
    arguments: options.arguments ?? {},
    choose: (tools: readonly unknown[]) => chooseTool(tools, options.part),
  }
  return async (signal) => {
    const opened = await McpSession.open(call, tool, signal)
    // Once it is chosen it is the same call for good.
    if (opened instanceof McpSession) tool ??= opened.tool
    return opened
  }
}

class RunningProbe implements Probe {
  readonly #open: OpenSession
  readonly #scope: Scope
  readonly #now: () => number
  /** HTTP has no sessions, so there is nothing new about a second one. */
  readonly #sessions: boolean
  #old: Session | undefined
  #before: Answer | undefined
  #darkAt: number | undefined

  constructor(options: ProbeOptions) {
    this.#open = opener(options)
    this.#scope = options.protocol === 'mcp' && options.part !== undefined ? 'part' : 'all'
    this.#now = options.now
    this.#sessions = options.protocol === 'mcp'
  }

  async before(): Promise<Obstacle | undefined> {
    await this.close()
    const opened = await this.#open()
    if (isSession(opened)) {
      this.#old = opened
      this.#before = await opened.call()
    } else this.#before = opened
    return this.#before.kind === 'answered' ? undefined : obstacleIn(this.#before)
  }

  async watch(signal: AbortSignal): Promise<{ readonly darkAt: number | undefined }> {
    const dark = async (): Promise<boolean> => {
      const look = await this.#lookAtOld(signal)
      return look === undefined || judge(look, this.#scope).saw === 'refusal'
    }
    await repeat(dark, signal)
    return { darkAt: this.#darkAt }
  }

  async after({ patienceMs = PATIENCE, signal }: Waiting = {}): Promise<ProbeVerdict> {
    if (this.#before?.kind !== 'answered') return verdictOf(this.#before, [], this.#scope, undefined)
    let verdict: ProbeVerdict = { verdict: 'not proven', ...STOPPED }
    const look = async (): Promise<boolean> => {
      const old = await this.#lookAtOld(signal)
      const fresh = this.#sessions ? await this.#lookAtNew(signal) : undefined
      const looks = [old, fresh].filter((one) => one !== undefined)
      verdict = verdictOf(this.#before, looks, this.#scope, this.#darkAt)
      return verdict.verdict === 'dark'
    }
    await repeat(look, within(patienceMs, signal))
    return verdict
  }

  async answersAgain({ patienceMs = PATIENCE, signal }: Waiting = {}): Promise<ReturnVerdict> {
    let seen = STOPPED as Obstacle | undefined
    const look = async (): Promise<boolean> => {
      const { answer } = await this.#lookAtNew(signal)
      seen = answer.kind === 'answered' ? undefined : obstacleIn(answer)
      return seen === undefined
    }
    await repeat(look, within(patienceMs, signal))
    if (seen !== undefined) return { verdict: 'does not answer', ...seen }
    if (this.#old === undefined || !this.#sessions) return { verdict: 'answers', old: 'none' }
    const { kind } = await this.#old.call(signal)
    return { verdict: 'answers', old: kind === 'answered' ? 'revived' : 'refused' }
  }

  async look(signal?: AbortSignal): Promise<Judgement> {
    return judge(await this.#lookAtNew(signal), this.#scope)
  }

  async close(): Promise<void> {
    await this.#old?.close()
    this.#old = undefined
  }

  async #lookAtOld(signal: AbortSignal | undefined): Promise<Look | undefined> {
    return this.#old && this.#look(this.#sessions ? 'old' : 'only', this.#old, signal)
  }

  async #lookAtNew(signal: AbortSignal | undefined): Promise<Look> {
    const opened = await this.#open(signal)
    if (!isSession(opened)) return { session: 'new', answer: opened, listed: opened }
    const look = await this.#look('new', opened, signal)
    await opened.close()
    return look
  }

  async #look(session: SessionAge, opened: Session, signal: AbortSignal | undefined): Promise<Look> {
    const answer = await opened.call(signal)
    const at = this.#now()
    const listed = needsList(answer, this.#scope) ? await opened.listed() : undefined
    const look = { session, answer, listed }
    const { saw } = judge(look, this.#scope)
    if (saw === 'answer') this.#darkAt = undefined
    else if (saw === 'refusal') this.#darkAt ??= at
    return look
  }
}

const within = (patienceMs: number, signal: AbortSignal | undefined): AbortSignal => {
  const late = AbortSignal.timeout(patienceMs)
  return signal === undefined ? late : AbortSignal.any([late, signal])
}

/** Once at least, unless the signal has come; then again until it holds or the signal comes. */
const repeat = async (holds: () => Promise<boolean>, signal: AbortSignal): Promise<void> => {
  let pause = PAUSE.first
  while (!signal.aborted && !(await holds())) {
    await delay(pause, undefined, { signal }).catch(() => undefined)
    pause = Math.min(pause * PAUSE.growth, PAUSE.most)
  }
}

export const openProbe = (options: ProbeOptions): Probe => new RunningProbe(options)
