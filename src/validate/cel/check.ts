/**
 * Finds what the API server would not accept in a CRD: names and functions that do not exist, arguments that do not
 * fit, and what only a later version of Kubernetes accepts.
 */
import { CelError } from '../runtime/errors.ts'
import { matchesText } from '../runtime/re2.ts'
import type { Call, Entry, Expr, Fold } from './ast.ts'
import { plan } from './evaluate.ts'
import { unescapeField } from './fields.ts'
import { overloadsOf } from './library/index.ts'
import { asFunction, constantType } from './names.ts'
import { OPERATORS } from './signatures.ts'
import {
  BOOL,
  DYN,
  fits,
  FREE,
  INT,
  join,
  LIST,
  OPTIONAL,
  substitute,
  type,
  type Type,
  typeOfReading,
  typeText,
} from './types.ts'

/** The API server refuses the expression, or we do not know it. */
export class Refused extends Error {}

interface Scope {
  readonly version: number
  readonly variables: ReadonlyMap<string, Type>
  /** Inside the arguments of format(), lists and maps may hold values of several types. */
  readonly mixed?: true
}

const since = (version: number, what: string, scope: Scope): void => {
  if (scope.version < version)
    throw new Refused(
      `${what}, which CRDs may use from Kubernetes 1.${version} on (a cluster of 1.${scope.version} refuses it)`,
    )
}

const OPTIONALS_SINCE = 29
const TWO_VARIABLES_SINCE = 33

const typeOf = (expr: Expr, scope: Scope): Type => {
  switch (expr.kind) {
    case 'const':
      return type(expr.constant.type)
    case 'ident':
    case 'select':
      return constantType(expr, new Set(scope.variables.keys())) === undefined
        ? typeOfPath(expr, scope)
        : type('type')
    case 'list':
      if (expr.optional.length > 0) since(OPTIONALS_SINCE, 'optional items', scope)
      return LIST(
        common(
          expr.items.map((item, i) => inside(item, expr.optional.includes(i), scope)),
          scope,
        ),
      )
    case 'map':
      return typeOfMap(expr.entries, scope)
    case 'call':
      return typeOfCall(asFunction(expr, new Set(scope.variables.keys())), scope)
    case 'fold':
      return typeOfFold(expr, scope)
    case 'message':
      throw new Refused(`a message of the type ${expr.name}`)
  }
}

const inside = (expr: Expr, optional: boolean, scope: Scope): Type => {
  const found = typeOf(expr, scope)
  if (!optional) return found
  if (found.name === 'optional') return found.of[0] ?? DYN
  if (found.name === 'dyn') return DYN
  throw new Refused(`an optional item of the type ${typeText(found)}`)
}

const common = (types: readonly Type[], { mixed }: Scope): Type =>
  types.reduce((all, one) => {
    const joined = join(all, one) ?? (mixed ? DYN : undefined)
    if (joined === undefined)
      throw new Refused(`a list or map of the types ${typeText(all)} and ${typeText(one)}`)
    return joined
  }, FREE)

const typeOfMap = (entries: readonly Entry[], scope: Scope): Type => {
  if (entries.some(({ optional }) => optional)) since(OPTIONALS_SINCE, 'optional entries', scope)
  const keys = common(
    entries.map(({ key }) => typeOf(key, scope)),
    scope,
  )
  const values = entries.map(({ value, optional }) => inside(value, optional, scope))
  return type('map', keys, common(values, scope))
}

const typeOfPath = (expr: Extract<Expr, { kind: 'ident' | 'select' }>, scope: Scope): Type => {
  if (expr.kind === 'ident') {
    const variable = scope.variables.get(expr.name)
    if (variable === undefined) throw new Refused(`the name "${expr.name}", which stands for nothing`)
    return variable
  }
  const found = fieldOf(typeOf(expr.operand, scope), expr.field)
  return expr.test ? BOOL : found
}

const fieldOf = (operand: Type, field: string): Type => {
  switch (operand.name) {
    case 'dyn':
    case 'free':
      return DYN
    case 'map':
      return operand.of[1] ?? DYN
    case 'optional':
      return OPTIONAL(fieldOf(operand.of[0] ?? DYN, field))
    case 'object': {
      const name = unescapeField(field)
      const fields = operand.reading?.fields ?? {}
      const reading = name !== undefined && Object.hasOwn(fields, name) ? fields[name] : undefined
      const found = reading === undefined ? undefined : typeOfReading(reading)
      if (found === undefined)
        throw new Refused(`the field "${field}", which rules do not see in this schema`)
      return found
    }
    default:
      throw new Refused(`the field "${field}" of a value of the type ${typeText(operand)}`)
  }
}

