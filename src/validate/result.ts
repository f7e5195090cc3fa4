/** What validation says: the shape that `validate -o json` prints (schemas/output/validate.schema.json). */
import type { Finding } from '../model/finding.ts'

/** `resources` = `valid` + `invalid` + `skipped`. */
export interface ValidationSummary {
  readonly files: number
  /** Objects, that is documents and the items of Lists. */
  readonly resources: number
  readonly valid: number
  /** Objects with at least one error. */
  readonly invalid: number
  /** Objects of kinds for which there is no schema. */
  readonly skipped: number
  /** Objects that were checked by an outline of their kind, valid or not. */
  readonly outline: number
}

export interface ValidationResult {
  readonly summary: ValidationSummary
  /** By file as given, then by line and column. */
  readonly findings: readonly Finding[]
}
