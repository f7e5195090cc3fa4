/** How a folder differs from a cluster, for people: a unified diff of each object that does. */
import { Chalk } from 'chalk'
import { PREFIX } from '../../model/kinds.ts'
import type { Resource } from '../../model/resource.ts'
import type { ObjectState } from '../../model/sync.ts'
import { label } from '../label.ts'
import { maskedPair } from './mask.ts'
import { type Hunk, hunks, type Line } from './unified.ts'

export interface DiffTextOptions {
  readonly color: boolean
  /** YAML of one object. */
  readonly stringify: (object: Resource) => string
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const APPLIED = `${PREFIX}/applied`

/** What people compare: nothing that only the server sets, and keys in the same order on both sides. */
const readable = ({ status: _status, metadata, ...object }: Resource): Resource => {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata
  const { [LAST_APPLIED]: _last, [APPLIED]: _applied, ...notes } = annotations ?? {}
  const kept = { name, namespace, labels, annotations: notes, finalizers, ownerReferences }
  const { apiVersion, kind, ...rest } = object
  return {
    apiVersion,
    kind,
    metadata: Object.fromEntries(
      Object.entries(kept)
        .filter(([, value]) => value !== undefined && Object.keys(value).length > 0)
        .map(([key, value]) => [key, sorted(value)]),
    ) as unknown as Resource['metadata'],
    ...(sorted(rest) as object),
  }
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

/** The keys above a line, by their indentation: `spec.mcp.stdio`. */
const pathTo = (lines: readonly string[], index: number): string => {
  const path: string[] = []
  let depth = Infinity
  for (let i = index; i >= 0 && depth > 0; i--) {
    const match = /^(\s*(?:- )*)"?([\w./-]+)"?:/.exec(lines[i] ?? '')
    const indent = match?.[1]?.length ?? Infinity
    if (match === null || indent >= depth) continue
    if (i !== index) path.unshift(match[2] ?? '')
    depth = indent
  }
  return path.join('.')
}

const heading = ({ from, to, lines }: Hunk, before: readonly string[], after: readonly string[]): string => {
  const count = (sign: Line['sign']): number =>
    lines.filter((line) => line.sign === ' ' || line.sign === sign).length
  const range = (start: number, length: number): string => `${length === 0 ? start - 1 : start},${length}`
  const first = lines.findIndex(({ sign }) => sign !== ' ')
  const path = lines[first]?.sign === '-' ? pathTo(before, from - 1 + first) : pathTo(after, to - 1 + first)
  return `@@ -${range(from, count('-'))} +${range(to, count('+'))} @@${path === '' ? '' : ` ${path}`}`
}

const linesOf = (object: unknown, { stringify }: DiffTextOptions): string[] =>
  object === undefined
    ? []
    : stringify(object as Resource)
        .trimEnd()
        .split('\n')

const objectDiff = (object: ObjectState, options: DiffTextOptions): string[] => {
  const chalk = new Chalk({ level: options.color ? 1 : 0 })
  const { ref, live, state } = object
  const merged = state === 'OnlyInCluster' ? undefined : (object.merged ?? object.desired)
  const [left, right] = maskedPair(live && readable(live), merged && readable(merged))
  const [before, after] = [linesOf(left, options), linesOf(right, options)]
  const paint = { ' ': (text: string) => text, '-': chalk.red, '+': chalk.green }
  return [
    chalk.bold(live === undefined ? '--- live (does not exist)' : `--- live ${label(ref)}`),
    chalk.bold(merged === undefined ? '+++ folder (is to go)' : `+++ folder ${label(ref)}`),
    ...hunks(before, after).flatMap((hunk) => [
      chalk.cyan(heading(hunk, before, after)),
      ...hunk.lines.map(({ sign, text }) => paint[sign](`${sign}${text}`)),
    ]),
  ]
}

export const diffText = (objects: readonly ObjectState[], options: DiffTextOptions): string =>
  objects
    .filter(({ changes }) => changes.length > 0)
    .flatMap((object) => objectDiff(object, options))
    .map((line) => `${line}\n`)
    .join('')