const typeOfCall = (call: Call, scope: Scope): Type => {
  const parts = call.target === undefined ? call.args : [call.target, ...call.args]
  const within: Scope = call.name === 'format' ? { ...scope, mixed: true } : scope
  const args = parts.map((arg) => typeOf(arg, within))
  if (call.name === '_?._') {
    since(OPTIONALS_SINCE, 'optional fields', scope)
    const [operand = DYN] = args
    const field = call.args[1]?.kind === 'const' ? String(call.args[1].constant.value) : ''
    const found = fieldOf(operand, field)
    return found.name === 'optional' ? found : OPTIONAL(found)
  }
  if (call.name === '_[?_]') since(OPTIONALS_SINCE, 'optional entries', scope)
  checkPattern(call)
  return resolve(call.name, call.target !== undefined, args, scope)
}

/** An expression that is none of RE2 is found out when the CRD is created. */
const checkPattern = ({ name, target, args }: Call): void => {
  if (!['matches', 'find', 'findAll'].includes(name)) return
  const pattern = args[target === undefined ? 1 : 0]
  if (pattern?.kind !== 'const' || pattern.constant.type !== 'string') return
  try {
    matchesText('', pattern.constant.value)
  } catch (error) {
    if (error instanceof CelError) throw new Refused(`a regular expression that is none: ${error.message}`)
    throw error
  }
}

/** `_+_` is written +. */
const shown = (name: string): string => name.replace(/^@(?=in$)|_/g, '')

const resolve = (name: string, isMethod: boolean, args: readonly Type[], scope: Scope): Type => {
  const operators = isMethod || !Object.hasOwn(OPERATORS, name) ? undefined : OPERATORS[name]
  const candidates = operators ?? overloadsOf(name).filter((one) => one.isMethod === isMethod)
  if (candidates.length === 0) throw new Refused(`the function ${name}(), which Kubernetes does not have`)
  const results: Type[] = []
  let later: number | undefined
  for (const { args: wanted, result, since: version } of candidates) {
    const bound = new Map<string, Type>()
    if (wanted.length !== args.length || !wanted.every((one, i) => fits(one, args[i] ?? DYN, bound))) continue
    if (version > scope.version) later = Math.min(later ?? version, version)
    else results.push(substitute(result, bound))
  }
  if (results.length === 0 && later !== undefined) since(later, `the function ${name}()`, scope)
  const [first, ...others] = results
  if (first === undefined) throw new Refused(`${shown(name)} on the types (${args.map(typeText).join(', ')})`)
  return others.every((other) => typeText(other) === typeText(first)) ? first : DYN
}

const typeOfFold = (fold: Fold, scope: Scope): Type => {
  if (fold.variable2 !== undefined) since(TWO_VARIABLES_SINCE, 'a macro with two variables', scope)
  if (fold.variable === '#unused' && !fold.accu.startsWith('@')) since(OPTIONALS_SINCE, 'optMap()', scope)
  const range = typeOf(fold.range, scope)
  const [first = DYN, second = DYN] = range.of
  const variables = new Map(scope.variables)
  switch (range.name) {
    case 'list':
      variables.set(fold.variable, fold.variable2 === undefined ? first : INT)
      if (fold.variable2 !== undefined) variables.set(fold.variable2, first)
      break
    case 'map':
      variables.set(fold.variable, first)
      if (fold.variable2 !== undefined) variables.set(fold.variable2, second)
      break
    case 'dyn':
    case 'free':
      variables.set(fold.variable, DYN)
      if (fold.variable2 !== undefined) variables.set(fold.variable2, DYN)
      break
    default:
      throw new Refused(`a macro on a value of the type ${typeText(range)}`)
  }
  const init = typeOf(fold.init, scope)
  const inner = { ...scope, variables: variables.set(fold.accu, init) }
  typeOf(fold.condition, inner)
  const accu = join(init, typeOf(fold.step, inner))
  if (accu === undefined) throw new Refused('a macro whose argument has another type')
  return typeOf(fold.result, { ...scope, variables: new Map(scope.variables).set(fold.accu, accu) })
}

/** `self`: the type of the value that the rule is about. Throws Refused. */
export const check = (
  expr: Expr,
  self: Type,
  optionalOldSelf: boolean,
  wanted: 'bool' | 'string',
  version: number,
): void => {
  const variables = new Map([
    ['self', self],
    ['oldSelf', optionalOldSelf ? OPTIONAL(self) : self],
  ])
  const found = typeOf(expr, { version, variables })
  if (found.name !== wanted)
    throw new Refused(`an expression of the type ${typeText(found)} where ${wanted} belongs`)
  try {
    plan(expr, new Set(variables.keys()))
  } catch (error) {
    // Constants are evaluated when the CRD is created.
    if (error instanceof CelError) throw new Refused(`a constant that is an error: ${error.message}`)
    throw error
  }
}
