/**
 * A file as parts that can be taken out and put back: its documents with the comments around them, and of
 * a `kind: List` the items. The parts put together are the file, byte for byte.
 *
 * Names are digests of a document's or item's own text, so a part is found again wherever it moved to.
 * What is left of a file after any removal is again a valid file, because every document but the first
 * brings its own `---`.
 */
import { createHash } from 'node:crypto'
import type { Piece, Place } from '../model/piece.ts'
import { lineBreak } from './lines.ts'
import { type List, joinList, splitList } from './list.ts'
import { contentStart, splitDocuments } from './split.ts'

/** The smallest thing that is taken out: a document, a comment between documents, an item of a list. */
export interface Leaf {
  readonly text: string
  readonly digest: string
  /** Taken out earlier: it has its place, but is not in the file. */
  readonly absent?: boolean
}

export type Frame = Pick<List, 'style' | 'head' | 'tail'>

export interface Part {
  /** The number of the document, as parse() counts; undefined where it is only comments, or came back just now. */
  readonly index?: number
  /** One, or for a list its items. */
  readonly leaves: Leaf[]
  readonly list?: Frame & { readonly tied: ReadonlySet<number> }
}

export interface Parts {
  readonly bom: boolean
  readonly parts: Part[]
}

/** The marker that an earlier document's end brings with it is not the document's own. */
const OWN_END = /^\.\.\.[^\r\n]*(?:\r\n|\r|\n)/
const DIGEST_LENGTH = 8

export const leafOf = (text: string): Leaf => ({
  text,
  digest: createHash('sha256').update(text.replace(OWN_END, '')).digest('base64url').slice(0, DIGEST_LENGTH),
})

/** The segments of a file: each with a document or a comment of its own, empty ones joined to their neighbours. */
const segments = (text: string): { text: string; index?: number }[] => {
  const found: { text: string; index?: number }[] = []
  let index = 0
  let lead = ''
  for (const range of splitDocuments(text)) {
    const own = text.slice(range.start, range.end)
    const hasContent = contentStart(text, range) < range.end
    const stands = hasContent || (own.includes('#') && !own.startsWith('...'))
    const previous = found.at(-1)
    if (stands) {
      found.push({ text: lead + own, ...(hasContent ? { index: index++ } : {}) })
      lead = ''
    } else if (previous !== undefined) previous.text += own
    else lead += own
  }
  if (lead !== '') found.push({ text: lead })
  return found
}

export const readParts = (text: string): Parts => {
  const parts = segments(text).map(({ text: own, index }): Part => {
    const list = index === undefined ? undefined : splitList(own)
    const numbered = index === undefined ? {} : { index }
    return list === undefined
      ? { ...numbered, leaves: [leafOf(own)] }
      : { ...numbered, leaves: list.items.map(leafOf), list }
  })
  return { bom: text.startsWith('\uFEFF'), parts }
}

const endLine = (text: string, eol: string): string =>
  text === '' || /[\r\n]$/.test(text) ? text : text + eol

const partText = ({ leaves, list }: Part, eol: string): string => {
  const texts = leaves.filter(({ absent }) => absent !== true).map(({ text }) => text)
  if (list === undefined) return texts.join('')
  const isLast = (i: number): boolean => i === texts.length - 1 && list.tail === ''
  const items =
    list.style === 'flow' ? texts : texts.map((text, i) => (isLast(i) ? text : endLine(text, eol)))
  return joinList(list.style, list.head, items, list.tail)
}

/** What must stand before a part that does not begin with a marker of its own. */
const separator = (text: string): string => {
  if (/^(?:---|\.\.\.)(?=\s|$)/.test(text)) return ''
  const content = contentStart(text, { start: 0, end: text.length })
  if (content === text.length && text.startsWith('#')) return ''
  return /(?:^|[\r\n])%/.test(text.slice(0, content)) ? '...' : '---'
}

/** The file's text. Line breaks and `---` are added only where a part would else run into the one before. */
export const joinParts = ({ bom, parts }: Parts): string => {
  const texts = parts
    .map((part) => partText(part, lineBreak(part.leaves[0]?.text ?? '')))
    .filter((text) => text !== '')
  const eol = lineBreak(texts.join(''))
  let joined = ''
  for (const text of texts) {
    if (joined === '') {
      joined = text.replace(OWN_END, '')
      continue
    }
    const marker = separator(text)
    joined = endLine(joined, eol) + (marker === '' ? '' : marker + eol) + text
  }
  return joined === '' ? '' : (bom ? '\uFEFF' : '') + joined
}

/** Digests, with a number where the same text stands in the file again. */
const namesOf = (leaves: readonly Leaf[]): string[] => {
  const seen = new Map<string, number>()
  return leaves.map(({ digest }) => {
    const times = seen.get(digest) ?? 0
    seen.set(digest, times + 1)
    return times === 0 ? digest : `${digest}.${times}`
  })
}

/** The places of all leaves of a file. */
export const placesOf = (leaves: readonly Leaf[]): Map<Leaf, Place> => {
  const names = namesOf(leaves)
  return new Map(
    leaves.map((leaf, i) => [
      leaf,
      { before: names.slice(0, i).join(' '), after: names.slice(i + 1).join(' ') },
    ]),
  )
}

interface Spot {
  readonly part: number
  readonly leaf: number
  readonly side: 'before' | 'after'
}

const split = (text: string): string[] => (text === '' ? [] : text.split(' '))

/** The nearest neighbour that is there, and on which side of it the piece belongs. */
const nearest = (
  parts: readonly Part[],
  before: readonly string[],
  after: readonly string[],
): Spot | undefined => {
  const spots = new Map<string, { part: number; leaf: number }>()
  const names = namesOf(parts.flatMap(({ leaves }) => leaves)).values()
  for (const [part, { leaves }] of parts.entries())
    for (const leaf of leaves.keys()) spots.set(names.next().value ?? '', { part, leaf })
  for (let distance = 1; distance <= Math.max(before.length, after.length); distance++) {
    const previous = spots.get(before[before.length - distance] ?? '')
    if (previous !== undefined) return { ...previous, side: 'after' }
    const next = spots.get(after[distance - 1] ?? '')
    if (next !== undefined) return { ...next, side: 'before' }
  }
  return undefined
}

/** Puts a piece back in its place; with `absent` only the place is kept for it. */
export const insert = (parts: Part[], piece: Piece, absent = false): void => {
  const leaf: Leaf = absent ? { ...leafOf(piece.text), absent } : leafOf(piece.text)
  const [before, after] = [split(piece.before), split(piece.after)]
  const { list } = piece
  if (list !== undefined) {
    const spot = nearest(parts, lastOf(before, list.before), after.slice(0, list.after))
    const home = spot === undefined ? undefined : parts[spot.part]
    if (spot !== undefined && home?.list?.style === list.style) {
      home.leaves.splice(spot.leaf + (spot.side === 'after' ? 1 : 0), 0, leaf)
      return
    }
  }
  const spot = nearest(parts, before, after)
  const at =
    spot === undefined
      ? before.length === 0
        ? 0
        : parts.length
      : spot.part + (spot.side === 'after' ? 1 : 0)
  parts.splice(at, 0, {
    leaves: [leaf],
    ...(list === undefined ? {} : { list: { ...list, tied: new Set<number>() } }),
  })
}

const lastOf = (all: readonly string[], count: number): string[] => (count === 0 ? [] : all.slice(-count))
