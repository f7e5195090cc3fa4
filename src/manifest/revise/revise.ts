/**
 * Gives documents of a file new values by changing the least of its text: comments, the order of keys, quotes,
 * indentation and line ends stay as their author left them, and what is not changed stays byte for byte.
 *
 * Nothing is believed: after each attempt the text is read again, as Kubernetes would, and every document must have
 * the value that it should. Where a small change does not come to that, a larger one is tried: whole collections
 * written anew where no comment is in them, at last the whole document, and else the file is not touched.
 */
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../../errors.ts'
import type { JsonPath, ManifestDocument } from '../../model/document.ts'
import { isMapping } from '../build.ts'
import { EVENT_ID } from '../events.ts'
import { lineBreak } from '../lines.ts'
import { type ParsedFile, parse } from '../parse.ts'
import { readEvents } from '../parser.ts'
import { contentStart, splitDocuments } from '../split.ts'
import { Changer } from './change.ts'
import { layoutOf } from './layout.ts'
import { type Splice, spliced } from './splice.ts'
import { type Child, type Node, TOO_ODD, readTree } from './tree.ts'
import { commentsIn, rewrite } from './whole.ts'

export interface Revision {
  readonly document: ManifestDocument
  /** What it is to be. */
  readonly value: unknown
}

/** By the number of the item, or undefined for a document that is no list. */
type Wanted = ReadonlyMap<number | undefined, unknown>

/** A change can show elsewhere too, by anchor and alias; what it changed there is put right in the next round. */
const MOST_ROUNDS = 4

const isWanted = (documents: readonly ManifestDocument[], wanted: Wanted): boolean =>
  documents.length === wanted.size &&
  documents.every(({ item, value }) => wanted.has(item) && isDeepStrictEqual(value, wanted.get(item)))

const rootOf = (value: Node): Child => ({
  start: value.content,
  after: value.content,
  value,
  inFlow: value.flow,
})

const itemOf = (root: Node, item: number | undefined): Child => {
  if (item === undefined) return rootOf(root)
  const child = root.children.find(({ name }) => name === 'items')?.value.children[item]
  if (child === undefined) throw TOO_ODD
  return child
}

/** How deep the values of a document are nested. */
const heightOf = (text: string): number => {
  let [depth, most] = [0, 0]
  for (const { type } of readEvents(text)) {
    if (type === EVENT_ID.MAPPING || type === EVENT_ID.SEQUENCE) most = Math.max(most, ++depth)
    else if (type === EVENT_ID.POP) depth--
  }
  return most
}

/** One document's text after some rounds; undefined where it does not come to what is wanted. */
const inPlace = (text: string, wanted: Wanted, deepest: number): string | undefined => {
  let now = text
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { documents } = parse('', now)
    if (documents.length !== wanted.size) return undefined
    if (isWanted(documents, wanted)) return now
    const root = readTree(now, readEvents(now))
    const style = { layout: layoutOf(now, root), eol: lineBreak(now), json: root.flow }
    const changer = new Changer(now, style, deepest)
    const splices = documents.flatMap(({ item, value }): Splice[] =>
      changer.change(itemOf(root, item), value, wanted.get(item)),
    )
    now = spliced(now, splices)
  }
  return undefined
}

const attempts = function* (text: string, wanted: Wanted): Generator<() => string | undefined> {
  yield () => inPlace(text, wanted, Infinity)
  const keepsComments = (after: string | undefined): string | undefined =>
    after !== undefined && commentsIn(after).length >= commentsIn(text).length ? after : undefined
  for (let deepest = heightOf(text) - 1; deepest >= 0; deepest--)
    yield () => keepsComments(inPlace(text, wanted, deepest))
  const { documents } = parse('', text)
  const [first] = documents
  if (first !== undefined && first.item === undefined)
    yield () => rewrite(text, first.value, wanted.get(undefined), lineBreak(text))
}

const attempt = (one: () => string | undefined): string | undefined => {
  try {
    return one()
  } catch (error) {
    if (error === TOO_ODD || error instanceof RangeError) return undefined
    throw error
  }
}

const reviseText = (text: string, wanted: Wanted): string | undefined => {
  const known = parse('', text).findings.length
  for (const one of attempts(text, wanted)) {
    const after = attempt(one)
    if (after === undefined) continue
    const { documents, findings } = parse('', after)
    if (findings.length <= known && isWanted(documents, wanted)) return after
  }
  return undefined
}

/** The first place at which two values differ. */
const differenceOf = (was: unknown, wanted: unknown, path: JsonPath = []): JsonPath => {
  if (!isMapping(was) || !isMapping(wanted)) return path
  const key = [...Object.keys(was), ...Object.keys(wanted)].find(
    (one) => !isDeepStrictEqual(was[one], wanted[one]),
  )
  return key === undefined ? path : differenceOf(was[key], wanted[key], [...path, key])
}

const notEditable = ({ document, value }: Revision): UserError => {
  const { line, column } = document.locate(differenceOf(document.value, value))
  return new UserError(
    'not-editable',
    `${document.file}:${line}:${column}: this place can not be changed without changing others`,
    {
      hint: 'edit it by hand; values that several places share by anchor, alias or merge key must be written out first',
    },
  )
}

/** As JSON has it: what is undefined is left out. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

/** The whole text of the file, with new values for some of its documents. Throws `not-editable`. */
export const revise = (
  { file, text, documents, findings }: ParsedFile,
  revisions: readonly Revision[],
): string => {
  const values = new Map(revisions.map(({ document, value }) => [document, plain(value)]))
  const wantedOf = (index: number): Wanted =>
    new Map(
      documents
        .filter((document) => document.index === index)
        .map((document) => [document.item, values.has(document) ? values.get(document) : document.value]),
    )
  let index = 0
  let after = text.startsWith('\uFEFF') ? '\uFEFF' : ''
  for (const range of splitDocuments(text)) {
    const own = text.slice(range.start, range.end)
    const number = contentStart(text, range) < range.end ? index++ : undefined
    const revision = revisions.find(({ document }) => document.index === number)
    if (revision === undefined || number === undefined) {
      after += own
      continue
    }
    const revised = reviseText(own, wantedOf(number))
    if (revised === undefined) throw notEditable(revision)
    after += revised
  }
  const result = parse(file, after)
  const isRight =
    result.findings.length <= findings.length &&
    result.documents.length === documents.length &&
    result.documents.every(({ value }, i) => {
      const document = documents[i]
      return (
        document !== undefined &&
        isDeepStrictEqual(value, values.has(document) ? values.get(document) : document.value)
      )
    })
  if (!isRight && revisions[0] !== undefined) throw notEditable(revisions[0])
  return after
}
