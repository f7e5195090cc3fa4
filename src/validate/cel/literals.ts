/** The escapes in literals of strings and bytes. */

const SIMPLE: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '`': '`',
  '?': '?',
}

const ESCAPE =
  /\\(?:([abfnrtv\\'"`?])|[xX]([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-3][0-7]{2})|())/g

/** What an escape stands for: a sign, or a number, which is a code point in a string and a byte in bytes. */
const meaning = (match: readonly (string | undefined)[]): string | number => {
  const [, simple, hex, short, long, octal] = match
  if (simple !== undefined) return SIMPLE[simple] ?? ''
  if (octal !== undefined) return parseInt(octal, 8)
  const digits = hex ?? short ?? long
  if (digits === undefined) throw new Error('unable to unescape string')
  return parseInt(digits, 16)
}

const isScalar = (point: number): boolean => point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)

export const readText = (body: string): string =>
  body.replace(ESCAPE, (...match: (string | undefined)[]) => {
    const meant = meaning(match)
    if (typeof meant === 'string') return meant
    if (!isScalar(meant)) throw new Error('invalid unicode code point')
    return String.fromCodePoint(meant)
  })

export const readBytes = (body: string): Uint8Array => {
  const encoder = new TextEncoder()
  const bytes: number[] = []
  let end = 0
  for (const match of body.matchAll(ESCAPE)) {
    bytes.push(...encoder.encode(body.slice(end, match.index)))
    // Code points have no place among bytes.
    if (match[3] !== undefined || match[4] !== undefined) throw new Error('unable to unescape string')
    const meant = meaning(match)
    if (typeof meant === 'string') bytes.push(meant.charCodeAt(0))
    else bytes.push(meant)
    end = match.index + match[0].length
  }
  bytes.push(...encoder.encode(body.slice(end)))
  return Uint8Array.from(bytes)
}
