/**
 * One file's text as the documents that Kubernetes would read, and the findings about what it would not.
 * Never throws: whatever the text is, the answer is documents and findings.
 */
import { YAMLException } from 'js-yaml'
import { type JsonPath, type ManifestDocument, type Position, formatPath } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'
import type { ResourceRef } from '../model/resource.ts'
import { build, isMapping } from './build.ts'
import { badCharacters } from './characters.ts'
import type { Event } from './events.ts'
import { offsetOf, pathAt } from './locate.ts'
import { readEvents } from './parser.ts'
import { readPlain, readPlainFile } from './plain.ts'
import { positionAt } from './position.ts'
import { hasTooManyValues, isTooLarge, MOST_IN_FILE, MOST_IN_OBJECT } from './limits.ts'
import type { Problem } from './problem.ts'
import { type Range, contentStart, splitDocuments } from './split.ts'
import { asProblem } from './syntax-error.ts'
import { badTabs } from './tabs.ts'
import { unrendered } from './template.ts'

/** The problems of one document that are told; nobody reads more, and each is looked up in the text. */
const MOST_TOLD = 100
/** Shorter documents hold no object that is too large, even with what aliases repeat. */
const LONG = 4096

export interface ParsedFile {
  /** As the user named it; `-` for standard input. */
  readonly file: string
  readonly text: string
  readonly documents: readonly ManifestDocument[]
  /** Of the stage `file`: what keeps documents from being read as the API server would. */
  readonly findings: readonly Finding[]
}

/** Findings come document by document, so the events of the last one asked about are worth keeping. */
let last:
  | { readonly text: string; readonly start: number; readonly end: number; readonly events: Event[] }
  | undefined

const eventsOf = (text: string, start: number, end: number): Event[] => {
  if (last?.start !== start || last.end !== end || last.text !== text)
    last = { text, start, end, events: readEvents(text.slice(start, end)) }
  return last.events
}

type Source = Pick<ParsedFile, 'file' | 'text'>

/** Keeps what has the file's text, which all its documents share, and no table of positions. */
class YamlDocument implements ManifestDocument {
  readonly file: string
  readonly index: number
  readonly value: unknown
  declare readonly item?: number
  readonly #source: Source
  /** Undefined for the whole of it. */
  readonly #range: Range | undefined

  constructor(source: Source, index: number, item: number | undefined, value: unknown, range?: Range) {
    this.file = source.file
    this.index = index
    if (item !== undefined) this.item = item
    this.value = value
    this.#source = source
    this.#range = range
  }

  locate(path: JsonPath, part: 'key' | 'value' = 'value'): Position {
    const { text } = this.#source
    const { start, end } = this.#range ?? { start: 0, end: text.length }
    const own = text.slice(start, end)
    const full = this.item === undefined ? path : ['items', this.item, ...path]
    return positionAt(text, start + offsetOf(own, eventsOf(text, start, end), full, part))
  }
}

/** The reference to an object that names itself well enough. */
const refIn = (value: unknown): ResourceRef | undefined => {
  if (!isMapping(value) || !isMapping(value['metadata'])) return undefined
  const { apiVersion, kind } = value
  const { name, namespace } = value['metadata']
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return undefined
  return { apiVersion, kind, name, ...(typeof namespace === 'string' ? { namespace } : {}) }
}

const isNamed = (value: unknown): boolean => typeof value === 'string' && value !== ''

/** The items of any `…List`, as kubectl takes them: an item that says nothing of its kind is of the list's. */
const itemsOf = (value: Record<string, unknown>): unknown[] | undefined => {
  const { apiVersion, kind, items } = value
  if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items)) return undefined
  if (kind === 'List') return items as unknown[]
  const named = { apiVersion, kind: kind.slice(0, -'List'.length) }
  return items.map((item: unknown) =>
    isMapping(item) && !isNamed(item['kind']) && !isNamed(item['apiVersion']) ? { ...item, ...named } : item,
  )
}

class FileReader {
  readonly documents: ManifestDocument[] = []
  readonly findings: Finding[] = []
  private readonly file: string
  private readonly text: string
  private readonly json: boolean
  private readonly source: Source

