/**
 * From the parser's events to the value that Kubernetes would read, and what it or kubectl would object to.
 * All mistakes of a document are collected, not only the first.
 */
import { getScalarValue } from 'js-yaml'
import { isMap } from '../model/mapping.ts'
import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  type ScalarEvent,
  SCALAR_STYLE,
  nodeStart,
} from './events.ts'
import type { Problem } from './problem.ts'
import { type Scalar, keyOf, resolvePlain } from './scalars.ts'
import { badAnchor, badBareWord, badEscape, badSplitKey } from './stricter.ts'
import { isMerge, resolveTagged, tagName } from './tags.ts'

/** How many values the aliases of one document may unfold into; a manifest has a few dozen. */
const MAX_UNFOLDED = 100_000

type Mapping = Record<string, unknown>

interface Anchor {
  value: unknown
  /** How many values it holds; undefined until it is read to its end. */
  size: number | undefined
}

interface Key {
  readonly name: string | undefined
  readonly merge: boolean
  readonly offset: number
}

export interface BuildOptions {
  /** JSON allows the escape `\/`, which the YAML that Kubernetes reads does not. */
  readonly json?: boolean
}

export { isMap as isMapping }

/** `__proto__` is a key like any other. */
const set = (target: Mapping, key: string, value: unknown): void => {
  if (key === '__proto__')
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true })
  else target[key] = value
}

class Builder {
  readonly problems: Problem[] = []
  private readonly text: string
  private readonly events: readonly Event[]
  private readonly json: boolean
  private readonly handles = new Map<string, string>()
  private anchors: Map<string, Anchor> | undefined
  private at = 0
  /** How many brackets are open. */
  private flow = 0
  private size = 0
  private unfolded = 0

  constructor(text: string, events: readonly Event[], options: BuildOptions) {
    this.text = text
    this.events = events
    this.json = options.json ?? false
  }

  document(): unknown {
    const event = this.events[this.at++]
    if (event?.type !== EVENT_ID.DOCUMENT) return null
    for (const directive of event.directives)
      if (directive.kind === 'tag') this.handles.set(directive.handle, directive.prefix)
      else if (directive.version !== '1.1')
        this.object(
          'yaml-syntax',
          `Kubernetes reads YAML 1.1 only, not ${directive.version}`,
          this.text.indexOf('%'),
        )
    const value = this.node()
    const rest = this.events[this.at + 2]
    if (rest !== undefined)
      this.object(
        'yaml-syntax',
        'a second document begins here without a `---` line',
        nodeStart(this.text, rest) ?? 0,
      )
    return value
  }

  private object(code: Problem['code'], message: string, offset: number, hint?: string): void {
    this.problems.push({ code, message, offset, ...(hint === undefined ? {} : { hint }) })
  }

  private node(): unknown {
    const event = this.events[this.at++]
    this.size++
    switch (event?.type) {
      case EVENT_ID.SCALAR: {
        const value = this.value(event)
        if (event.anchorStart >= 0) this.anchor(event.anchorStart, event.anchorEnd, { value, size: 1 })
        return value
      }
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE: {
        const value = event.type === EVENT_ID.MAPPING ? {} : []
        const anchor: Anchor = { value, size: undefined }
        if (event.anchorStart >= 0) this.anchor(event.anchorStart, event.anchorEnd, anchor)
        const before = this.size
        const inFlow = event.style === COLLECTION_STYLE.FLOW ? 1 : 0
        this.flow += inFlow
        if (Array.isArray(value)) this.items(value)
        else this.pairs(value)
        this.at++
        this.flow -= inFlow
        anchor.size = this.size - before + 1
        return value
      }
      case EVENT_ID.ALIAS:
        return this.alias(event.anchorStart, event.anchorEnd)
      default:
        return null
    }
  }

  private items(target: unknown[]): void {
    while (this.events[this.at]?.type !== EVENT_ID.POP) target.push(this.node())
  }

  private pairs(target: Mapping): void {
    // Keys that only a merge brought: writing them out is no repetition.
    let merged: Set<string> | undefined
    let event: Event | undefined
    while ((event = this.events[this.at])?.type !== EVENT_ID.POP) {
      if (event === undefined) return
      const { name, merge, offset } = this.key(event)
      if (merge) {
        merged ??= new Set()
        this.merge(target, this.node(), offset, merged)
        continue
      }
      const value = this.node()
      if (name === undefined) continue
      if (Object.hasOwn(target, name) && merged?.delete(name) !== true)
        this.object('duplicate-key', `the key "${name}" stands here a second time`, offset)
      set(target, name, value)
    }
  }

  /** As Kubernetes' parser does it: a merge overwrites what stands before it, and of a list the first counts. */
  private merge(target: Mapping, source: unknown, offset: number, merged: Set<string>): void {
    const sources: unknown[] = Array.isArray(source) ? [...(source as unknown[])].reverse() : [source]
    for (const one of sources) {
      if (!isMap(one)) {
        this.object('yaml-alias', '`<<` takes a mapping or a list of mappings', offset)
        return
      }
      for (const [key, value] of Object.entries(one)) {
        if (!Object.hasOwn(target, key)) merged.add(key)
        set(target, key, value)
      }
    }
  }

