/** What the user means by the words of a revoke, and what of it is revoked already or nowhere to be found. */
import { usageError } from '../../errors.ts'
import { type ResourceRef, refKey } from '../../model/resource.ts'
import { activeTargets } from '../../model/revocation.ts'
import { parseSelector } from '../../plan/label-selector.ts'
import type { Target } from '../../plan/revoke.ts'
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

/** Objects that are meant by name, or with everything, and are revoked as a whole, and stand nowhere. */
export const revokedAlready = (
  { names, namespace, all }: Selection,
  targets: readonly Target[],
  { folder, cluster }: World,
): readonly ResourceRef[] => {
  const active = new Map<string, ResourceRef>()
  for (const records of [folder?.records ?? [], cluster?.records ?? []])
    for (const { target } of activeTargets<unknown>(records).values())
      if (target.part === undefined) active.set(refKey(target.ref), target.ref)
  const standing = new Set(targets.map(({ ref }) => refKey(ref)))
  const isMeant = (ref: ResourceRef): boolean =>
    (all === true && (namespace === undefined || ref.namespace === namespace)) ||
    names.some((name) => means(name, namespace, ref))
  return [...active.values()].filter((ref) => !standing.has(refKey(ref)) && isMeant(ref))
}

/** The words that mean nothing of what was found. */
export const missingOf = (
  { names, namespace, reaches = [], selector, all }: Selection,
  found: readonly ResourceRef[],
): readonly string[] => {
  const missing = names
    .filter((name) => !found.some((ref) => means(name, namespace, ref)))
    .map(({ word }) => word)
  if (found.length > 0 || names.length > 0) return missing
  return [
    ...reaches.map((place) => `--reaches ${place}`),
    ...(selector === undefined ? [] : ['--selector']),
    ...(all === true ? ['--all'] : []),
  ]
}
