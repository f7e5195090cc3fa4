import type { ManifestDocument } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'

export interface ParsedFile {
  /** As the user named it; `-` for standard input. */
  readonly file: string
  readonly text: string
  readonly documents: readonly ManifestDocument[]
  /** Of the stage `file`: what keeps documents from being read as the API server would. */
  readonly findings: readonly Finding[]
}

export declare const parse: (file: string, text: string) => ParsedFile
