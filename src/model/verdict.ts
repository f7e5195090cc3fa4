/** What validation says of the whole input, as every report takes it. */
import type { Finding } from './finding.ts'
import type { ResourceRef } from './resource.ts'
import type { SuppressedFinding } from './suppression.ts'

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

/** One object of the input, and what was found about it. */
export interface CheckedObject {
  readonly file: string
  /** Absent where the object does not name itself. */
  readonly ref: ResourceRef | undefined
  readonly state: 'valid' | 'invalid' | 'skipped'
  /** Whether it was checked by an outline of its kind only. */
  readonly outline: boolean
  /** Suppressed ones, too. */
  readonly findings: readonly Finding[]
}

/** Two verdicts side by side. */
export interface Comparison {
  /** Of the findings; the others are unchanged. */
  readonly introduced: ReadonlySet<Finding>
  /** Of the baseline, with the places that they had. */
  readonly fixed: readonly Finding[]
}

export interface Verdict {
  readonly summary: ValidationSummary
  /** Those that count, by file as given, then by line and column. */
  readonly findings: readonly Finding[]
  /** Not among the findings. */
  readonly suppressed: readonly SuppressedFinding[]
  readonly objects: readonly CheckedObject[]
  /** With a baseline only. */
  readonly comparison?: Comparison
}

export const summaryOf = (objects: readonly CheckedObject[]): Omit<ValidationSummary, 'files'> => {
  const count = (state: CheckedObject['state']): number =>
    objects.filter((object) => object.state === state).length
  return {
    resources: objects.length,
    valid: count('valid'),
    invalid: count('invalid'),
    skipped: count('skipped'),
    outline: objects.filter(({ outline }) => outline).length,
  }
}
