/** How `get` names things in a few words, in every format for people. */
import {
  type Acceptance,
  type Belonging,
  isAccepted,
  isPlain,
  type OverviewEntry,
  type Pointer,
  type RevokedBy,
} from '../../model/overview.ts'
import { partLabel } from '../../model/part.ts'
import { withReason } from '../../model/revocation.ts'
import { printable } from '../printable.ts'

const labels = (wanted: Readonly<Record<string, string>>): string =>
  Object.entries(wanted)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/** `gateway/agentgateway`; of another namespace than `from` `gateway/agentgateway -n edge`. */
export const nameWords = (
  { kind, name, namespace, labels: wanted }: Pick<Pointer, 'kind' | 'name' | 'namespace' | 'labels'>,
  from?: string,
): string =>
  printable(
    `${kind.toLowerCase()}${name === undefined ? ` -l ${labels(wanted ?? {})}` : `/${name}`}` +
      (namespace === undefined || namespace === from ? '' : ` -n ${namespace}`),
  )

/** The usual reasons say nothing that `True` does not say. */
export const acceptanceWords = (said: Acceptance): string =>
  isPlain(said) ? said.accepted : printable(`${said.accepted} (${said.reason})`)

/** Of an object that stands. */
export const acceptedWords = (entry: OverviewEntry): string =>
  isAccepted(entry.resource) ? acceptanceWords(entry) : '-'

/** `lab, Flux apps`. */
export const belongingWords = ({ folder, others }: Belonging): string =>
  printable(
    [
      ...(folder === undefined ? [] : [folder]),
      ...others.map(({ tool, name }) => (name === undefined ? tool : `${tool} ${name}`)),
    ].join(', '),
  ) || '-'

/** `by alice, 2026-11-23T20:44:55Z (20261123-204455-1a2b3c): reads too much`. */
export const revokedWords = ({ id, who, when, reason }: RevokedBy): string =>
  printable(withReason(`by ${who}, ${when} (${id})`, reason))

/** What is revoked of it, and what is wrong with it; one line each. */
export const troubleWords = ({
  revoked,
  created,
  revokedParts,
  message,
  ...said
}: OverviewEntry): string[] => [
  ...(revoked === undefined
    ? []
    : [`${created === undefined ? 'revoked' : 'REVOKED, AND STANDS'} ${revokedWords(revoked)}`]),
  ...revokedParts.map(({ part, ...by }) => `${printable(partLabel(part))} revoked ${revokedWords(by)}`),
  ...(message === undefined || isPlain(said) ? [] : [printable(message)]),
]
