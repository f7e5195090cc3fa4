/** What the user means by the words of a revoke, and what of it is revoked already. */
import { usageError } from '../../errors.ts'
import { type ResourceRef, refKey } from '../../model/resource.ts'
import { activeTargets } from '../../model/revocation.ts'
import { parseSelector } from '../../plan/label-selector.ts'
import { means, parseTarget, type Selection, withTools } from '../../plan/revoke-targets.ts'
import type { RevokeOptions } from '../revoke.ts'
import type { World } from './look.ts'

type Words = Pick<RevokeOptions, 'words' | 'tools' | 'selector' | 'reaches' | 'all' | 'namespace'>

/** Throws usage errors. */
export const selectionOf = ({ words, tools = [], selector, reaches, all, namespace }: Words): Selection => {
  if (tools.length > 0 && words.length === 0)
    throw usageError('--tool needs the backend that has the tool', 'name it as a TARGET')
  return {
    names: withTools(words.map(parseTarget), tools),
    namespace,
    ...(selector === undefined ? {} : { selector: parseSelector(selector) }),
    ...(reaches === undefined ? {} : { reaches }),
    ...(all === undefined ? {} : { all }),
  }
}

/**
 * Objects that are revoked as a whole and stand nowhere: those meant by name, or with everything, and the routes that went
 * with them.
 */
export const revokedAlready = (
  { names, namespace, all }: Selection,
  standing: ReadonlyMap<string, unknown>,
  { folder, cluster }: World,
): readonly ResourceRef[] => {
  const active = [folder?.records ?? [], cluster?.records ?? []].flatMap((records) =>
    [...activeTargets<unknown>(records).values()].filter(({ target }) => target.part === undefined),
  )
  const isMeant = (ref: ResourceRef): boolean =>
    (all === true && (namespace === undefined || ref.namespace === namespace)) ||
    names.some((name) => means(name, namespace, ref))
  const ids = new Set(active.flatMap(({ record, target }) => (isMeant(target.ref) ? record.id : [])))
  const gone = active.filter(
    ({ record, target }) =>
      !standing.has(refKey(target.ref)) &&
      (isMeant(target.ref) || (ids.has(record.id) && target.because !== 'named')),
  )
  return [...new Map(gone.map(({ target }) => [refKey(target.ref), target.ref])).values()]
}