  private key(event: Event): Key {
    if (event.type === EVENT_ID.SCALAR) {
      this.at++
      const { valueStart, valueEnd } = event
      if (event.fast && event.style === SCALAR_STYLE.PLAIN && event.tagStart < 0 && event.anchorStart < 0) {
        const text = this.text.slice(valueStart, valueEnd)
        const value = resolvePlain(text)
        if (typeof value === 'string' && this.flow > 0) this.bracketed(event)
        if (typeof value === 'string') return { name: value, merge: value === '<<', offset: valueStart }
      }
      return this.unusualKey(event)
    }
    const offset = nodeStart(this.text, event) ?? 0
    const value = this.node()
    if (typeof value === 'string') return { name: value, merge: false, offset }
    const isScalar = typeof value === 'number' || typeof value === 'boolean'
    const name = isScalar ? keyOf(value, String(value)) : undefined
    if (name === undefined) this.object('yaml-value', 'only text, a number or a boolean can be a key', offset)
    return { name, merge: false, offset }
  }

  private unusualKey(event: ScalarEvent): Key {
    if (this.flow > 0) this.bracketed(event)
    const offset = nodeStart(this.text, event) ?? this.lastOffset()
    const text = getScalarValue(this.text, event)
    const value = this.resolve(event, text)
    if (event.anchorStart >= 0) this.anchor(event.anchorStart, event.anchorEnd, { value, size: 1 })
    const merge =
      text === '<<' && (event.tagStart < 0 ? event.style === SCALAR_STYLE.PLAIN : isMerge(this.tag(event)))
    const name = value === undefined ? undefined : keyOf(value, text)
    if (name === undefined && value !== undefined)
      this.object('yaml-value', `"${text}" can not be a key`, offset, 'quote it if a string is meant')
    return { name, merge, offset }
  }

  private value(event: ScalarEvent): Scalar {
    const { valueStart, valueEnd } = event
    const text =
      event.fast && valueStart >= 0 ? this.text.slice(valueStart, valueEnd) : getScalarValue(this.text, event)
    if (event.style !== SCALAR_STYLE.PLAIN && event.tagStart < 0 && (event.fast || this.json)) return text
    if (this.flow > 0 && event.style === SCALAR_STYLE.PLAIN) this.note(badBareWord(this.text, event))
    const value = this.resolve(event, text)
    const isOverflow =
      this.json && typeof value === 'string' && event.style === SCALAR_STYLE.PLAIN && /^-?\d/.test(value)
    if (isOverflow || (typeof value === 'number' && !Number.isFinite(value))) {
      this.object(
        'yaml-value',
        `${text} is no number that JSON can hold`,
        valueStart,
        'quote it if a string is meant',
      )
      return null
    }
    return value ?? null
  }

  /** Undefined where the scalar's tag does not fit; that is a problem then. */
  private resolve(event: ScalarEvent, text: string): Scalar | undefined {
    if (event.style === SCALAR_STYLE.DOUBLE_QUOTED && !event.fast && !this.json)
      this.note(badEscape(this.text, event))
    if (event.tagStart < 0) return event.style === SCALAR_STYLE.PLAIN ? resolvePlain(text) : text
    const value = resolveTagged(this.tag(event), text)
    if (value === undefined)
      this.object(
        'yaml-value',
        `"${text}" is not what its tag says`,
        nodeStart(this.text, event) ?? event.tagStart,
      )
    return value
  }

  private note(problem: Problem | undefined): void {
    if (problem !== undefined) this.problems.push(problem)
  }

  /** A key between brackets. */
  private bracketed(event: ScalarEvent): void {
    if (event.style === SCALAR_STYLE.PLAIN) this.note(badBareWord(this.text, event))
    this.note(badSplitKey(this.text, event, this.json))
  }

  private tag({ tagStart, tagEnd }: ScalarEvent): string {
    return tagName(this.text.slice(tagStart, tagEnd), this.handles)
  }

  private anchor(start: number, end: number, anchor: Anchor): void {
    const name = this.text.slice(start, end)
    this.note(badAnchor(name, start))
    this.anchors ??= new Map()
    this.anchors.set(name, anchor)
  }

  private alias(start: number, end: number): unknown {
    const name = this.text.slice(start, end)
    const anchor = this.anchors?.get(name)
    if (anchor?.size === undefined) {
      const why = anchor === undefined ? 'is not in this document' : 'would contain itself'
      this.object('yaml-alias', `the anchor &${name} ${why}`, start - 1)
      return null
    }
    this.size += anchor.size
    this.unfolded += anchor.size
    if (this.unfolded > MAX_UNFOLDED) {
      if (!this.problems.some(({ code }) => code === 'yaml-too-large'))
        this.object('yaml-too-large', `the aliases unfold into more than ${MAX_UNFOLDED} values`, start - 1)
      return null
    }
    return anchor.value
  }

  /** A key that is not written stands where the last thing that is written ends. */
  private lastOffset(): number {
    for (let i = this.at - 2; i >= 0; i--) {
      const event = this.events[i]
      const offset = event === undefined ? undefined : nodeStart(this.text, event)
      if (offset !== undefined) return offset
    }
    return 0
  }
}

export interface Built {
  readonly value: unknown
  readonly problems: readonly Problem[]
}

/** The value of the one document that the events tell of; null where it is empty. */
export const build = (text: string, events: readonly Event[], options: BuildOptions = {}): Built => {
  const builder = new Builder(text, events, options)
  const value = builder.document()
  return { value, problems: builder.problems }
}
