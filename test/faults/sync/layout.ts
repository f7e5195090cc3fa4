/** A folder's files as people and tools write them: comments, several objects in one, lists, JSON, CRLF. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { stringify } from '../../../src/manifest/stringify.ts'
import type { Resource } from '../../../src/model/resource.ts'

const STYLES = ['documents', 'commented', 'crlf', 'list', 'json'] as const
type Style = (typeof STYLES)[number]

export interface Layout {
  /** In which file the nth object lies. */
  readonly files: readonly number[]
  readonly styles: readonly Style[]
}

const MOST = 24

export const layouts: fc.Arbitrary<Layout> = fc.record({
  files: fc.array(fc.nat({ max: 3 }), { minLength: MOST, maxLength: MOST }),
  styles: fc.array(fc.constantFrom(...STYLES), { minLength: 4, maxLength: 4 }),
})

const commented = (text: string): string =>
  `# what follows was written by hand\n${text.replace(/^kind: \w+$/gm, '$& # this one').replace(/^---$/gm, '# so much for that\n---\n# the next')}# the end\n`

const written = (
  style: Style,
  objects: readonly Resource[],
): { readonly end: string; readonly text: string } => {
  const text = stringify(objects)
  if (style === 'commented') return { end: 'yaml', text: commented(text) }
  if (style === 'crlf') return { end: 'yml', text: `\uFEFF${text.replaceAll('\n', '\r\n')}` }
  if (style === 'documents') return { end: 'yaml', text: `---\n${text}` }
  const list = { apiVersion: 'v1', kind: 'List', items: objects }
  return style === 'json'
    ? { end: 'json', text: JSON.stringify(list, null, 2) }
    : { end: 'yaml', text: `# a list\n${JSON.stringify(list)}\n` }
}

/** In place of whatever the folder held. */
export const writeManifests = (
  folder: string,
  objects: readonly Resource[],
  { files, styles }: Layout,
): void => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const byFile = Map.groupBy(objects.entries(), ([i]) => files[i % files.length] ?? 0)
  for (const [file, entries] of byFile) {
    const { end, text } = written(
      styles[file % styles.length] ?? 'documents',
      entries.map(([, object]) => object),
    )
    const path = join(folder, `${file % 2 === 0 ? '' : 'sub/'}f${file}.${end}`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }
}
