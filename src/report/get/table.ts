/** The gateway as one table, for people. */
import {
  type Acceptance,
  isPlain,
  type Overview,
  type OverviewEntry,
  type Pointer,
} from '../../model/overview.ts'
import { groupOf } from '../../model/resource.ts'
import { columns } from '../columns.ts'
import { ageOf } from './age.ts'

/** The usual reasons say nothing that `True` does not say. */
const acceptance = (said: Acceptance): string =>
  isPlain(said) ? said.accepted : `${said.accepted} (${said.reason})`

const labels = (wanted: Readonly<Record<string, string>>): string =>
  Object.entries(wanted)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

/** `gateway/agentgateway`; of another namespace `gateway/agentgateway -n edge`. */
const pointer = ({ kind, name, namespace, labels: wanted }: Pointer, from: string | undefined): string =>
  `${kind.toLowerCase()}${name === undefined ? ` -l ${labels(wanted ?? {})}` : `/${name}`}` +
  (namespace === from ? '' : ` -n ${namespace}`)

const pointers = ({ resource, pointsTo }: OverviewEntry): string =>
  pointsTo.length === 0 ? '-' : pointsTo.map((each) => pointer(each, resource.namespace)).join(', ')

export interface TableOptions {
  readonly allNamespaces: boolean
  readonly now: Date
}

export const overviewTable = ({ entries }: Overview, { allNamespaces, now }: TableOptions): string => {
  if (entries.length === 0) return ''
  const namespace = (text: string): string[] => (allNamespaces ? [text] : [])
  const rows = entries.map((entry) => [
    entry.resource.kind,
    ...namespace(entry.resource.namespace ?? ''),
    entry.resource.name,
    acceptance(entry),
    pointers(entry),
    ageOf(entry.created, now),
  ])
  const head = ['KIND', ...namespace('NAMESPACE'), 'NAME', 'ACCEPTED', 'POINTS TO', 'AGE']
  return columns([head, ...rows], 3)
    .map((line) => `${line}\n`)
    .join('')
}

/** As `kubectl get -o name`, fit to be given to kubectl. */
export const overviewNames = ({ entries }: Overview): string =>
  entries
    .map(({ resource }) => {
      const group = groupOf(resource.apiVersion)
      return `${resource.kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${resource.name}\n`
    })
    .join('')
