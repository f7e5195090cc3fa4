/** What names mean that are not those of variables: types, and functions of a name with dots. */
import { type Call, type Expr, qualifiedName } from './ast.ts'
import { overloadsOf } from './library/index.ts'
import { TYPE_NAMES } from './values.ts'

const TYPES: ReadonlySet<string> = new Set([
  ...['bool', 'bytes', 'double', 'int', 'list', 'map', 'string', 'type', 'uint'],
  ...['null', 'duration', 'timestamp', 'optional', 'ip', 'cidr'].map((kind) => TYPE_NAMES[kind] ?? kind),
])

/** `self` of `self.a.b`. */
const rootOf = (name: string): string => name.split('.')[0] ?? name

/** The type that the expression names. */
export const constantType = (expr: Expr, bound: ReadonlySet<string>): string | undefined => {
  const name = qualifiedName(expr)
  return name !== undefined && TYPES.has(name) && !bound.has(rootOf(name)) ? name : undefined
}

/** `optional.of(x)` looks like a method of a variable named optional. */
export const asFunction = (call: Call, bound: ReadonlySet<string>): Call => {
  const prefix = call.target === undefined ? undefined : qualifiedName(call.target)
  if (prefix === undefined || bound.has(rootOf(prefix))) return call
  const name = `${prefix}.${call.name}`
  return overloadsOf(name).length > 0 ? { kind: 'call', name, args: call.args } : call
}
