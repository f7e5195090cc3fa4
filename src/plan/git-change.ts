/**
 * What the source of each owner needs while objects are revoked. An owner that still holds one brings it back, and
 * where the lock keeps it out, fails with all the rest it holds.
 */
import type { Owner, OwnerChange } from '../model/owner.ts'
import { type Resource, refKey } from '../model/resource.ts'
import type { Named } from '../model/revocation.ts'
import { ownersOf } from './owners.ts'

export interface GitChangeInput {
  readonly targets: readonly Named[]
  /** The objects as the cluster has them, or has stored them; by refKey. */
  readonly objects: ReadonlyMap<string, Resource>
  /** The files of this folder that hold an object, relative to the root. */
  readonly filesOf: (key: string) => readonly string[]
}

type Ways = Pick<OwnerChange, 'consequence' | 'pause' | 'resume'>

const flux = (kind: 'kustomization' | 'helmrelease', { name = 'NAME', namespace = 'NAMESPACE' }: Owner) => ({
  pause: [`flux suspend ${kind} ${name} -n ${namespace}`],
  resume: [`flux resume ${kind} ${name} -n ${namespace}`],
})

const waysOf = (owner: Owner): Ways => {
  switch (owner.kind) {
    case 'Kustomization':
      return {
        consequence:
          'applies it again at the next reconciliation; while the lock denies that, the reconciliation fails, and other changes of this Kustomization do not arrive either',
        ...flux('kustomization', owner),
      }
    case 'HelmRelease':
      return {
        consequence:
          'creates it again at the next upgrade, and before that where drift detection is on; while the lock denies that, the upgrade fails as a whole',
        ...flux('helmrelease', owner),
      }
    case 'Application': {
      const { name = 'NAME', namespace } = owner
      return {
        consequence:
          'is OutOfSync, and creates it again at the next sync (by itself where the sync is automated); while the lock denies that, the sync fails as a whole',
        pause: [
          `argocd app set ${name} --sync-policy none${namespace === undefined ? '' : ` -N ${namespace}`}`,
        ],
        // Self-healing and pruning go with the policy, and only its owner knows which of them there were.
        resume: [],
      }
    }
    case 'Release':
      return {
        consequence: `creates it again at the next helm upgrade of this release; while the lock denies that, the upgrade fails`,
        pause: [],
        resume: [],
      }
  }
}

/** Parts are left out: an object of which a part is revoked stays as its source says. */
export const gitChange = ({ targets, objects, filesOf }: GitChangeInput): OwnerChange[] => {
  const changes = new Map<string, { owner: Owner; documents: OwnerChange['documents'][number][] }>()
  for (const { ref, part } of targets) {
    const object = objects.get(refKey(ref))
    if (object === undefined || part !== undefined) continue
    for (const owner of ownersOf(object)) {
      const key = JSON.stringify([owner.tool, owner.kind, owner.namespace, owner.name])
      const change = changes.get(key) ?? { owner, documents: [] }
      changes.set(key, change)
      change.documents.push({ ref, files: filesOf(refKey(ref)) })
    }
  }
  return [...changes.values()].map((change) => ({ ...change, ...waysOf(change.owner) }))
}