  constructor(file: string, text: string) {
    this.file = file
    this.text = text
    this.source = { file, text }
    this.json = /^\uFEFF?\s*\{/.test(text)
  }

  read(): void {
    let index = 0
    for (const range of splitDocuments(this.text)) {
      const content = contentStart(this.text, range)
      if (content < range.end) this.document(index++, range, content)
    }
  }

  private document(index: number, range: Range, content: number): void {
    const text = this.text.slice(range.start, range.end)
    if (hasTooManyValues(text)) {
      const message = 'this document has more values than can be held in memory'
      this.report(range, { code: 'yaml-too-large', message, offset: content - range.start })
      return
    }
    if (content > range.start) this.marker(text, range, content)
    const plain = readPlain(text, content - range.start)
    if (plain !== undefined) {
      this.value(index, range, content, plain)
      return
    }
    let events: Event[]
    try {
      events = readEvents(text)
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error
      const problem = asProblem(error, text)
      this.report(range, unrendered(text, problem.offset) ?? problem)
      return
    }
    const { value, problems } = build(text, events, { json: this.json })
    const all = [...badCharacters(text, events), ...badTabs(text, events), ...problems]
    const template = all[0] === undefined ? undefined : unrendered(text, all[0].offset)
    if (template !== undefined) {
      this.report(range, template)
      return
    }
    if (value !== null) this.value(index, range, content, value)
    const ref = refIn(value)
    for (const [i, problem] of all.slice(0, MOST_TOLD).entries()) {
      const more = i === MOST_TOLD - 1 ? all.length - MOST_TOLD : 0
      const message = more > 0 ? `${problem.message} (and ${more} more in this document)` : problem.message
      this.report(range, { ...problem, message }, events, ref)
    }
  }

  private value(index: number, range: Range, content: number, value: unknown): void {
    if (!isMapping(value)) {
      this.notAnObject(positionAt(this.text, content), 'this document is not a mapping')
      return
    }
    const items = itemsOf(value)
    const isLong = range.end - range.start > LONG
    if (items === undefined) {
      const document = new YamlDocument(this.source, index, undefined, value, range)
      this.documents.push(document)
      if (isLong) this.size(document)
      return
    }
    for (const [item, one] of items.entries()) {
      const document = new YamlDocument(this.source, index, item, one, range)
      if (isMapping(one) && itemsOf(one) === undefined) {
        this.documents.push(document)
        if (isLong) this.size(document)
      } else
        this.notAnObject(
          document.locate([]),
          isMapping(one) ? 'a list inside a list' : 'this item is not a mapping',
        )
    }
  }

  private size(document: ManifestDocument): void {
    if (!isTooLarge(document.value)) return
    const resource = refIn(document.value)
    this.findings.push({
      code: 'object-too-large',
      severity: 'error',
      stage: 'file',
      message: `this object is larger than the ${MOST_IN_OBJECT} bytes that the API server takes`,
      file: this.file,
      ...document.locate([]),
      ...(resource === undefined ? {} : { resource }),
    })
  }

  /** What kubectl makes of the line that begins a document. */
  private marker(text: string, range: Range, content: number): void {
    if (/^---[ \t]+[^# \t\r\n]/.test(text))
      this.report(range, {
        code: 'yaml-syntax',
        message: 'kubectl takes nothing but a comment on a `---` line',
        offset: content - range.start,
        hint: 'begin the document on the next line',
      })
    const directive = /(?:^|[\r\n])%(?!(?:YAML|TAG)[ \t])/.exec(text.slice(0, content - range.start))
    if (directive !== null)
      this.report(range, {
        code: 'yaml-syntax',
        message: 'a directive that YAML 1.1 does not have',
        offset: directive.index + directive[0].length - 1,
      })
    if (text.startsWith('...') && !/[\r\n](?:---|%)/.test(text.slice(0, content - range.start)))
      this.report(range, {
        code: 'hidden-document',
        message: 'kubectl ignores this document, since it follows `...` without a `---` line',
        offset: content - range.start,
      })
  }

  private notAnObject(position: Position, what: string): void {
    const message = `${what}, so it can not be a Kubernetes object`
    this.findings.push({
      code: 'not-an-object',
      severity: 'error',
      stage: 'file',
      message,
      file: this.file,
      ...position,
    })
  }

  private report(range: Range, problem: Problem, events?: readonly Event[], resource?: ResourceRef): void {
    const { code, message, offset, hint } = problem
    const text = this.text.slice(range.start, range.end)
    const path = events === undefined ? '' : formatPath(pathAt(text, events, offset))
    this.findings.push({
      code,
      severity: 'error',
      stage: 'file',
      message,
      file: this.file,
      ...positionAt(this.text, range.start + offset),
      ...(path === '' ? {} : { path }),
      ...(resource === undefined ? {} : { resource }),
      ...(hint === undefined ? {} : { hint }),
    })
  }
}

/** A file that is not read, since it is too long. */
export const tooLong = (file: string): ParsedFile => {
  const finding: Finding = {
    code: 'yaml-too-large',
    severity: 'error',
    stage: 'file',
    message: `this file is longer than the ${MOST_IN_FILE / 1024 / 1024} MiB that are read of one`,
    file,
    line: 1,
    column: 1,
    hint: 'split it into several files',
  }
  return { file, text: '', documents: [], findings: [finding] }
}

const NONE: readonly Finding[] = []

/** Documents that are empty, only comments or `null` are skipped, as kubectl skips them. */
export const parse = (file: string, text: string): ParsedFile => {
  if (text.length > MOST_IN_FILE) return tooLong(file)
  const reader = new FileReader(file, text)
  reader.read()
  // Copies have no room for more, and most files have one document and no findings.
  const documents = reader.documents.slice()
  return { file, text, documents, findings: reader.findings.length === 0 ? NONE : reader.findings }
}

/** A file with one document that is plain: its text is made of its bytes when somebody asks for it. */
class PlainFile implements ParsedFile {
  readonly file: string
  readonly documents: readonly ManifestDocument[]
  readonly findings = NONE
  readonly #bytes: Buffer
  readonly #start: number
  readonly #end: number
  #text: string | undefined

  constructor(file: string, bytes: Buffer, start: number, end: number, value: unknown) {
    this.file = file
    this.#bytes = bytes
    this.#start = start
    this.#end = end
    this.documents = [new YamlDocument(this, 0, undefined, value)]
  }

  get text(): string {
    return (this.#text ??= this.#bytes.toString('latin1', this.#start, this.#end))
  }
}

/**
 * The same of the bytes from `start` to `end`, which must stay as they are, with a 0 behind them; undefined where it
 * takes their text to read them.
 */
export const parsePlain = (
  file: string,
  bytes: Buffer,
  start: number,
  end: number,
): ParsedFile | undefined => {
  if (end - start > LONG) return undefined
  const value = readPlainFile(bytes, start, end)
  return isMapping(value) && itemsOf(value) === undefined
    ? new PlainFile(file, bytes, start, end, value)
    : undefined
}
