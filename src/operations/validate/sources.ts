/** The texts that findings are about: their lines, what of them must not be shown, and how far a place reaches. */
import { extentsOf } from '../../manifest/extent.ts'
import type { ParsedFile } from '../../manifest/parse.ts'
import { secretValues } from '../../model/credentials/values.ts'
import type { Position } from '../../model/document.ts'
import type { Finding } from '../../model/finding.ts'

export interface Source {
  readonly lines: readonly string[]
  readonly secrets: readonly string[]
  readonly endOf: (position: Position) => Position | undefined
}

export interface Sources {
  readonly sourceOf: (file: string) => Source | undefined
  readonly endOf: (finding: Finding) => Position | undefined
}

export const sourcesOf = (files: readonly ParsedFile[]): Sources => {
  const byName = new Map(files.map((file) => [file.file, file]))
  const known = new Map<string, Source>()
  const sourceOf = (name: string): Source | undefined => {
    const file = byName.get(name)
    if (file === undefined) return undefined
    let source = known.get(name)
    if (source === undefined) {
      source = {
        lines: file.text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/),
        secrets: file.documents.flatMap(({ value }) => secretValues(value)),
        endOf: extentsOf(file.text),
      }
      known.set(name, source)
    }
    return source
  }
  return {
    sourceOf,
    endOf: ({ file, line, column }) =>
      file === undefined || line === undefined || column === undefined
        ? undefined
        : sourceOf(file)?.endOf({ line, column }),
  }
}
