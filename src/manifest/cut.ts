import type { ManifestDocument } from '../model/document.ts'
import type { Piece } from '../model/piece.ts'
import type { ParsedFile } from './parse.ts'

export interface Cut {
  /** Undefined where nothing but white space is left: the file is to be removed. */
  readonly after: string | undefined
  /** In the order of the documents given. */
  readonly pieces: readonly Piece[]
}

/** `earlier`: pieces of this file that were taken out before and are not back; they keep the order exact. */
export declare const cut: (
  parsed: ParsedFile,
  documents: readonly ManifestDocument[],
  earlier?: readonly Piece[],
) => Cut
/** `current` is undefined where the file is gone. */
export declare const putBack: (current: string | undefined, pieces: readonly Piece[]) => string
