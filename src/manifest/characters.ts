/** Characters that Kubernetes' YAML refuses or reads in another way than editors show them. */
import { EVENT_ID, type Event, SCALAR_STYLE } from './events.ts'
import type { Problem } from './problem.ts'

const SUSPECT = /[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F\u2028\u2029\uFFFE\uFFFF]/
/** Line breaks to YAML 1.1, and to nobody else; inside quotes they are text. */
const OLD_BREAK = '\x85\u2028\u2029'

const isQuoted = (events: readonly Event[], offset: number): boolean =>
  events.some(
    (event) =>
      event.type === EVENT_ID.SCALAR &&
      (event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED) &&
      event.valueStart <= offset &&
      offset < event.valueEnd,
  )

const nameOf = (character: string): string =>
  `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`

/** At most one problem: such characters come in swarms. */
export const badCharacters = (text: string, events: readonly Event[]): Problem[] => {
  for (let from = 0; ;) {
    const found = SUSPECT.exec(from === 0 ? text : text.slice(from))
    if (found === null) return []
    const [character] = found
    const offset = from + found.index
    if (!OLD_BREAK.includes(character) || !isQuoted(events, offset)) {
      const message = `the character ${nameOf(character)}, which ${OLD_BREAK.includes(character) ? 'Kubernetes takes for a line break' : 'YAML does not allow'}`
      return [
        { code: 'yaml-control-character', message, offset, hint: 'write it as an escape in double quotes' },
      ]
    }
    from = offset + 1
  }
}
