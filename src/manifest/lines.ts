/** Where the lines of a text begin and end. They end as YAML has it: LF, CR LF or CR. */

const REST = /[^\r\n]*(?:\r\n|\r|\n|$)/y

const isBetween = (text: string, at: number): boolean => text[at - 1] === '\r' && text[at] === '\n'

const isStart = (text: string, at: number): boolean =>
  at === 0 || text[at - 1] === '\n' || (text[at - 1] === '\r' && text[at] !== '\n')

/** The beginning of the line in which an offset lies. No further than that is looked, since a text may be long. */
export const lineStart = (text: string, at: number): number => {
  let start = isBetween(text, at) ? at - 1 : at
  while (start > 0 && !'\r\n'.includes(text.charAt(start - 1))) start--
  return start
}

/** The beginning of the line above the one that begins at `start`. */
export const lineAbove = (text: string, start: number): number =>
  lineStart(text, start - (isBetween(text, start - 1) ? 2 : 1))

/** Behind the line in which an offset lies, its line break included. */
export const lineEnd = (text: string, at: number): number => {
  REST.lastIndex = at
  return at + (REST.exec(text)?.[0].length ?? 0)
}

/** The same, or the offset itself where a line begins there. */
export const nextLine = (text: string, at: number): number =>
  at > 0 && isStart(text, at) ? at : lineEnd(text, at)

/** How the lines of a text end. */
export const lineBreak = (text: string): string => /\r\n|\r|\n/.exec(text)?.[0] ?? '\n'
