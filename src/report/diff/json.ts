/** How a folder differs from a cluster, for programs; the shape stands in schemas/output/diff.schema.json. */
import type { Finding } from '../../model/finding.ts'
import type { ObjectState, SyncState } from '../../model/sync.ts'
import { problemJson, refJson } from '../json.ts'
import { maskedChange } from './mask.ts'

const COUNTS = {
  inSync: 'InSync',
  drifted: 'Drifted',
  onlyInFolder: 'OnlyInFolder',
  onlyInCluster: 'OnlyInCluster',
  revoked: 'Revoked',
  invalid: 'Invalid',
  unknown: 'Unknown',
} as const satisfies Record<string, SyncState>

export const stateCounts = (objects: readonly ObjectState[]): Record<string, number> =>
  Object.fromEntries(
    Object.entries(COUNTS).map(([name, state]) => [
      name,
      objects.filter((object) => object.state === state).length,
    ]),
  )

export const objectJson = ({ ref, state, changes, kept, problem }: ObjectState): object => ({
  resource: refJson(ref),
  state,
  changes: changes.map(maskedChange),
  ...(kept === undefined ? {} : { kept }),
  ...(problem === undefined ? {} : { error: problemJson(problem) }),
})

export const diffJson = (objects: readonly ObjectState[], findings: readonly Finding[]): string =>
  `${JSON.stringify({ summary: stateCounts(objects), resources: objects.map(objectJson), findings }, null, 2)}\n`
