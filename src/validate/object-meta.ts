/** `metadata`: the forms of what stands in its fields. */
import type { JsonPath } from '../model/document.ts'
import { list } from '../model/mapping.ts'
import { isRecord } from './bare.ts'
import type { Issue } from './issue.ts'
import { decodeMeta } from './meta-fields.ts'
import {
  dnsLabelFault,
  dnsSubdomainFault,
  labelValueFault,
  pathSegmentFault,
  qualifiedNameFault,
} from './names.ts'
import { equal } from './runtime/operators.ts'
import { remember } from './runtime/remember.ts'

export interface MetaOf {
  readonly path: JsonPath
  /** The object itself, or one inside it, which needs no name, and whose kind nobody knows. */
  readonly object: 'namespaced' | 'cluster' | 'embedded'
}

/** Of a name that could be written otherwise. */
const LONGEST_NAME = 253
const ANNOTATIONS_BYTES = 256 * 1024

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const record = (value: unknown): Record<string, unknown> => (isRecord(value) ? value : {})

/** The API server looks at a prefix as if it had another end, and at the name that it makes of it with five characters. */
const prefixFault = (prefix: string, name: string): string | undefined => {
  const stem = prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix
  return (
    dnsSubdomainFault(stem) ?? (name === '' ? dnsSubdomainFault(`${prefix.slice(0, 58)}aaaaa`) : undefined)
  )
}

/** The same name as it may be written, where that is one. */
const hintForName = (name: string): { hint?: string } => {
  if (name.length > LONGEST_NAME) return {}
  const written = name
    .toLowerCase()
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
  return written !== '' && dnsSubdomainFault(written) === undefined ? { hint: `write "${written}"` } : {}
}

/** The same keys stand in nearly every object. */
const keyFaultOf = remember(qualifiedNameFault)

class Checker {
  readonly issues: Issue[] = []
  readonly #meta: Record<string, unknown>
  readonly #of: MetaOf

  constructor(meta: Record<string, unknown>, of: MetaOf) {
    this.#meta = meta
    this.#of = of
  }

  check(): readonly Issue[] {
    this.#name()
    this.#namespace()
    const { generation } = this.#meta
    // That of the object itself is overwritten.
    if (this.#of.object === 'embedded' && typeof generation === 'number' && generation < 0)
      this.#bad(['generation'], 'must not be negative')
    this.#labels()
    this.#annotations()
    this.#owners(list(this.#meta['ownerReferences']))
    this.#finalizers(list(this.#meta['finalizers']))
    return this.issues
  }

  #bad(path: JsonPath, message: string | undefined, more: Partial<Issue> = {}): void {
    if (message === undefined) return
    const at = [...this.#of.path, ...path]
    this.issues.push({ code: 'bad-metadata', stage: 'schema', path: at, message, ...more })
  }

  #name(): void {
    const isEmbedded = this.#of.object === 'embedded'
    const fault = isEmbedded ? pathSegmentFault : dnsSubdomainFault
    const prefix = text(this.#meta['generateName'])
    const name = text(this.#meta['name'])
    if (prefix !== '') this.#bad(['generateName'], isEmbedded ? fault(prefix) : prefixFault(prefix, name))
    const wrong = name === '' ? undefined : fault(name)
    if (wrong !== undefined) this.#bad(['name'], wrong, hintForName(name))
    else if (name === '' && prefix === '' && !isEmbedded)
      this.#bad(['name'], 'is required: an object needs a name', { code: 'missing-field', blocksRules: true })
  }

  #namespace(): void {
    const namespace = text(this.#meta['namespace'])
    if (namespace === '') return
    if (this.#of.object === 'cluster')
      this.#bad(['namespace'], 'must be absent: objects of this kind are in no namespace')
    else this.#bad(['namespace'], dnsLabelFault(namespace))
  }

  #labels(): void {
    const labels = record(this.#meta['labels'])
    for (const key in labels) {
      const keyFault = keyFaultOf(key)
      if (keyFault !== undefined) this.#bad(['labels', key], `the key ${keyFault}`, { part: 'key' })
      const fault = labelValueFault(text(labels[key]))
      if (fault !== undefined) this.#bad(['labels', key], `the value ${fault}`)
    }
  }

  #annotations(): void {
    let size = 0
    const annotations = record(this.#meta['annotations'])
    for (const key in annotations) {
      size += Buffer.byteLength(key) + Buffer.byteLength(text(annotations[key]))
      const fault = keyFaultOf(key.toLowerCase())
      if (fault !== undefined) this.#bad(['annotations', key], `the key ${fault}`, { part: 'key' })
    }
    if (size > ANNOTATIONS_BYTES) {
      const message = `must have at most ${ANNOTATIONS_BYTES} bytes together, but have ${size}`
      this.#bad(['annotations'], message, { blocksRules: true })
    }
  }

  #finalizers(finalizers: readonly unknown[]): void {
    finalizers.forEach((finalizer, i) => {
      this.#bad(['finalizers', i], qualifiedNameFault(text(finalizer)))
    })
    if (finalizers.includes('orphan') && finalizers.includes('foregroundDeletion'))
      this.#bad(['finalizers'], 'must not have both "orphan" and "foregroundDeletion"')
  }

  #owners(owners: readonly unknown[]): void {
    const controllers: unknown[] = []
    for (const [i, entry] of owners.entries()) {
      const owner = isRecord(entry) ? entry : {}
      const at = ['ownerReferences', i]
      const { apiVersion, kind, controller } = owner
      // A group without a version, such as "apps/", has none.
      if (!/[^/]$/.test(text(apiVersion)) || text(apiVersion).split('/').length > 2)
        this.#bad([...at, 'apiVersion'], 'must name a version')
      for (const field of ['kind', 'name', 'uid'])
        if (text(owner[field]) === '') this.#bad([...at, field], 'must not be empty')
      if (apiVersion === 'v1' && kind === 'Event') this.#bad(at, 'an Event can own nothing')
      if (controller !== true) continue
      // The same reference twice counts once, but for objects inside of others.
      if (this.#of.object !== 'embedded' && controllers.some((other) => equal(other, owner))) continue
      controllers.push(owner)
      if (controllers.length > 1) this.#bad([...at, 'controller'], 'must be true of one owner at most')
    }
  }
}

export const checkObjectMeta = (value: unknown, of: MetaOf): readonly Issue[] => {
  const decoding = decodeMeta(value, of.path)
  if (decoding.some(({ code }) => code === 'wrong-type')) return decoding
  return [...decoding, ...new Checker(isRecord(value) ? value : {}, of).check()]
}
