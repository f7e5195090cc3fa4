/** What `schemas pull` did or would do, for people and for programs (schemas/output/schemas-pull.schema.json). */
import { SCHEMA_STATES, type SchemaChange, type SchemaPlan } from '../../model/schema-lock.ts'
import { columns } from '../columns.ts'

const count = (changes: readonly SchemaChange[], state: string): number =>
  changes.filter((change) => change.state === state).length

const release = ({ crd, before }: SchemaChange): string =>
  before === undefined ? (crd.release ?? '') : `${before} -> ${crd.release ?? '?'}`

/** One line for each CRD that is not as it was, then how many are. */
export const pullText = ({ changes }: SchemaPlan): string => {
  const rows = changes
    .filter(({ state }) => state !== 'unchanged')
    .map((change) => [change.state, change.crd.name, release(change), change.crd.source])
  const same = count(changes, 'unchanged')
  return [...columns(rows), ...(same === 0 ? [] : [`${same} unchanged`])].map((line) => `${line}\n`).join('')
}

export const pullJson = ({ changes, lock }: SchemaPlan): string => {
  const report = {
    summary: Object.fromEntries(SCHEMA_STATES.map((state) => [state, count(changes, state)])),
    ...(lock.kubernetes === undefined ? {} : { kubernetes: lock.kubernetes }),
    schemas: changes.map(({ state, crd, before }) => ({
      state,
      ...crd,
      ...(before === undefined ? {} : { before }),
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
