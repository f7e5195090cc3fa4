import { partLabel } from '../model/part.ts'
import { refLabel, type ResourceRef } from '../model/resource.ts'
import type { Named } from '../model/revocation.ts'
import { printable } from './printable.ts'

/** An object as a person would name it to kubectl. */
export const label = (ref: ResourceRef): string => namedLabel({ ref })

/** So many objects are named where many share something; each has it in the JSON. */
const NAMED = 10

export const labels = (refs: readonly ResourceRef[]): string => {
  const names = refs.slice(0, NAMED).map(refLabel).join(', ')
  return refs.length > NAMED ? `${names} and ${refs.length - NAMED} more` : names
}

/** The same of an object or a part of it, as `revoke` and `restore` take it. A record may say any text of a part. */
export const namedLabel = ({ ref, part }: Named): string =>
  `${refLabel(ref)}${printable(partLabel(part))}${ref.namespace === undefined ? '' : ` -n ${ref.namespace}`}`
