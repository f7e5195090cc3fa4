/** What a folder once put into a cluster and does not hold any more, and what of it may be taken out. */
import { type Owner } from '../model/owner.ts'
import { type ManagedFieldsEntry, type Resource, refOf } from '../model/resource.ts'
import { isLeaving } from '../model/same-object.ts'
import type { ObjectState } from '../model/sync.ts'
import { ownersOf } from './owners.ts'
import { FOLDER_LABEL } from './sync.ts'
import { holdsField, isOwnApply } from './writers.ts'

/** With it would go what this program never put there, so it stays. */
export const isContainer = (kind: string): boolean =>
  kind === 'Namespace' || kind === 'CustomResourceDefinition'

const OWN_LABEL = ['f:metadata', 'f:labels', `f:${FOLDER_LABEL}`]

const appliedBy = (live: Resource): readonly ManagedFieldsEntry[] =>
  (live.metadata.managedFields ?? []).filter(isOwnApply)

/** A label is easily copied, with the rest of a manifest: only what was applied with it was put there by the folder. */
const isApplied = (live: Resource): boolean => appliedBy(live).some((entry) => holdsField(entry, OWN_LABEL))

const told = ({ tool, kind, name }: Owner): string =>
  `${tool} holds it${name === undefined ? '' : ` (${kind} ${name})`}`

/** Why it must stay; undefined where it may go. */
const reasonToKeep = (live: Resource): string | undefined => {
  const [owner] = ownersOf(live)
  if (owner !== undefined) return told(owner)
  if (!isApplied(live)) return `it has the label ${FOLDER_LABEL}, but was not applied by this program`
  const [above] = live.metadata.ownerReferences ?? []
  if (above !== undefined) return `${above.kind} ${above.name} owns it`
  return isContainer(live.kind)
    ? 'what it contains would go with it; delete it by hand if that is meant'
    : undefined
}

/** Of an object with the folder's label that the folder does not hold; what is going already is none. */
export const leftOver = (live: Resource): ObjectState | undefined => {
  if (isLeaving(live)) return undefined
  const kept = reasonToKeep(live)
  return {
    ref: refOf(live),
    state: 'OnlyInCluster',
    changes: kept === undefined ? [{ op: 'remove', path: '', from: live }] : [],
    live,
    ...(kept === undefined ? {} : { kept }),
  }
}

const reasonOfNoFolder = (live: Resource): string =>
  appliedBy(live).length > 0
    ? `somebody took its label ${FOLDER_LABEL} off`
    : 'it was pulled and never applied from here'

/** Of an object that the folder once held and does not hold any more, where it is no folder's. */
export const dropped = (live: Resource): ObjectState | undefined =>
  isLeaving(live) || live.metadata.labels?.[FOLDER_LABEL] !== undefined
    ? undefined
    : {
        ref: refOf(live),
        state: 'OnlyInCluster',
        changes: [],
        live,
        kept: `${reasonOfNoFolder(live)}, so it is not the folder's to take out; \`kubectl delete\` does`,
      }
