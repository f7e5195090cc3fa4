/**
 * What the user says of why it is done. It goes into records, Events and logs that more people read than may see a
 * secret, so nothing that looks like a credential gets there.
 */
import { usageError } from '../../errors.ts'
import { parameterOf } from '../../model/credentials/plain.ts'
import { hideCredentials } from '../../model/credentials/shapes.ts'

export interface Account {
  /** Credentials in it are masked. */
  readonly reason: string
  readonly incident: string | undefined
  /** True where something in the reason was masked. */
  readonly masked: boolean
}

const checkIncident = (text: string): string => {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol))
    throw usageError(
      '--incident takes an http or https URL, and was given something else',
      'for example: --incident https://pager.example.com/4711',
    )
  if (url.username + url.password !== '' || parameterOf(text) !== undefined || hideCredentials(text) !== text)
    throw usageError(
      'the URL of --incident holds what looks like a credential, and the record is read by many',
      'give the URL without it',
    )
  return url.href
}

/** `required`: a reason must be given. Throws `usage`. */
export const accountOf = (
  given: { readonly reason: string; readonly incident?: string | undefined },
  required: boolean,
): Account => {
  const plain = given.reason.trim()
  if (required && plain === '')
    throw usageError(
      'revoke needs a --reason: agentgw.yaml says so (revoke.requireReason)',
      '--reason "what was seen, and where it is followed up"',
    )
  const reason = hideCredentials(plain)
  const incident = given.incident === undefined ? undefined : checkIncident(given.incident)
  return { reason, incident, masked: reason !== plain }
}
