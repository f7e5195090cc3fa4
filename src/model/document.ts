/** One object of one manifest file, with the place of everything in it. */

/** Counted from 1; the column in characters, as editors show it. */
export interface Position {
  readonly line: number
  readonly column: number
}

export interface FilePlace extends Position {
  readonly file: string
}

export type JsonPath = readonly (string | number)[]

export interface ManifestDocument {
  /** The path as the user named it; `-` for standard input. */
  readonly file: string
  /** The document's number in its file, from 0. */
  readonly index: number
  /** The number of the item, where the document is a `kind: List`. */
  readonly item?: number
  /** The parsed value, by Kubernetes' reading of YAML. */
  readonly value: unknown
  /**
   * Where a value stands, or with `key` its key. A path that does not exist gives the nearest place
   * above it that does. Positions are computed when they are asked for: most documents have no findings.
   */
  locate(path: JsonPath, part?: 'key' | 'value'): Position
}

/** Writes a path as the API server does: `spec.rules[0].matches`, and `metadata.labels[a.b/c]` for odd keys. */
export const formatPath = (path: JsonPath): string => {
  let text = ''
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`
    else if (/^[\w-]+$/.test(segment)) text += text === '' ? segment : `.${segment}`
    else text += `[${segment}]`
  }
  return text
}
