/**
 * Regular expressions of CRDs are RE2's: linear in time whatever the text. JavaScript's are faster to load and
 * to run, but mean other things in places and can take far longer. This says where a JavaScript expression does
 * the same job, and how its time grows with the text; everything else is left to RE2.
 */

export interface Portable {
  /** JavaScript source, for the flag u. */
  readonly js: string
  /** The time is at most of the order of the text's length to this power. */
  readonly degree: number
}

interface Node {
  readonly js: string
  /** The class of characters, for an atom that matches exactly one. */
  readonly one?: string
  /** All classes of characters below. */
  readonly classes: readonly string[]
  /** How many repetitions without limit the matcher may have to try in combination. */
  readonly degree: number
  /** Matches at the beginning of the text only. */
  readonly anchored?: boolean
}

class NotPortable extends Error {}

const ESCAPES: Readonly<Record<string, string>> = {
  d: '[0-9]',
  D: '[^0-9]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_]',
  s: '[\\t\\n\\f\\r ]',
  S: '[^\\t\\n\\f\\r ]',
  t: '\\t',
  n: '\\n',
  r: '\\r',
  f: '\\f',
  v: '\\v',
}

const literal = (char: string): string => (/[\^$\\.*+?()[\]{}|/-]/.test(char) ? `\\x${hex(char)}` : char)
const hex = (char: string): string => char.charCodeAt(0).toString(16).padStart(2, '0')
const matches = (one: string, char: string): boolean => new RegExp(`^${one}$`, 'u').test(char)

/** Undefined where JavaScript has no equal, or may take exponential time. */
export const toJavaScript = (pattern: string): Portable | undefined => {
  const chars = Array.from(pattern)
  let i = 0

  const next = (): string => {
    const char = chars[i++]
    if (char === undefined) throw new NotPortable()
    return char
  }

  /** Inside a class the brackets of \d and its like are left out. */
  const escape = (inClass: boolean): string => {
    const char = next()
    const known = ESCAPES[char]
    if (known !== undefined) {
      if (!inClass) return known
      if (known.startsWith('[^')) throw new NotPortable()
      return known.startsWith('[') ? known.slice(1, -1) : known
    }
    if (char === 'x') {
      const digits = next() + next()
      if (!/^[0-9A-Fa-f]{2}$/.test(digits)) throw new NotPortable()
      return `\\x${digits}`
    }
    if (/[0-9A-Za-z_]/.test(char) || char > '~') throw new NotPortable()
    return literal(char)
  }

  const atomOf = (one: string): Node => ({ js: one, one, classes: [one], degree: 0 })

  const charClass = (): Node => {
    let js = '['
    if (chars[i] === '^') js += next()
    // A "]" that comes first is a member.
    if (chars[i] === ']') js += literal(next())
    for (;;) {
      const char = next()
      if (char === ']') return atomOf(`${js}]`)
      if (char === '[') {
        if (chars[i] === ':') throw new NotPortable()
        js += literal(char)
      } else if (char === '\\') js += escape(true)
      else if (char === '-') {
        const isRange = !js.endsWith('[') && !js.endsWith('[^') && chars[i] !== ']'
        js += isRange ? '-' : literal(char)
      } else js += literal(char)
    }
  }

  const atom = (): Node => {
    const char = next()
    switch (char) {
      case '^':
        return { js: char, classes: [], degree: 0, anchored: true }
      case '$':
        return { js: char, classes: [], degree: 0 }
      case '.':
        return atomOf('[^\\n]')
      case '[':
        return charClass()
      case '\\':
        return atomOf(escape(false))
      case '(': {
        if (chars[i] === '?') {
          if (chars[i + 1] !== ':') throw new NotPortable()
          i += 2
        }
        const inner = alternation()
        if (next() !== ')') throw new NotPortable()
        return { ...inner, js: `(?:${inner.js})` }
      }
      case '*':
      case '+':
      case '?':
      case ')':
      case '{':
      case '}':
      case ']':
        throw new NotPortable()
      default:
        return atomOf(literal(char))
    }
  }

  /** The parts of the last sequence that was read, for the repetition around it. */
  let lastParts: readonly Node[] = []

  const repetition = (): Node => {
    const start = i
    const inner = atom()
    const parts = chars[start] === '(' ? lastParts : []
    const counted = /^\{(\d+)(,?)(\d*)\}/.exec(chars.slice(i, i + 12).join(''))
    let quantifier = ''
    if (counted !== null) {
      quantifier = counted[0]
      i += quantifier.length
    } else if (chars[i] === '*' || chars[i] === '+' || chars[i] === '?') quantifier = next()
    if (quantifier === '') return inner
    if (['?', '*', '+', '{'].includes(chars[i] ?? '')) throw new NotPortable()
    const unbounded = quantifier === '*' || quantifier === '+' || quantifier.endsWith(',}')
    const most = unbounded
      ? Infinity
      : counted === null
        ? 1
        : Number(counted[3] === '' ? counted[1] : counted[3])
    // Repeating what repeats is safe only if each round begins with a character that nothing else in it matches.
    if (most > 1 && inner.degree > 0) {
      const [first, ...rest] = parts
      const delimiter =
        first?.one !== undefined && /^(\\x..|[^\\[])$/u.test(first.one) ? first.one : undefined
      const char = delimiter?.startsWith('\\x')
        ? String.fromCharCode(parseInt(delimiter.slice(2), 16))
        : delimiter
      if (char === undefined || rest.some((part) => part.classes.some((one) => matches(one, char))))
        throw new NotPortable()
    }
    return { js: inner.js + quantifier, classes: inner.classes, degree: inner.degree + (unbounded ? 1 : 0) }
  }

  const sequence = (): Node => {
    const parts: Node[] = []
    while (i < chars.length && chars[i] !== '|' && chars[i] !== ')') parts.push(repetition())
    const [only] = parts
    lastParts = parts
    if (parts.length === 1 && only !== undefined) return only
    return {
      js: parts.map((part) => part.js).join(''),
      classes: parts.flatMap((part) => part.classes),
      degree: parts.reduce((sum, part) => sum + part.degree, 0),
      anchored: only?.anchored ?? false,
    }
  }

  const alternation = (): Node => {
    const branches = [sequence()]
    while (chars[i] === '|') {
      i++
      branches.push(sequence())
    }
    const [only] = branches
    if (branches.length === 1 && only !== undefined) return only
    lastParts = []
    return {
      js: branches.map((branch) => branch.js).join('|'),
      classes: branches.flatMap((branch) => branch.classes),
      degree: Math.max(...branches.map((branch) => branch.degree)),
      anchored: branches.every((branch) => branch.anchored),
    }
  }

  try {
    const whole = alternation()
    if (i < chars.length) return undefined
    return { js: whole.js, degree: whole.degree + (whole.anchored ? 0 : 1) }
  } catch (error) {
    if (error instanceof NotPortable) return undefined
    throw error
  }
}
