/** `--probe-header-env NAME=VARIABLE`: headers of a probe, whose values stand in the environment and nowhere else. */
import { usageError } from '../errors.ts'

const FLAG = '--probe-header-env'
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/
/** What a header may hold; undici would quote anything else in its error. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]+$/
/** What the probe, or HTTP itself, says. */
const OWN = new Set([
  'accept',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'keep-alive',
  'last-event-id',
  'mcp-protocol-version',
  'mcp-session-id',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Throws usage errors. They name the header and never what stands behind the `=`: whoever errs there has often put
 * the secret itself.
 */
export const probeHeaders = (
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> => {
  const headers: Record<string, string> = {}
  const seen = new Set<string>()
  for (const word of words) {
    const at = word.indexOf('=')
    const name = word.slice(0, Math.max(at, 0)).trim()
    if (!TOKEN.test(name))
      throw usageError(
        `${FLAG} takes NAME=VARIABLE, the name of a header and of an environment variable`,
        `for example ${FLAG} Authorization=PROBE_AUTHORIZATION, with the whole value, "Bearer …", in the variable`,
      )
    const key = name.toLowerCase()
    if (OWN.has(key)) throw usageError(`${FLAG}: the header ${name} is set by the probe itself`)
    if (seen.has(key)) throw usageError(`${FLAG}: the header ${name} is given twice`)
    seen.add(key)
    const value = environment[word.slice(at + 1).trim()]?.trim() ?? ''
    if (value === '')
      throw usageError(
        `${FLAG}: the environment variable that is named for the header ${name} is not set, or empty`,
        'behind the = stands the name of a variable, not the value',
      )
    if (!VALUE.test(value))
      throw usageError(`${FLAG}: the value for the header ${name} holds characters that no header may have`)
    headers[name] = value
  }
  return headers
}
