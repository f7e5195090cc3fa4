/** The gateway as one table, for people. */
import type { Overview, OverviewEntry, Pointer } from '../../model/overview.ts'
import { groupOf } from '../../model/resource.ts'
import { columns } from '../columns.ts'
import { printable } from '../printable.ts'
import { ageOf } from './age.ts'
import { acceptedWords, belongingWords, nameWords, troubleWords } from './words.ts'

const pointer = (to: Pointer, from: string | undefined): string =>
  nameWords(to, from) +
  (to.section === undefined ? '' : ` ${printable(to.section)}`) +
  (to.gone === undefined ? '' : ` (${to.gone.toLowerCase()})`)

const pointers = ({ resource, pointsTo }: OverviewEntry): string =>
  pointsTo.length === 0 ? '-' : pointsTo.map((each) => pointer(each, resource.namespace)).join(', ')

const accepted = (entry: OverviewEntry): string =>
  entry.revoked === undefined
    ? acceptedWords(entry)
    : entry.created === undefined
      ? 'Revoked'
      : `Revoked, STANDS (${acceptedWords(entry)})`

const details = ({ details, listeners }: OverviewEntry): string =>
  printable([details, ...listeners.map((one) => `${one.name} ${one.details}`)].filter(Boolean).join(', ')) ||
  '-'

export interface TableOptions {
  readonly allNamespaces: boolean
  readonly now: Date
  /** With what each is about, and what is wrong with it. */
  readonly wide?: boolean
}

export const overviewTable = (
  { entries }: Overview,
  { allNamespaces, now, wide = false }: TableOptions,
): string => {
  if (entries.length === 0) return ''
  const namespace = (text: string): string[] => (allNamespaces ? [text] : [])
  const rows = entries.map((entry) => [
    entry.resource.kind,
    ...namespace(entry.resource.namespace ?? ''),
    entry.resource.name,
    accepted(entry),
    pointers(entry),
    entry.created === undefined ? '-' : ageOf(entry.created, now),
    ...(wide ? [belongingWords(entry.belonging), details(entry), troubleWords(entry).join('; ') || '-'] : []),
  ])
  const more = wide ? ['OWNER', 'DETAILS', 'WHY'] : []
  const head = ['KIND', ...namespace('NAMESPACE'), 'NAME', 'ACCEPTED', 'POINTS TO', 'AGE', ...more]
  return columns([head, ...rows], 3)
    .map((line) => `${line}\n`)
    .join('')
}

/** As `kubectl get -o name`, fit to be given to kubectl: what is revoked is not there. */
export const overviewNames = ({ entries }: Overview): string =>
  entries
    .filter(({ created }) => created !== undefined)
    .map(({ resource }) => {
      const group = groupOf(resource.apiVersion)
      return `${resource.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${resource.name}\n`
    })
    .join('')
