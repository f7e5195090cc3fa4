/**
 * Where the documents of a YAML stream begin and end. Done on the text, before any parsing, as kubectl does
 * it: so a mistake in one document does not keep the others from being read, and documents can be taken out
 * and put back without touching one another.
 */

/** Offsets into the text, the end exclusive. */
export interface Range {
  readonly start: number
  readonly end: number
}

const BOM = '\uFEFF'
/** `---` or `...` at the beginning of a line: YAML allows neither there inside a value. */
const MARKER = /(?<=[\r\n])(?:---|\.\.\.)(?=[ \t\r\n]|$)/g
const MARKED = /[\r\n](?:---|\.\.\.)/
/** What a document may have before its content: a marker, comments, white space. */
const PROLOGUE = /(?:\.\.\.|---)(?=[ \t\r\n]|$)[ \t]*|[ \t]*(?:#[^\r\n]*)?[\r\n]+|[ \t]*#[^\r\n]*$|[ \t]+$/y
const DIRECTIVE = /%[^\r\n]*(?:[\r\n]+|$)/y

/** The offset of the first thing that is no marker, directive, comment or white space; the end if there is none. */
export const contentStart = (text: string, { start, end }: Range): number => {
  let at = start
  while (at < end) {
    PROLOGUE.lastIndex = at
    DIRECTIVE.lastIndex = at
    const skipped = PROLOGUE.exec(text)?.[0].length ?? DIRECTIVE.exec(text)?.[0].length ?? 0
    if (skipped === 0) break
    at += skipped
  }
  return Math.min(at, end)
}

const hasDirective = (text: string): boolean => /(?:^|[\r\n])%/.test(text)

/**
 * The documents' ranges, which together are the whole text but for a byte order mark. Each begins with its
 * `---`, with the directives before it, or with the `...` before those; empty documents are there too.
 */
export const splitDocuments = (text: string): Range[] => {
  let start = text.startsWith(BOM) ? 1 : 0
  if (!MARKED.test(text)) return [{ start, end: text.length }]
  const ranges: Range[] = []
  for (const { index, 0: marker } of text.matchAll(MARKER)) {
    const range = { start, end: index }
    const opens =
      marker === '---' && contentStart(text, range) === index && hasDirective(text.slice(start, index))
    if (opens || index === start) continue
    ranges.push(range)
    start = index
  }
  ranges.push({ start, end: text.length })
  return ranges
}
