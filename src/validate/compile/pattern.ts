/** Writes the constant that holds a compiled regular expression. */
import { matchesText } from '../runtime/re2.ts'
import { toJavaScript } from './regexp.ts'
import { literal, type Source } from './source.ts'

/** Steps that a match may take in JavaScript; a tenth of a second at the very worst. */
const MOST_STEPS = 2e7

/** `maxLength`: of the texts to match, where it is known. The result has a method test(). */
export const writePattern = (pattern: string, maxLength: number | undefined, source: Source): string => {
  const portable = toJavaScript(pattern)
  // Of texts that long JavaScript takes no more than so many steps.
  const longest =
    portable === undefined
      ? 0
      : portable.degree <= 1
        ? Infinity
        : Math.floor(MOST_STEPS ** (1 / portable.degree))
  if (portable !== undefined && longest >= (maxLength ?? Infinity))
    return source.constant('pattern', `new RegExp(${literal(portable.js)}, 'u')`)
  // One that is none is a fault of the CRD, to be told now, and not of the first object that is checked by it.
  matchesText('', pattern)
  const quick = portable === undefined ? [] : [literal(portable.js), String(longest)]
  return source.constant('pattern', `${source.use('re2')}(${[literal(pattern), ...quick].join(', ')})`)
}
