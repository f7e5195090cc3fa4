import type { Readable } from 'node:stream'
import type { ManifestDocument } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'
import type { Workspace } from '../model/settings.ts'
import type { ParsedFile } from './parse.ts'

export interface ReadManifests {
  readonly files: readonly ParsedFile[]
  readonly documents: readonly ManifestDocument[]
  readonly findings: readonly Finding[]
}

/** Absolute file paths. A folder that does not exist is the UserError `no-folder`. */
export declare const readFolder: (workspace: Workspace) => Promise<ReadManifests>
/** `-` reads standard input; `stdin` is what to read there. */
export declare const readPaths: (paths: readonly string[], options: { stdin: Readable }) => Promise<ReadManifests>
