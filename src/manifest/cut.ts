/**
 * Takes documents out of a file and puts them back, without touching another's bytes or comments.
 *
 * Where nobody edits the file meanwhile, any documents taken out in any grouping and put back in any order
 * leave the file byte for byte what it was. (Documents that are equal to the byte may change places.)
 * Where somebody does, all of their edits stay, and the document goes back beside the nearest of its old
 * neighbours that is still there.
 */
import { UserError } from '../errors.ts'
import type { ManifestDocument } from '../model/document.ts'
import type { Piece } from '../model/piece.ts'
import type { ParsedFile } from './parse.ts'
import { type Leaf, type Part, insert, joinParts, placesOf, readParts } from './parts.ts'

export interface Cut {
  /** Undefined where nothing but white space is left: the file is to be removed. */
  readonly after: string | undefined
  /** In the order of the documents given. */
  readonly pieces: readonly Piece[]
}

const notSeparable = (document: ManifestDocument, why: string): UserError => {
  const { line, column } = document.locate([])
  return new UserError(
    'not-separable',
    `${document.file}:${line}:${column}: item ${document.item ?? 0} of this list ${why}`,
    {
      hint: 'make it a document of its own, after a line with ---',
    },
  )
}

/** The part and the leaf that hold a document. */
const find = (parts: readonly Part[], document: ManifestDocument): { part: Part; leaf: Leaf } => {
  const { index, item } = document
  const part = parts.find((one) => one.index === index)
  if (item !== undefined && part?.list === undefined)
    throw notSeparable(document, 'shares its line with something else')
  if (item !== undefined && part?.list?.tied.has(item) === true)
    throw notSeparable(document, 'shares a value with another item by anchor and alias')
  const leaf = part?.leaves[item ?? 0]
  if (part === undefined || leaf === undefined)
    throw new UserError(
      'file-changed',
      `${document.file}: document ${index} is not in the text that was read`,
    )
  return { part, leaf }
}

/** `earlier`: pieces of this file that were taken out before and are not back; they keep the order exact. */
export const cut = (
  parsed: ParsedFile,
  documents: readonly ManifestDocument[],
  earlier: readonly Piece[] = [],
): Cut => {
  const { bom, parts } = readParts(parsed.text)
  const found = documents.map((document) => find(parts, document))
  for (const piece of earlier) insert(parts, piece, true)
  const places = placesOf(parts.flatMap((part) => part.leaves))
  const pieces = found.map(({ part, leaf }): Piece => {
    const at = part.leaves.indexOf(leaf)
    const { list } = part
    return {
      text: leaf.text,
      ...(places.get(leaf) ?? { before: '', after: '' }),
      ...(list === undefined ? {} : { list: frame(list, at, part.leaves.length - at - 1) }),
      ...(bom ? { bom } : {}),
    }
  })
  const taken = new Set(found.map(({ leaf }) => leaf))
  const rest = parts
    .map((part) => ({
      ...part,
      leaves: part.leaves.filter((leaf) => leaf.absent !== true && !taken.has(leaf)),
    }))
    .filter((part) => part.leaves.length > 0)
  const after = joinParts({ bom, parts: rest })
  return { after: after.trim() === '' ? undefined : after, pieces }
}

const frame = (
  { style, head, tail }: NonNullable<Part['list']>,
  before: number,
  after: number,
): NonNullable<Piece['list']> => ({ style, head, tail, before, after })

/** `current` is undefined where the file is gone. */
export const putBack = (current: string | undefined, pieces: readonly Piece[]): string => {
  const { bom, parts } = readParts(current ?? '')
  for (const piece of pieces) insert(parts, piece)
  const wasThere = current !== undefined && current !== ''
  return joinParts({ bom: wasThere ? bom : pieces.some((piece) => piece.bom === true), parts })
}
