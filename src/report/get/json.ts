/** The gateway for programs; the shape stands in schemas/output/get.schema.json. */
import type { Overview, OverviewEntry } from '../../model/overview.ts'
import { refJson } from '../json.ts'

const entryValue = ({
  resource,
  accepted,
  reason,
  message,
  pointsTo,
  created,
  belonging,
  details,
  revoked,
  revokedParts,
}: OverviewEntry): object => ({
  resource: refJson(resource),
  accepted,
  reason,
  ...(message === undefined ? {} : { message }),
  ...(details === '' ? {} : { details }),
  pointsTo,
  ...(created === undefined ? {} : { created }),
  owner: belonging,
  ...(revoked === undefined ? {} : { revoked }),
  ...(revokedParts.length === 0 ? {} : { revokedParts }),
})

export const overviewValue = ({ entries, notServed }: Overview): object => {
  const standing = entries.filter(({ created }) => created !== undefined)
  const count = (accepted: string): number => standing.filter((entry) => entry.accepted === accepted).length
  return {
    summary: {
      resources: entries.length,
      accepted: count('True'),
      notAccepted: count('False'),
      unknown: count('Unknown'),
      revoked: entries.filter(({ revoked }) => revoked !== undefined).length,
      notServed,
    },
    resources: entries.map(entryValue),
  }
}

export const overviewJson = (overview: Overview): string =>
  `${JSON.stringify(overviewValue(overview), null, 2)}\n`
