/** What is to be said beside the table: kinds that are missing, and that there is nothing. */
import type { KindRef } from '../../model/cluster.ts'
import { isOwn } from '../../model/kinds.ts'
import type { Overview } from '../../model/overview.ts'

const left = (kinds: readonly KindRef[]): string =>
  kinds.length === 0
    ? ''
    : `note: the cluster does not serve ${kinds.map(({ kind }) => kind).join(', ')}` +
      (kinds.some(({ kind }) => isOwn(kind)) ? '; `kubectl agentgw install` brings ours\n' : '\n')

/** `namespace` is absent where all were asked. */
export const overviewNotes = ({ entries, notServed }: Overview, namespace: string | undefined): string =>
  left(notServed) +
  (entries.length > 0
    ? ''
    : `No resources found${namespace === undefined ? '' : ` in ${namespace} namespace`}.\n`)
