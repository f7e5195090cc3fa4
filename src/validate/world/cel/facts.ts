/** What rules want to know of an expression in CEL. */

export interface Read {
  /** `mcp.tool.name` as its parts. */
  readonly path: readonly string[]
  /** Whether has() only asks if it is there. */
  readonly tested: boolean
}

export interface Facts {
  readonly reads: readonly Read[]
  /**
   * Where the expression, apart from conditions of has(), says of one variable that it is not something: `unequal`
   * to one value, or `not` of whatever else.
   */
  readonly negation?: 'unequal' | 'not'
}

export type Analysis = Facts | { readonly fault: string } | { readonly unknown: true }

/** The variables whose values an expression looks at. */
export const variablesOf = ({ reads }: Facts): string[] => [
  ...new Set(reads.filter(({ tested }) => !tested).map(({ path }) => path.join('.'))),
]
