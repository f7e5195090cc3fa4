/** When two readings of an object mean the same to its owner: everything but what the server sets itself. */
import { isDeepStrictEqual } from 'node:util'
import { list, mapping } from './mapping.ts'
import type { Resource } from './resource.ts'

/** Owns the fields of an object that is being restored, until its recorded owners have them back. */
export const RESTORE_MANAGER = 'kubectl-agentgw-restore'

/** The object as a record keeps it: able to be created again, with the owners of its fields. */
export const recordable = (live: Resource): Resource => {
  const { status: _status, ...rest } = live
  const { name, namespace, labels, annotations, ownerReferences, finalizers, managedFields } = live.metadata
  const owners = managedFields?.filter((entry) => entry.subresource !== 'status')
  return {
    ...rest,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
      ...(finalizers === undefined ? {} : { finalizers }),
      ...(owners === undefined ? {} : { managedFields: owners }),
    },
  }
}

const essence = (object: Resource): unknown => {
  const { status: _status, metadata, ...rest } = object
  const { name, namespace, labels, annotations } = metadata
  return { ...rest, metadata: { name, namespace, labels: labels ?? {}, annotations: annotations ?? {} } }
}

/** Equal spec, labels and annotations; uid, status and managedFields are new in every object. */
export const sameObject = (a: Resource, b: Resource): boolean => isDeepStrictEqual(essence(a), essence(b))

/** True where a restoration created the object and was cut off before its owners had their fields back. */
export const halfRestored = (object: Resource): boolean =>
  object.metadata.managedFields?.some((entry) => entry.manager === RESTORE_MANAGER) ?? false

/** True for an object that is deleted and waits for its finalizers: it is as good as gone, and can not be kept. */
export const isLeaving = (object: Resource): boolean => object.metadata.deletionTimestamp !== undefined

/** What it waits for; a Namespace has some in its spec, too. */
export const finalizersOf = ({ kind, metadata, spec }: Resource): readonly string[] => [
  ...(metadata.finalizers ?? []),
  ...(kind === 'Namespace' ? list(mapping(spec)['finalizers']).map(String) : []),
]
