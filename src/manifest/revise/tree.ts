/** A document's text as a tree with the place of everything in it: what changes in place go by. */
import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  SCALAR_STYLE,
  children,
  nodeEnd,
  nodeStart,
} from '../events.ts'
import { keyName } from '../locate.ts'

export interface Node {
  readonly kind: 'scalar' | 'alias' | 'mapping' | 'sequence'
  readonly event: Event
  /** A collection between brackets. */
  readonly flow: boolean
  /** False for a value that is nothing, not even `null`. */
  readonly written: boolean
  readonly tagged: boolean
  /** Behind its tag and anchor; undefined where it has neither. */
  readonly prefixEnd: number | undefined
  /** Where its text begins, behind tag and anchor, and ends. */
  readonly content: number
  readonly end: number
  readonly children: readonly Child[]
  /** Its children can't be told apart: pairs without colons, keys that are no text, and the like. */
  readonly odd: boolean
}

/** A pair of a mapping, or an item of a list. */
export interface Child {
  /** The key of a pair; `<<` for a merge. */
  readonly name?: string
  /** Where its key or dash begins; between brackets, where an item does. */
  readonly start: number
  /** Behind the colon or the dash. */
  readonly after: number
  readonly value: Node
  /** It stands between brackets. */
  readonly inFlow: boolean
}

/** Thrown where a text is laid out in a way that can't be changed in place. */
export const TOO_ODD = new Error('too odd to be changed in place')

const CHOMP_KEEP = 3
const ROOT = 1
const COLON = /[ \t]*:/y
const DASH = /(?:[ \t\r\n]|#[^\r\n]*)*-/y

const behind = (pattern: RegExp, text: string, at: number): number => {
  pattern.lastIndex = at
  const found = pattern.exec(text)
  if (found === null) throw TOO_ODD
  return at + found[0].length
}

export const isBlockScalar = ({ event }: Node): boolean =>
  event.type === EVENT_ID.SCALAR &&
  (event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK)

/** Blank lines behind a block of text are not the text's, unless it says so with a `+`. */
const endOf = (text: string, events: readonly Event[], index: number, from: number): number => {
  const event = events[index]
  const end = nodeEnd(text, events, index, from)
  const isBlock = event?.type === EVENT_ID.SCALAR && event.style >= SCALAR_STYLE.LITERAL_BLOCK
  if (!isBlock || event.chomping === CHOMP_KEEP || event.valueStart < 0) return end
  return event.valueStart + text.slice(event.valueStart, end).replace(/[ \t\r\n]+$/, '').length
}

class Reader {
  private readonly text: string
  private readonly events: readonly Event[]

  constructor(text: string, events: readonly Event[]) {
    this.text = text
    this.events = events
  }

  node(index: number, after: number): Node {
    const event = this.events[index]
    if (event === undefined || !('anchorStart' in event)) throw TOO_ODD
    const isAlias = event.type === EVENT_ID.ALIAS
    const tagEnd = 'tagEnd' in event ? event.tagEnd : -1
    const prefix = isAlias ? -1 : Math.max(event.anchorEnd, tagEnd)
    const written = event.type !== EVENT_ID.SCALAR || event.valueStart >= 0
    const content = written ? (nodeStart(this.text, event) ?? after) : Math.max(after, prefix)
    const shared = {
      event,
      written,
      tagged: tagEnd >= 0,
      prefixEnd: prefix < 0 ? undefined : prefix,
      content,
    }
    if (event.type === EVENT_ID.SCALAR || event.type === EVENT_ID.ALIAS)
      return {
        ...shared,
        kind: isAlias ? 'alias' : 'scalar',
        flow: false,
        end: written ? endOf(this.text, this.events, index, content) : content,
        children: [],
        odd: false,
      }
    const flow = event.style === COLLECTION_STYLE.FLOW
    const isMapping = event.type === EVENT_ID.MAPPING
    const inner = this.children(index, flow, content)
    return {
      ...shared,
      kind: isMapping ? 'mapping' : 'sequence',
      flow,
      end: flow
        ? nodeEnd(this.text, this.events, index, content)
        : Math.max(content, inner?.at(-1)?.value.end ?? nodeEnd(this.text, this.events, index, content)),
      children: inner ?? [],
      odd: inner === undefined,
    }
  }

  private children(index: number, inFlow: boolean, start: number): Child[] | undefined {
    const isMapping = this.events[index]?.type === EVENT_ID.MAPPING
    try {
      return isMapping ? this.pairs(index, inFlow) : this.items(index, inFlow, start)
    } catch (error) {
      if (error === TOO_ODD) return undefined
      throw error
    }
  }

  private pairs(index: number, inFlow: boolean): Child[] {
    const nodes = children(this.events, index)
    const pairs: Child[] = []
    for (let i = 0; i + 1 < nodes.length; i += 2) {
      const [at = 0, value = 0] = [nodes[i], nodes[i + 1]]
      const key = this.node(at, 0)
      const name = keyName(this.text, key.event)
      if (!key.written || key.kind !== 'scalar' || key.prefixEnd !== undefined || name === undefined)
        throw TOO_ODD
      const after = behind(COLON, this.text, key.end)
      pairs.push({ name, start: key.content, after, value: this.node(value, after), inFlow })
    }
    return pairs
  }

  private items(index: number, inFlow: boolean, start: number): Child[] {
    const items: Child[] = []
    let at = start
    for (const index_ of children(this.events, index)) {
      const after = inFlow ? at : behind(DASH, this.text, at)
      const value = this.node(index_, after)
      // An item that is nothing can stand between brackets no more than a pair without braces can be changed.
      if (inFlow && (!value.written || value.prefixEnd !== undefined)) throw TOO_ODD
      items.push({
        start: inFlow ? value.content : after - 1,
        after: inFlow ? value.content : after,
        value,
        inFlow,
      })
      at = value.end
    }
    return items
  }
}

export const readTree = (text: string, events: readonly Event[]): Node =>
  new Reader(text, events).node(ROOT, 0)
