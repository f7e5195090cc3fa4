/** One fault of one object, before it has a place in a file. */
import type { Code } from '../codes/index.ts'
import type { JsonPath } from '../model/document.ts'
import type { Severity, Stage } from '../model/finding.ts'

export interface Issue {
  readonly code: Code
  readonly stage: Stage
  /** Default: error. */
  readonly severity?: Severity
  readonly path: JsonPath
  /** Whether the place to show is the field's name; default: its value. */
  readonly part?: 'key'
  /** Without the path, which is put before it. */
  readonly message: string
  readonly hint?: string
  /** The field that was meant by one that does not exist. */
  readonly meant?: string
  /** The API server evaluates no CEL rule on an object with such a fault. */
  readonly blocksRules?: boolean
}
