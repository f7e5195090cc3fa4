/**
 * What somebody wrote with kubectl, the folder took over, and the folder does not hold any more. Server-side apply leaves it: who writes by hand
 * owns it for ever, and a folder that went back to what it was would change nothing.
 */
import { isDeepStrictEqual } from 'node:util'
import { isByHand } from '../model/by-hand.ts'
import { type ManagedPlace, without } from '../model/managed-place.ts'
import { mapping } from '../model/mapping.ts'
import type { Resource } from '../model/resource.ts'
import type { Change, ObjectState } from '../model/sync.ts'
import { readDigests } from './agreed.ts'
import { diff } from './diff.ts'
import { wholeSchema } from './ssa/built-in/index.ts'
import { withDefaults } from './ssa/defaults.ts'
import { rootSchema, type Schema } from './ssa/schema.ts'
import { leavingOwn } from './sync.ts'
import { isByHandAlone } from './writers.ts'

/** Whether there can be any. */
export const hasHandsOn = ({ metadata: { managedFields = [] } }: Resource): boolean =>
  managedFields.some(isByHand)

/** Labels and annotations are told as one where those of this program alone are left. */
const placesOf = ({ field = [], from }: Change): ManagedPlace[] =>
  field.length === 2 && field[0] === 'f:metadata'
    ? Object.keys(mapping(from)).map((key) => [...field, `f:${key}`])
    : [field]

/** `agreed`: what folder and cluster last agreed on. `crd`: its schema; of a kind without one it must be known here all that the server fills in. */
export const withDropped = (object: ObjectState, agreed: string, crd: Schema | undefined): ObjectState => {
  const { desired, live } = object
  if (desired === undefined || live === undefined || !hasHandsOn(live)) return object
  const schema = crd ?? wholeSchema(desired)
  if (schema === undefined) return object
  const root = rootSchema(schema)
  const wanted = withDefaults(desired, root) as Resource
  const drops = diff(live, wanted, root, readDigests(agreed))
    .filter(({ op, by }) => op === 'remove' && by === 'folder')
    .flatMap(placesOf)
    .filter((place) => isDeepStrictEqual(without(wanted, place), wanted) && isByHandAlone(live, place))
  if (drops.length === 0) return object
  const merged = drops.reduce(without, object.merged ?? live)
  const changes = diff(live, merged, root)
  return { ...object, state: 'Drifted', changes, merged, drops, ...leavingOwn(desired, root) }
}
