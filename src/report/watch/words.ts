/** Why an event happened, in a few words. */
import type { Finding } from '../../model/finding.ts'
import { withReason } from '../../model/revocation.ts'
import type { SyncEvent, WrittenChange } from '../../model/sync-event.ts'
import { masked } from '../diff/mask.ts'

/** Fields or findings that are named, and characters of a value that are shown. */
const MOST = 3
const LONGEST = 60

const valueText = (value: unknown, secret: boolean | undefined): string => {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(masked(value, secret))
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

const fieldText = ({ path, from, to, secret, writer }: WrittenChange): string =>
  `${path} is ${valueText(from, secret)}, in the folder ${valueText(to, secret)}${writer === undefined ? '' : `, by ${writer.manager}`}`

const findingText = (
  { file, line, column, message, code }: Finding,
  show: (file: string) => string,
): string => {
  const place = [file === undefined ? [] : show(file), line ?? [], column ?? []].flat().join(':')
  return `${place}${place === '' ? '' : ': '}${message} [${code}]`
}

const errorText = ({ message, code }: { readonly message: string; readonly code: string }): string =>
  `${message} [${code}]`

const listed = (texts: readonly string[]): string =>
  [...texts.slice(0, MOST), ...(texts.length > MOST ? [`and ${texts.length - MOST} more`] : [])].join('; ')

/** `show` gives a path as the user would write it. */
export const wordsOf = (event: SyncEvent, show: (file: string) => string): string => {
  switch (event.event) {
    case 'watching':
      return `${event.objects} object${event.objects === 1 ? '' : 's'} in ${event.server}`
    case 'configured':
    case 'healed':
      return listed(event.changes.map(({ path }) => path).filter(Boolean))
    case 'drifted':
      return event.deleted ? 'deleted in the cluster' : listed(event.changes.map(fieldText))
    case 'revoked':
      return [
        event.by === undefined ? [] : withReason(`${event.by.id} by ${event.by.who}`, event.by.reason),
        event.error === undefined ? [] : errorText(event.error),
      ]
        .flat()
        .join('; ')
    case 'left':
      return `not in the folder any more, and stays in the cluster: ${event.why}`
    case 'invalid':
      return event.error === undefined
        ? listed(event.findings.map((finding) => findingText(finding, show)))
        : errorText(event.error)
    case 'conflict':
    case 'failed':
    case 'lost':
    case 'trouble':
      return errorText(event.error)
    default:
      return ''
  }
}
