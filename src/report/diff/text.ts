/** How a folder differs from a cluster, for people: a unified diff of each object that does. */
import { Chalk } from 'chalk'
import type { Resource } from '../../model/resource.ts'
import type { ObjectState } from '../../model/sync.ts'
import { label } from '../label.ts'
import { sidesOf } from './sides.ts'
import { type Hunk, hunks, type Line } from './unified.ts'

export interface DiffTextOptions {
  readonly color: boolean
  /** YAML of one object. */
  readonly stringify: (object: Resource) => string
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
  const { ref } = object
  const { live, folder } = sidesOf(object)
  const [before, after] = [linesOf(live, options), linesOf(folder, options)]
  const paint = { ' ': (text: string) => text, '-': chalk.red, '+': chalk.green }
  return [
    chalk.bold(live === undefined ? '--- live (does not exist)' : `--- live ${label(ref)}`),
    chalk.bold(folder === undefined ? '+++ folder (is to go)' : `+++ folder ${label(ref)}`),
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
