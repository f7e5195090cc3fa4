/**
 * One mapping of a kubeconfig file, read key by key. Scalars are the file's own text; what is absent, empty
 * or null is undefined.
 */
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { ClusterError } from '../model/cluster-error.ts'

const NULLS = new Set(['', '~', 'null', 'Null', 'NULL'])

export class Settings {
  /** The file that it stands in. */
  readonly file: string
  readonly #value: Readonly<Record<string, unknown>>
  readonly isMapping: boolean

  constructor(value: unknown, file: string) {
    this.file = file
    this.isMapping = typeof value === 'object' && value !== null && !Array.isArray(value)
    this.#value = this.isMapping ? (value as Record<string, unknown>) : {}
  }

  /** The same with other values; undefined takes a key away. */
  with(changes: Readonly<Record<string, unknown>>): Settings {
    return new Settings({ ...this.#value, ...changes }, this.file)
  }

  has(key: string): boolean {
    const value = this.#value[key]
    return value !== undefined && !(typeof value === 'string' && NULLS.has(value))
  }

  keys(): string[] {
    return Object.keys(this.#value)
  }

  text(key: string): string | undefined {
    const value = this.#value[key]
    return typeof value === 'string' && !NULLS.has(value) ? value : undefined
  }

  flag(key: string): boolean {
    return this.text(key) === 'true'
  }

  /** The texts of a list. */
  texts(key: string): string[] {
    const value = this.#value[key]
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
  }

  /** The mappings of a list. */
  items(key: string): Settings[] {
    const value = this.#value[key]
    return Array.isArray(value) ? value.map((item) => new Settings(item, this.file)) : []
  }

  at(key: string): Settings {
    return new Settings(this.#value[key], this.file)
  }

  /** The bytes of `KEY-data` (base64), else of the file that `KEY` names. */
  bytes(key: string): Buffer | undefined {
    const data = this.text(`${key}-data`)
    return data === undefined ? this.fileOf(key) : Buffer.from(data, 'base64')
  }

  /** The content of the file that `key` names, relative to the kubeconfig. */
  fileOf(key: string): Buffer | undefined {
    const name = this.text(key)
    if (name === undefined) return undefined
    const path = resolve(dirname(this.file), name)
    try {
      return readFileSync(path)
    } catch {
      throw new ClusterError('kubeconfig-unreadable', 0, `can not read ${path}, which is given as ${key}`, {
        hint: `correct the path in the kubeconfig (${this.file}) or on the command line`,
      })
    }
  }

  /** As the Kubernetes client library takes it. */
  raw(): Readonly<Record<string, unknown>> {
    return this.#value
  }
}
