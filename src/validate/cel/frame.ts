/** What the parts of the evaluator pass to each other. */
import { CelError } from '../runtime/errors.ts'
import type { Attribute } from './attribute.ts'
import type { Meter } from './cost.ts'
import type { Value } from './values.ts'

/** A variable, and those around it. It may hold an error, which comes out when it is looked at. */
export interface Variable {
  readonly name: string
  readonly get: () => Value
  readonly outer: Variable | undefined
}

export const lookUp = (from: Variable | undefined, name: string): Value => {
  let at = from
  while (at !== undefined && at.name !== name) at = at.outer
  if (at === undefined) throw new CelError(`no such attribute: ${name}`)
  return at.get()
}

export interface Frame {
  readonly meter: Meter
  readonly variables: Variable | undefined
}

export type Run = (frame: Frame) => Value

/** An expression ready to run. */
export interface Plan {
  readonly run: Run
  /** What it always is, without an evaluation. */
  readonly constant?: Value
  /** How cel-go groups the steps that lead to a value. */
  readonly attribute?: Attribute
}
