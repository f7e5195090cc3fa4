/** What is compiled from one version of one CRD: the contract between compile/ and the checks that run. */
import type { JsonPath } from '../model/document.ts'

/**
 * The part of a schema that decides which fields exist and what the API server fills in. Sub-schemas that are
 * equal are one object.
 */
export interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  /** The schema of a map's values; `true` where any value is allowed, of which nothing below is kept. */
  readonly additional?: Shape | true
  readonly items?: Shape
  readonly nullable?: true
  readonly default?: unknown
  readonly preserve?: true
  readonly embedded?: true
  /** The keys of a list-map; no keys for a set. */
  readonly unique?: readonly string[]
}

/** An error as ajv's generated code reports it. */
export interface StructuralError {
  /** JSON Pointer. */
  readonly instancePath: string
  readonly schemaPath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

export interface StructuralCheck {
  (value: unknown): boolean
  errors?: readonly StructuralError[] | null
}

/** One x-kubernetes-validations rule, as far as its failure is told. */
export interface Rule {
  readonly rule: string
  readonly message?: string
  /** Where the failure is told, below the place of the rule. */
  readonly fieldPath?: JsonPath
}

export interface RuleFailure {
  readonly rule: Rule
  readonly path: JsonPath
  /** `false`: the rule does not hold. `error`: it can not be evaluated. `unknown`: we do not evaluate it. */
  readonly outcome: 'false' | 'error' | 'unknown'
  /** The result of messageExpression, the error, or what is unknown. */
  readonly detail?: string
}

/** Where the scale subresource of a kind finds its fields. */
export interface Scale {
  readonly specReplicas: readonly string[]
  readonly statusReplicas: readonly string[]
  readonly selector?: readonly string[]
}

export interface Validator {
  readonly shape: Shape
  readonly structural: StructuralCheck
  /** Every rule that does not hold, in the API server's order. */
  readonly rules: (value: unknown) => readonly RuleFailure[] | Promise<readonly RuleFailure[]>
  readonly namespaced: boolean
  /** Whether the CRD has the status subresource: then a status given on create is dropped. */
  readonly statusSubresource: boolean
  readonly scale?: Scale
  /** Made from an outline of the kind, which knows less than the CRD that a cluster has. */
  readonly outline?: true
}
