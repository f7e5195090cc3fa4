/** What the parts of the CEL compiler pass to each other. */
import type { Expr } from '../../cel/ast.ts'
import type { Source } from '../source.ts'
import type { CelType } from './type.ts'

/** An expression for which there is no plain JavaScript: it is left to the evaluator. */
export class NotPlain extends Error {}

export interface Compiled {
  /** A JavaScript expression. */
  readonly code: string
  readonly type: CelType
  /** Whether the evaluation may end in an error of CEL. */
  readonly throws: boolean
}

export interface Scope {
  readonly source: Source
  readonly variables: ReadonlyMap<string, Compiled>
  readonly compile: (expr: Expr, scope: Scope) => Compiled
}

/** A call of a function of the run time. */
export const call = (scope: Scope, name: string, args: readonly string[]): string =>
  `${scope.source.use(name)}(${args.join(', ')})`

/** A value taken out of the object, where times lie as strings, and integers may be beyond what is exact. */
export const taken = (code: string, type: CelType, throws: boolean, scope: Scope): Compiled => {
  if (type.nullable) throw new NotPlain('an entry that may be null')
  switch (type.kind) {
    case 'hidden':
      throw new NotPlain('a value without a type')
    case 'duration':
    case 'timestamp':
      return type.field === undefined
        ? { code, type, throws }
        : { code: call(scope, type.field, [code]), type: { kind: type.kind }, throws: true }
    case 'int':
      return type.bounded
        ? { code, type, throws }
        : { code: call(scope, 'whole', [code]), type: { kind: 'int', bounded: true }, throws }
    default:
      return { code, type, throws }
  }
}
