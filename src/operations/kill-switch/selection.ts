/** What the user means by the words of a revoke, and what of it is revoked already. */
import { usageError } from '../../errors.ts'
import { type Resource, type ResourceRef, refKey } from '../../model/resource.ts'
import { activeTargets } from '../../model/revocation.ts'
import { parseSelector } from '../../plan/label-selector.ts'
import {
  means,
  meantOf,
  parseTarget,
  type Selection,
  type Standing,
  withTools,
} from '../../plan/revoke-targets.ts'
import type { RevokeOptions } from '../revoke.ts'
import type { World } from './look.ts'
import { readingsOf } from './stored.ts'

type Words = Pick<RevokeOptions, 'words' | 'tools' | 'selector' | 'reaches' | 'all' | 'namespace'>

/** Throws usage errors. */
export const selectionOf = ({ words, tools = [], selector, reaches, all, namespace }: Words): Selection => {
  if (tools.length > 0 && words.length === 0)
    throw usageError('--tool needs the backend that has the tool', 'name it as a TARGET')
  if (reaches?.some((place) => place.trim() === ''))
    throw usageError(
      '--reaches needs a host, Service, program or package',
      'such as --reaches api.example.com',
    )
  return {
    names: withTools(words.map(parseTarget), tools),
    namespace,
    ...(selector === undefined ? {} : { selector: parseSelector(selector) }),
    ...(reaches === undefined ? {} : { reaches }),
    ...(all === undefined ? {} : { all }),
  }
}

/**
 * Objects that are revoked as a whole and stand nowhere, as they were stored: those that are meant, and the routes that
 * went with them.
 */
export const revokedAlready = (
  selection: Selection,
  standing: ReadonlyMap<string, unknown>,
  world: World,
): readonly Standing[] => {
  const { names, namespace, selector, reaches = [] } = selection
  const active = [world.folder?.records ?? [], world.cluster?.records ?? []].flatMap((records) =>
    [...activeTargets<unknown>(records).values()].filter(({ target }) => target.part === undefined),
  )
  const needsReading = selector !== undefined || reaches.length > 0
  const stored = readingsOf(world)
  const readings = (ref: ResourceRef): readonly Resource[] => (needsReading ? stored({ ref }) : [])
  const isMeant = (ref: ResourceRef): boolean =>
    names.some((name) => means(name, namespace, ref)) ||
    meantOf(selection, { ref, readings: readings(ref) }).length > 0
  const ids = new Set(active.flatMap(({ record, target }) => (isMeant(target.ref) ? record.id : [])))
  const gone = active.filter(
    ({ record, target }) =>
      !standing.has(refKey(target.ref)) &&
      (isMeant(target.ref) || (ids.has(record.id) && target.because !== 'named')),
  )
  const refs = new Map(gone.map(({ target }) => [refKey(target.ref), target.ref]))
  return [...refs.values()].map((ref) => ({ ref, readings: readings(ref) }))
}
