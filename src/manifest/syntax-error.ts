/** The parser's reasons in words that say what to look for. */
import type { YAMLException } from 'js-yaml'
import { openingOf } from './opening.ts'
import type { Problem } from './problem.ts'

const REASONS: readonly [RegExp, Omit<Problem, 'offset'>][] = [
  [/^tab characters/, { code: 'yaml-tab', message: 'a tab in the indentation', hint: 'indent with spaces' }],
  [
    /null byte|non-printable|valid JSON character/,
    { code: 'yaml-control-character', message: 'a control character, which YAML does not allow' },
  ],
  [/^nesting exceeded/, { code: 'yaml-too-large', message: 'nested too deep' }],
  [
    /^bad indentation of a (mapping|sequence) entry/,
    {
      code: 'yaml-syntax',
      message: 'the indentation fits none of the lines above',
      hint: 'align it with its neighbours; a value that contains ": " must be quoted',
    },
  ],
  [
    /multiline key|expected ':' after a mapping key/,
    {
      code: 'yaml-syntax',
      message: 'a key without its `:`',
      hint: 'write `key: value`, with a space after the colon',
    },
  ],
  [
    /^unexpected end of the (stream|document) within a (single|double) quoted/,
    { code: 'yaml-syntax', message: 'a quoted string that does not end', hint: 'add the closing quote' },
  ],
  [
    /^unexpected end of the stream within a flow/,
    { code: 'yaml-syntax', message: 'a `{` or `[` that is not closed', hint: 'add the closing bracket' },
  ],
  [
    /^missed comma/,
    {
      code: 'yaml-syntax',
      message: 'a comma is missing between two entries',
      hint: 'separate them with `,`; a value that contains ": " must be quoted',
    },
  ],
  [
    /^end of the stream or a document separator/,
    {
      code: 'yaml-syntax',
      message: 'the document ends before this line',
      hint: 'align the line with those above, or begin a new document with `---`',
    },
  ],
  [
    /^deficient indentation/,
    {
      code: 'yaml-syntax',
      message: 'this line belongs to a value that began above and must be indented deeper',
      hint: 'indent it, or close the quote or bracket above',
    },
  ],
]

/** With what YAML lets no value begin: most often a package of npm. */
const RESERVED = /(?:^|[:,[{-]|[\r\n])[ \t]*([@`%])$/

/** The parser tells of the indentation, or of a comma. */
const reserved = (text: string, offset: number): Problem | undefined => {
  const [, sign] = RESERVED.exec(text.slice(Math.max(0, offset - 200), offset + 1)) ?? []
  if (sign === undefined) return undefined
  const message = `a value can not begin with ${sign}`
  return { code: 'yaml-syntax', message, offset, hint: 'put it in quotes' }
}

/** Where the parser stopped, or where that begins which does not end, and why. */
export const asProblem = (error: YAMLException, text: string): Problem => {
  const offset = openingOf(error.reason, text) ?? Math.min(error.mark?.position ?? 0, text.length)
  const known = REASONS.find(([pattern]) => pattern.test(error.reason))
  if (known?.[1].code === 'yaml-syntax') {
    const sign = reserved(text, offset)
    if (sign !== undefined) return sign
  }
  return { ...(known?.[1] ?? { code: 'yaml-syntax', message: error.reason }), offset }
}
