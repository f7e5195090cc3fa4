/** From the paths a user named to the files of manifests under them. */
import type { Finding } from '../model/finding.ts'

export interface Discovered {
  /** Sorted within each path, in the order of the paths, none twice. */
  readonly files: readonly string[]
  readonly findings: readonly Finding[]
}

export declare const discover: (paths: readonly string[]) => Promise<Discovered>
