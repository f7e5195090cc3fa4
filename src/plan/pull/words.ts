/** `pull KIND/NAME…`: which objects are meant. */
import { usageError } from '../../errors.ts'
import type { KindRef } from '../../model/cluster.ts'
import { BESIDE_GATEWAYS, findKind, KINDS } from '../../model/kinds.ts'
import { groupOf, type ResourceRef } from '../../model/resource.ts'

export interface Word {
  readonly text: string
  readonly means: (ref: ResourceRef) => boolean
  /** Of KIND/NAME, which says itself that this object is to be taken; absent where its kind is the folder's alone. */
  readonly kind?: KindRef
  /** Whether it is KIND/NAME. */
  readonly isObject: boolean
}

const KNOWN = [...KINDS, ...BESIDE_GATEWAYS]

/** `kinds` are those of the folder, which may be unknown here. Throws `usage`. */
const parse = (text: string, kinds: ReadonlySet<string>): Word => {
  const [first = '', name, ...more] = text.split('/')
  const hint = 'say KIND/NAME, KIND or NAME, such as mcpbackend/filesystem'
  if (first === '' || name === '' || more.length > 0) throw usageError(`"${text}" names no object`, hint)
  const known = findKind(first, KNOWN)
  if (known?.kind === 'Secret')
    throw usageError('Secrets are never pulled', 'a folder refers to them; their values stay in the cluster')
  const kind = known?.kind.toLowerCase() ?? first.toLowerCase()
  const isKind = known !== undefined || kinds.has(kind)
  const isObject = name !== undefined
  if (!isKind && !isObject) return { text, isObject, means: (ref) => ref.name === text }
  if (!isKind) throw usageError(`there is no kind "${first}" that pull knows, and none in the folder`, hint)
  const group = known && groupOf(known.apiVersion)
  return {
    text,
    isObject,
    ...(isObject && known !== undefined ? { kind: known } : {}),
    means: (ref) =>
      ref.kind.toLowerCase() === kind &&
      (group === undefined || groupOf(ref.apiVersion) === group) &&
      (name === undefined || ref.name === name),
  }
}

export const parseWords = (texts: readonly string[], kinds: Iterable<string>): Word[] => {
  const own = new Set([...kinds].map((kind) => kind.toLowerCase()))
  return texts.map((text) => parse(text, own))
}

/** Whether the user named this very object. */
export const isNamed = (words: readonly Word[], ref: ResourceRef): boolean =>
  words.some(({ isObject, means }) => isObject && means(ref))
