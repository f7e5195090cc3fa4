/** Random changes that two people make to the same objects, and how far apart they apply them. */
import fc from 'fast-check'

export const NAMES = ['a', 'b', 'c', 'd'] as const
const FIELDS = ['cmd', 'workingDir', 'args'] as const
export type Field = (typeof FIELDS)[number]
/** Of an MCPBackend's spec.mcp.stdio, by the object's name. */
export type Content = Readonly<Record<string, Readonly<Partial<Record<Field, unknown>>>>>

export interface Change {
  readonly name: (typeof NAMES)[number]
  readonly field: Field
}

export interface Race {
  readonly ann: readonly Change[]
  readonly bob: readonly Change[]
  /** Milliseconds by which Bob is later, or earlier. */
  readonly lag: number
}

const changes = fc.uniqueArray(
  fc.record({ name: fc.constantFrom(...NAMES), field: fc.constantFrom(...FIELDS) }),
  {
    minLength: 1,
    maxLength: 5,
    selector: ({ name, field }) => `${name} ${field}`,
  },
)
const race: fc.Arbitrary<Race> = fc.record({
  ann: changes,
  bob: changes,
  lag: fc.integer({ min: -150, max: 150 }),
})

export const racesOf = (count: number, seed: number): Race[] => fc.sample(race, { numRuns: count, seed })
