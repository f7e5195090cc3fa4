/** What the formats need to know besides the verdict. */
import type { Position } from '../../model/document.ts'
import type { Finding } from '../../model/finding.ts'
import type { Paint, SourceText } from '../finding-text.ts'

export interface ReportContext {
  /** The text of a file that was read. */
  readonly sourceOf: (file: string) => SourceText | undefined
  /** Where what a finding is about ends; undefined where it is more than a name or a value. */
  readonly endOf: (finding: Finding) => Position | undefined
  /** A file as seen from the root of the repository, with `/`; one that lies outside by its absolute path. */
  readonly inRepository: (file: string) => string
  /** Whether the run fails for this finding. */
  readonly fails: (finding: Finding) => boolean
  readonly paint: Paint
  readonly version: string
}

/** How reports name standard input, which has no path. */
export const STDIN_NAME = 'stdin'
