/** Writes the constant that holds a compiled regular expression. */
import { re2 } from '../runtime/re2.ts'
import { toJavaScript } from './regexp.ts'
import { literal, type Source } from './source.ts'

/** Steps that a match may take in JavaScript; a tenth of a second at the very worst. */
const MOST_STEPS = 2e7

/** `maxLength`: of the texts to match, where it is known. The result has a method test(). */
export const writePattern = (pattern: string, maxLength: number | undefined, source: Source): string => {
  const portable = toJavaScript(pattern)
  const fast =
    portable !== undefined &&
    (portable.degree <= 1 || (maxLength ?? Infinity) ** portable.degree <= MOST_STEPS)
  if (fast) return source.constant('pattern', `new RegExp(${literal(portable.js)}, 'u')`)
  // One that is none is a fault of the CRD, to be told now, and not of the first object that is checked by it.
  re2(pattern).test('')
  return source.constant('pattern', `${source.use('re2')}(${literal(pattern)})`)
}
