/** `pull KIND/NAME…`: which objects are meant. */
import { usageError } from '../../errors.ts'
import { findKind } from '../../model/kinds.ts'
import { groupOf, type ResourceRef } from '../../model/resource.ts'

export interface Word {
  readonly text: string
  readonly means: (ref: ResourceRef) => boolean
}

/** `kinds` are those of the folder, which may be unknown here. Throws `usage`. */
const parse = (text: string, kinds: ReadonlySet<string>): Word => {
  const [first = '', name, ...more] = text.split('/')
  if (first === '' || name === '' || more.length > 0)
    throw usageError(
      `"${text}" names no object`,
      'say KIND/NAME, KIND or NAME, such as mcpbackend/filesystem',
    )
  const known = findKind(first)
  if (known?.kind === 'Secret')
    throw usageError('Secrets are never pulled', 'a folder refers to them; their values stay in the cluster')
  const kind = known?.kind.toLowerCase() ?? first.toLowerCase()
  const isKind = known !== undefined || kinds.has(kind)
  if (!isKind && name === undefined) return { text, means: (ref) => ref.name === text }
  if (!isKind) throw usageError(`there is no kind "${first}" that pull knows, and none in the folder`)
  const group = known && groupOf(known.apiVersion)
  return {
    text,
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
