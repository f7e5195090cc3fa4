/** What the checks of these tests have in common. */
import { refKey } from '../../../src/model/resource.ts'
import type { AppliedObject } from '../../../src/model/sync.ts'

/** Throws what is wrong. */
export const must = (what: string, violations: readonly string[]): void => {
  if (violations.length > 0) throw new Error(`${what}: ${violations.join('; ')}`)
}

export const told = ({ object, outcome, error }: AppliedObject): string =>
  `${refKey(object.ref)} ${outcome}${error === undefined ? '' : ` (${error.code}: ${error.message})`}`

/** Those that came to one of these outcomes. */
export const toldAs = (
  applied: readonly AppliedObject[],
  ...outcomes: readonly AppliedObject['outcome'][]
): string[] => applied.filter(({ outcome }) => outcomes.includes(outcome)).map(told)
