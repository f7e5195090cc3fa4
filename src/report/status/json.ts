/** Where everything stands, for programs; the shape stands in schemas/output/status.schema.json. */
import type { Finding } from '../../model/finding.ts'
import type { ObjectStatus } from '../../model/status.ts'
import { objectJson, stateCounts } from '../diff/json.ts'

const statusJsonOf = ({
  object,
  reason,
  acceptance,
  created,
  belonging,
  lastWrite,
  revoked,
  revokedParts,
}: ObjectStatus): object => ({
  ...objectJson(object),
  ...(reason === '' ? {} : { reason }),
  ...(acceptance === undefined ? {} : { acceptance }),
  ...(created === undefined ? {} : { created }),
  owner: belonging,
  ...(lastWrite === undefined ? {} : { lastWrite }),
  ...(revoked === undefined ? {} : { revoked }),
  ...(revokedParts.length === 0 ? {} : { revokedParts }),
})

export const statusJson = (objects: readonly ObjectStatus[], findings: readonly Finding[]): string => {
  const summary = {
    ...stateCounts(objects.map(({ object }) => object)),
    notAccepted: objects.filter(({ acceptance }) => acceptance?.accepted === 'False').length,
  }
  return `${JSON.stringify({ summary, resources: objects.map(statusJsonOf), findings }, null, 2)}\n`
}
