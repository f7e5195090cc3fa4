/**
 * Where what does not end begins. The parser notices at the end of the document that a quote or bracket is open;
 * the mistake stands where it opens. It is asked again with less text, so there is no second grammar to keep.
 */
import { YAMLException } from 'js-yaml'
import { readEvents } from './parser.ts'

const IN_QUOTES = /within a (single|double) quoted/
const IN_BRACKETS = 'end of the stream within a flow'

/** Each costs a run of the parser over what stands before or after it. */
const MOST_TRIES = 64
const LONGEST = 64 * 1024

/** Why the text can not be read; empty where it can. */
const reasonOf = (text: string): string => {
  try {
    readEvents(text)
    return ''
  } catch (error) {
    return error instanceof YAMLException ? error.reason : ''
  }
}

/** The last place of these characters for which it holds. */
const lastOf = (text: string, characters: RegExp, holds: (offset: number) => boolean): number | undefined =>
  [...text.matchAll(characters)]
    .reverse()
    .slice(0, MOST_TRIES)
    .find(({ index }) => holds(index))?.index

/** Whether a value may begin there: in place of all that follows stands one that is right anywhere. */
const isPlace = (text: string, offset: number): boolean => {
  const reason = reasonOf(`${text.slice(0, offset)}~`)
  return reason === '' || reason.includes(IN_BRACKETS)
}

const isComment = (text: string, offset: number): boolean => /(^|\s)#[^\r\n]*$/.test(text.slice(0, offset))

/** The offset of the quote or the innermost bracket that is open at the end; undefined where none is found. */
export const openingOf = (reason: string, text: string): number | undefined => {
  if (text.length > LONGEST) return undefined
  const [, quotes] = IN_QUOTES.exec(reason) ?? []
  if (quotes !== undefined)
    return lastOf(text, quotes === 'single' ? /'/g : /"/g, (offset) => isPlace(text, offset))
  if (!reason.includes(IN_BRACKETS)) return undefined
  return lastOf(
    text,
    /[[{]/g,
    (offset) =>
      reasonOf(text.slice(offset)).includes(IN_BRACKETS) && !isComment(text, offset) && isPlace(text, offset),
  )
}
