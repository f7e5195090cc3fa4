/**
 * What a plain scalar means to Kubernetes: YAML 1.1 as the API machinery's parser reads it, which is neither
 * the letter of YAML 1.1 (no sexagesimal numbers, no dates) nor YAML 1.2 (`y` is true, `0777` is octal).
 * The one resolver of this program: values, positions and the quoting of what it writes all come from here.
 */

export type Scalar = string | number | boolean | null

const WORDS = new Map<string, Scalar>()
const add = (value: Scalar, words: string): void => {
  for (const word of words.split(' ')) WORDS.set(word, value)
}
add(true, 'y Y yes Yes YES true True TRUE on On ON')
add(false, 'n N no No NO false False FALSE off Off OFF')
add(null, '~ null Null NULL')
WORDS.set('', null)
add(NaN, '.nan .NaN .NAN')
add(Infinity, '.inf .Inf .INF +.inf +.Inf +.INF')
add(-Infinity, '-.inf -.Inf -.INF')

const LONGEST_WORD = Math.max(...Array.from(WORDS.keys(), ({ length }) => length))

/** What the first character allows: nothing but a string, one of the words, or a number or a word. */
const STRING = 0
const WORD = 1
const NUMBER = 2
const FIRST = new Uint8Array(128)
for (const c of 'yYnNtTfFoO~') FIRST[c.charCodeAt(0)] = WORD
for (const c of '+-.0123456789') FIRST[c.charCodeAt(0)] = NUMBER

const SMALL = /^(?:0|[1-9][0-9]{0,14})$/
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/
/** Sign, and the literal as BigInt reads it once an octal's `0` has become `0o`. */
const INTEGER = /^([-+]?)(?:0[oO]?([0-7]+)|(0[xX][0-9a-fA-F]+|0[bB][01]+|[1-9][0-9]*|0))$/
/** A quirk of that parser: a binary number's sign may stand behind its prefix. */
const SIGNED_BINARY = /^0b([-+])([01]+)$/
/** A sign, a prefix and 64 binary digits. */
const LONGEST = 67
const UINT64_MAX = 2n ** 64n - 1n
const INT64_MIN = -(2n ** 63n)
const INT64_MAX = 2n ** 63n - 1n

/** A literal with a sign is an int64, one without may be a uint64; what is larger is no integer. */
const integer = (plain: string): bigint | undefined => {
  if (plain.length > LONGEST) return undefined
  const match = INTEGER.exec(plain)
  const quirk = match === null ? SIGNED_BINARY.exec(plain) : null
  const sign = (match ?? quirk)?.[1] ?? ''
  const literal = match === null ? quirk?.[2] && `0b${quirk[2]}` : (match[3] ?? `0o${match[2] ?? ''}`)
  if (literal === undefined) return undefined
  const value = sign === '-' ? -BigInt(literal) : BigInt(literal)
  return value < INT64_MIN || value > (sign === '' ? UINT64_MAX : INT64_MAX) ? undefined : value
}

const withoutUnderscores = (text: string): string => (text.includes('_') ? text.replaceAll('_', '') : text)

/** The numbers next to the limits of 64 bits: rounding takes no integer across them, and no larger number back. */
const MOST_BELOW = 2 ** 63 - 2 ** 10
const LEAST_BEYOND = -(2 ** 63) - 2 ** 11

const number = (text: string): number | undefined => {
  if (SMALL.test(text)) return Number(text)
  const plain = withoutUnderscores(text)
  const whole = integer(plain)
  if (whole !== undefined) return whole > INT64_MAX ? Number(whole) : Math.min(Number(whole), MOST_BELOW)
  const value = DECIMAL.test(plain) ? Number(plain) : NaN
  if (value === -(2 ** 63)) return LEAST_BEYOND
  return Number.isFinite(value) ? value : undefined
}

/** The value of a plain scalar. Numbers that JSON can not hold come as NaN and infinities. */
export const resolvePlain = (text: string): Scalar => {
  const code = text.charCodeAt(0)
  const first = text === '' ? WORD : code < 128 ? FIRST[code] : STRING
  if (first === STRING) return text
  const word = text.length > LONGEST_WORD ? undefined : WORDS.get(text)
  if (word !== undefined) return word
  if (first === WORD) return text
  return number(text) ?? text
}

/** Keys that are floats are cut to 32 bits and written as C's `%g` would. */
const floatKey = (value: number): string => {
  const single = Math.fround(value)
  if (Number.isNaN(single)) return '.nan'
  if (!Number.isFinite(single)) return single > 0 ? '.inf' : '-.inf'
  if (Object.is(single, -0)) return '-0'
  let text = ''
  for (let digits = 1; digits <= 9; digits++) {
    text = single.toExponential(digits - 1)
    if (Math.fround(Number(text)) === single) break
  }
  const [mantissa = '', power = '0'] = text.split('e')
  const exponent = Number(power)
  // Between these bounds JavaScript, too, writes a number without an exponent.
  if (exponent >= -4 && exponent < 6) return String(Number(text))
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
}

/** True where a scalar is a whole number that fits 64 bits, by the way it is written. */
export const isInteger = (text: string): boolean => integer(withoutUnderscores(text)) !== undefined

/** The JSON key that a scalar becomes, `text` being its source; undefined where it can not be one. */
export const keyOf = (value: Scalar, text: string): string | undefined => {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (value === null) return undefined
  const whole = integer(withoutUnderscores(text))
  if (whole === undefined) return floatKey(value)
  return whole > INT64_MAX ? undefined : String(whole)
}
