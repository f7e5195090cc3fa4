/** What a probe asked, saw and proved, as values. */
import type { Problem } from './kill-switch-report.ts'

/** Why nothing was proven, either way. */
export type Unproven =
  | 'never-answered'
  | 'no-tool'
  | 'authentication'
  | 'rate-limited'
  | 'time-out'
  | 'unreachable'
  | 'tls'
  | 'redirect'
  | 'server-error'
  | 'session-lost'
  | 'tool-error'
  | 'other-tools-left'
  | 'all-refused'
  | 'not-the-protocol'
  | 'unexpected'
  | 'interrupted'

/** What one call got. Texts are cut short, and hold no value of a header. */
export type Answer =
  | { readonly kind: 'answered' }
  /** A result that says of itself that it is an error. */
  | { readonly kind: 'tool-error'; readonly text: string; readonly unknownTool: boolean }
  /** `status` is HTTP's; `revocation`: the id that the embedded gateway names. */
  | {
      readonly kind: 'rpc-error'
      readonly status: number
      readonly code: number
      readonly message: string
      readonly revocation?: string
    }
  | { readonly kind: 'http'; readonly status: number; readonly text: string }
  /** There was no reply, or none that could be read. */
  | { readonly kind: 'failed'; readonly reason: Unproven; readonly message: string }

/** What was revoked: all behind the URL, or some of its tools, so that the rest goes on. */
export type Scope = 'all' | 'part'

/** `only`: the protocol has no sessions. */
export type SessionAge = 'old' | 'new' | 'only'

export interface Look {
  readonly session: SessionAge
  readonly answer: Answer
  /** How many tools the session lists after the refusal; the answer where it lists none; undefined: not asked. */
  readonly listed: number | Answer | undefined
}

export type Judgement =
  { readonly saw: 'answer' } | { readonly saw: 'refusal' } | ({ readonly saw: 'nothing' } & Obstacle)

/** Why something could not be told. */
export interface Obstacle {
  readonly reason: Unproven
  readonly message: string
}

export type ProbeVerdict =
  /** `darkAt`: when the first refusal came after which nothing answered, on the clock of the probe, ms. */
  | { readonly verdict: 'dark'; readonly darkAt: number }
  | { readonly verdict: 'not dark'; readonly message: string }
  | ({ readonly verdict: 'not proven' } & Obstacle)

/** After a restoration. `old`: whether a session of before answers, too; `none`: there was none. */
export type ReturnVerdict =
  | { readonly verdict: 'answers'; readonly old: 'revived' | 'refused' | 'none' }
  | ({ readonly verdict: 'does not answer' } & Obstacle)

/** What mends it, where that is known. */
const HINTS: Readonly<Partial<Record<Unproven, string>>> = {
  'no-tool': 'name one that may be called with --probe-tool NAME, and its arguments with --probe-args JSON',
  'tool-error': 'name a tool that succeeds with --probe-tool NAME, and its arguments with --probe-args JSON',
  authentication: 'give the credentials with --probe-header-env Authorization=VARIABLE',
  redirect: 'give the address that it redirects to',
  unreachable: 'look whether the address of --probe is the gateway’s, and can be reached from here',
  tls: 'look whether the address of --probe is the gateway’s, and its certificate is trusted here',
  'not-the-protocol': 'give the address of the MCP server itself, or ask otherwise with --probe-method',
}

/** What stands in the way of the promise; undefined where it was seen dark. `name` is the target. */
export const problemOfProbe = (name: string, verdict: ProbeVerdict): Problem | undefined => {
  if (verdict.verdict === 'dark') return undefined
  if (verdict.verdict === 'not dark')
    return {
      code: 'still-answers',
      message: `${name}: ${verdict.message}`,
      hint: 'another route may lead there, or a proxy has not heard of the change: run the same command again',
    }
  return {
    code: 'not-proven',
    message: `${name} was not seen dark: ${verdict.message}`,
    hint: HINTS[verdict.reason],
  }
}

export const problemOfReturn = (name: string, verdict: ReturnVerdict): Problem | undefined =>
  verdict.verdict === 'answers'
    ? undefined
    : {
        code: 'not-answering',
        message: `${name} was not seen to answer again: ${verdict.message}`,
        hint: HINTS[verdict.reason],
      }
