/** What is to be said beside the view: who revoked what, kinds that are missing, and that there is nothing. */
import type { KindRef } from '../../model/cluster.ts'
import { isOwn } from '../../model/kinds.ts'
import type { Overview, OverviewEntry } from '../../model/overview.ts'
import { label, namedLabel } from '../label.ts'
import type { ProblemLines } from '../problem.ts'
import { revokedWords } from './words.ts'

const left = (kinds: readonly KindRef[]): string =>
  kinds.length === 0
    ? ''
    : `note: the cluster does not serve ${kinds.map(({ kind }) => kind).join(', ')}` +
      (kinds.some(({ kind }) => isOwn(kind)) ? '; `kubectl agentgw install` brings ours\n' : '\n')

/** A thousand revoked objects would hide the table. */
const MOST = 10

/** For tables, which have no room for it. */
export const revokedNotes = (entries: readonly OverviewEntry[]): string => {
  const lines = entries.flatMap(({ resource, revoked, created, revokedParts }) => [
    ...(revoked === undefined
      ? []
      : [
          `${label(resource)} is revoked${created === undefined ? '' : ', and STANDS'} ${revokedWords(revoked)}`,
        ]),
    ...revokedParts.map(
      ({ part, ...by }) => `${namedLabel({ ref: resource, part })} is revoked ${revokedWords(by)}`,
    ),
  ])
  const rest = lines.length - MOST
  return [
    ...lines.slice(0, MOST),
    ...(rest > 0 ? [`${rest} more are revoked: \`kubectl agentgw revocations --active\``] : []),
  ]
    .map((line) => `note: ${line}\n`)
    .join('')
}

interface Hidden {
  readonly unseen: readonly { readonly kind: KindRef; readonly error: ProblemLines }[]
  readonly unknown: readonly ProblemLines[]
}

/** What the user may not see. */
export const hiddenNotes = ({ unseen, unknown }: Hidden): string =>
  [
    ...unseen.map(({ kind, error }) => `${kind.kind} could not be seen: ${error.message} [${error.code}]`),
    ...unknown.map(({ message, code }) => `what is revoked is not known: ${message} [${code}]`),
  ]
    .map((line) => `note: ${line}\n`)
    .join('')

/** `namespace` is absent where all were asked. */
export const overviewNotes = ({ entries, notServed }: Overview, namespace: string | undefined): string =>
  left(notServed) +
  (entries.length > 0
    ? ''
    : `No resources found${namespace === undefined ? '' : ` in ${namespace} namespace`}.\n`)
