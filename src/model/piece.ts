/**
 * A document taken out of its file: the exact text, and the neighbours beside which it goes back.
 *
 * Neighbours are named by digests of their text rather than by line numbers, so that a file that somebody
 * edited meanwhile still takes its document back, near where it stood. JSON-serialisable: the kill switch
 * stores it.
 */

/** The names of everything before it in its file and of everything after it, separated by spaces. */
export interface Place {
  readonly before: string
  readonly after: string
}

/** What surrounds the items of a `kind: List`. */
export interface ListFrame {
  /** `block`: every item begins at its own `- `; `flow`: items stand between commas, as in JSON. */
  readonly style: 'block' | 'flow'
  /** The document's text before the first item and after the last. */
  readonly head: string
  readonly tail: string
  /** How many of the nearest neighbours before and after it are items of the same list. */
  readonly before: number
  readonly after: number
}

export interface Piece extends Place {
  /** From its `---` up to the next one, or the item's own text. */
  readonly text: string
  /** Where the document was an item of a list. */
  readonly list?: ListFrame
  /** True where the file began with a byte order mark. */
  readonly bom?: true
}
