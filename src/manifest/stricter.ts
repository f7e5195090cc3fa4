/** What Kubernetes' YAML refuses although the parser takes it. */
import { type ScalarEvent, SCALAR_STYLE, nodeEnd, nodeStart } from './events.ts'
import type { Problem } from './problem.ts'

const COLON = /(?:[ \t\r\n]|(?<=\s)#[^\r\n]*)*:/y

type Objection = Problem | undefined

/** Escapes that JSON has and YAML 1.1 has not. */
export const badEscape = (text: string, { valueStart, valueEnd }: ScalarEvent): Objection => {
  const found = /\\(?:\/|u[dD][89a-fA-F])/.exec(text.slice(valueStart, valueEnd).replaceAll('\\\\', '__'))
  if (found === null) return undefined
  const message = `Kubernetes' YAML has no escape ${found[0]}`
  return {
    code: 'yaml-syntax',
    message,
    offset: valueStart + found.index,
    hint: 'write the character itself',
  }
}

export const badAnchor = (name: string, offset: number): Objection => {
  if (/^[\w-]+$/.test(name)) return undefined
  const message = `the anchor "${name}": Kubernetes' YAML allows only letters, digits, - and _ in its name`
  return { code: 'yaml-alias', message, offset }
}

/** A plain scalar between brackets, where `?` ends it and a colon must have a space behind it. */
export const badBareWord = (text: string, { valueStart, valueEnd }: ScalarEvent): Objection => {
  if (valueStart < 0) return undefined
  const word = text.slice(valueStart, valueEnd)
  if (text.charAt(valueEnd) === ':' && ',]}'.includes(text.charAt(valueEnd + 1)))
    return { code: 'yaml-syntax', message: `there must be a space after "${word}:"`, offset: valueStart }
  if (!word.includes('?') && !word.startsWith(':')) return undefined
  return { code: 'yaml-syntax', message: `"${word}" must be quoted between brackets`, offset: valueStart }
}

/** Whether a `?` and white space stand before the key; looked for from the key, since the text may be long. */
const isExplicit = (text: string, key: number): boolean => {
  let at = key - 1
  while (at >= 0 && /\s/.test(text.charAt(at))) at--
  return text.charAt(at) === '?'
}

/** A key between brackets that is not on one line with its colon; JSON allows a line break between the two. */
export const badSplitKey = (text: string, event: ScalarEvent, json: boolean): Objection => {
  const start = nodeStart(text, event)
  if (start === undefined || event.style > SCALAR_STYLE.DOUBLE_QUOTED) return undefined
  const end = nodeEnd(text, [event], 0, start)
  COLON.lastIndex = end
  const colon = COLON.exec(text)
  if (colon === null || !/[\r\n]/.test(text.slice(start, json ? end : COLON.lastIndex))) return undefined
  if (isExplicit(text, start)) return undefined
  return { code: 'yaml-syntax', message: 'a key and its `:` must stand on one line', offset: start }
}
