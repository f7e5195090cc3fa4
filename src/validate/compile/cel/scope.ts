/** What the parts of the CEL compiler pass to each other. */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js'
import type { Source } from '../source.ts'
import type { CelType } from './type.ts'

/** An expression uses what this compiler does not know: the rule counts as not checked. */
export class Unsupported extends Error {}

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

/** A value taken out of the object: it may be null, and timestamps lie there as strings. */
export const taken = (code: string, type: CelType, throws: boolean, scope: Scope): Compiled => {
  if (type.kind === 'opaque') throw new Unsupported(type.why)
  if (type.nullable) return taken(call(scope, 'present', [code]), notNull(type), true, scope)
  return type.kind === 'timestamp'
    ? { code: call(scope, 'timestamp', [code]), type, throws: true }
    : { code, type, throws }
}

const notNull = ({ nullable: _nullable, ...type }: CelType): CelType => type
