/**
 * What a probe's answers prove. A call that fails proves nothing by itself: the same call must have succeeded
 * before, and now get the very refusal that a revocation leads to.
 */
import type { Answer, Judgement, Look, Obstacle, ProbeVerdict, Scope, SessionAge, Unproven } from './probe.ts'

/** How upstream and the embedded gateway refuse what is not there, and the one policy that denies. */
type Refusal = 'no route' | 'no backend' | 'denied' | 'unknown tool' | 'revoked tool' | 'revoked server'

const INVALID_PARAMS = -32602

const httpRefusal = (status: number, text: string): Refusal | undefined => {
  const said = text.trim().toLowerCase()
  if (status === 404 && said === 'route not found') return 'no route'
  // Not "external authorization failed": that is somebody else's refusal.
  if (status === 403 && said === 'authorization failed') return 'denied'
  if (status === 500 && /^(backend does not exist|backenddoesnotexist|service not found)$/.test(said))
    return 'no backend'
  return undefined
}

const refusalIn = (answer: Answer): Refusal | undefined => {
  switch (answer.kind) {
    case 'http':
      return httpRefusal(answer.status, answer.text)
    case 'rpc-error':
      // With status 200 the session lives, and only the call is refused.
      if (answer.revocation !== undefined) return answer.status === 404 ? 'revoked server' : 'revoked tool'
      if (answer.code === INVALID_PARAMS && /^unknown tool\b/i.test(answer.message)) return 'unknown tool'
      // The embedded gateway, of a server whose document is gone.
      return answer.status === 404 && answer.message.endsWith(' is not served') ? 'no route' : undefined
    case 'tool-error':
      return answer.unknownTool ? 'unknown tool' : undefined
    default:
      return undefined
  }
}

/** What may be so of one tool alone: revoked, denied, or no longer there by the server's own doing. */
const mayBeOneTool = (refusal: Refusal): boolean => refusal === 'unknown tool' || refusal === 'revoked tool'

/** Whether what the session lists must be known to judge a refusal. */
export const needsList = (answer: Answer, scope: Scope): boolean => {
  const refusal = refusalIn(answer)
  return refusal !== undefined && (scope === 'part' || mayBeOneTool(refusal))
}

const reasonOfStatus = (status: number): Unproven => {
  if (status === 401 || status === 403 || status === 407) return 'authentication'
  if (status === 429) return 'rate-limited'
  if (status >= 300 && status < 400) return 'redirect'
  if (status === 408 || status === 504) return 'time-out'
  if (status >= 500) return 'server-error'
  return 'unexpected'
}

const quoted = (text: string): string => (text.trim() === '' ? '' : `: ${JSON.stringify(text.trim())}`)

/** What an answer that is neither success nor the expected refusal was. */
export const obstacleIn = (answer: Answer): Obstacle => {
  switch (answer.kind) {
    case 'answered':
      return { reason: 'unexpected', message: 'the call succeeded' }
    case 'failed':
      return { reason: answer.reason, message: answer.message }
    case 'tool-error':
      return { reason: 'tool-error', message: `the tool answered with an error${quoted(answer.text)}` }
    case 'http': {
      const lost = answer.status === 404 && /\bsession\b/i.test(answer.text)
      return {
        reason: lost ? 'session-lost' : reasonOfStatus(answer.status),
        message: `HTTP ${answer.status}${quoted(answer.text)}`,
      }
    }
    case 'rpc-error': {
      const lost = answer.status === 404 && /\bsession\b/i.test(answer.message)
      const failed = answer.status >= 200 && answer.status < 300
      return {
        reason: lost ? 'session-lost' : failed ? 'unexpected' : reasonOfStatus(answer.status),
        message: `error ${answer.code} (HTTP ${answer.status})${quoted(answer.message)}`,
      }
    }
  }
}

/** What one look saw. A refusal counts only where it reaches as far as the revocation does, and no further. */
export const judge = ({ answer, listed }: Look, scope: Scope): Judgement => {
  if (answer.kind === 'answered') return { saw: 'answer' }
  const refusal = refusalIn(answer)
  if (refusal === undefined) return { saw: 'nothing', ...obstacleIn(answer) }
  if (scope === 'part') {
    if (typeof listed === 'number') return { saw: 'refusal' }
    return listed === undefined || refusalIn(listed) !== undefined
      ? {
          saw: 'nothing',
          reason: 'all-refused',
          message: 'not only the tool is refused, but all of the server',
        }
      : { saw: 'nothing', ...obstacleIn(listed) }
  }
  if (!mayBeOneTool(refusal)) return { saw: 'refusal' }
  if (answer.kind === 'tool-error') return { saw: 'nothing', ...obstacleIn(answer) }
  if (typeof listed === 'object' && refusalIn(listed) !== undefined) return { saw: 'refusal' }
  if (listed === 0) return { saw: 'refusal' }
  return typeof listed === 'object'
    ? { saw: 'nothing', ...obstacleIn(listed) }
    : {
        saw: 'nothing',
        reason: 'other-tools-left',
        message: `the tool is refused, but ${listed ?? 'other'} tools are still listed`,
      }
}

const SESSION: Readonly<Record<SessionAge, string>> = {
  old: 'the session that was opened before',
  new: 'a new session',
  only: 'a new request',
}

/**
 * `before`: what the call got before the revocation; undefined where it was not made. `looks`: one of each session,
 * made after it. `darkAt`: when the first refusal came after which nothing answered.
 */
export const verdictOf = (
  before: Answer | undefined,
  looks: readonly Look[],
  scope: Scope,
  darkAt: number | undefined,
): ProbeVerdict => {
  const seen = looks.map((look) => ({ session: look.session, ...judge(look, scope) }))
  const live = seen.filter(({ saw }) => saw === 'answer')
  if (live.length > 0) {
    const where = live.map(({ session }) => SESSION[session]).join(' and ')
    return { verdict: 'not dark', message: `the call still succeeds in ${where}` }
  }
  if (before === undefined)
    return { verdict: 'not proven', reason: 'never-answered', message: 'the call was not made before' }
  if (before.kind !== 'answered') {
    const { reason, message } = obstacleIn(before)
    return {
      verdict: 'not proven',
      reason,
      message: `${reason === 'no-tool' ? 'nothing could be called before the revocation' : 'the call failed before the revocation already'}: ${message}`,
    }
  }
  for (const one of seen)
    if (one.saw === 'nothing')
      return {
        verdict: 'not proven',
        reason: one.reason,
        message: `${SESSION[one.session]}: ${one.message}`,
      }
  return darkAt === undefined || looks.length === 0
    ? { verdict: 'not proven', reason: 'unexpected', message: 'when it went dark was not seen' }
    : { verdict: 'dark', darkAt }
}
