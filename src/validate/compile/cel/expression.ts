/**
 * Compiles CEL to JavaScript, where an expression of known types becomes plain operators. Where CEL defines an error,
 * or gives `||` and `&&` leave to ignore one, a function of the run time does it; what is rare is left to the evaluator.
 */
import type { Constant, Expr } from '../../cel/ast.ts'
import { unescapeField } from '../../cel/fields.ts'
import { asFunction } from '../../cel/names.ts'
import { literal, member } from '../source.ts'
import { compileCall } from './calls.ts'
import { compileFold } from './macros.ts'
import { call, type Compiled, NotPlain, type Scope, taken } from './scope.ts'
import { BOOL, DOUBLE, isSameType, typeOfSchema } from './type.ts'

const TYPE_NAMES = new Set(['bool', 'int', 'double', 'string', 'list', 'map', 'null_type'])

export const compile = (expr: Expr, scope: Scope): Compiled => {
  switch (expr.kind) {
    case 'const':
      return constant(expr.constant)
    case 'ident': {
      const { name } = expr
      const variable = scope.variables.get(name)
      if (variable !== undefined) return variable
      if (TYPE_NAMES.has(name)) return { code: literal(name), type: { kind: 'type' }, throws: false }
      throw new NotPlain(`the name "${name}"`)
    }
    case 'select': {
      const object = compile(expr.operand, scope)
      return expr.test ? has(object, expr.field, scope) : select(object, expr.field, scope)
    }
    case 'list':
      if (expr.optional.length > 0) throw new NotPlain('an optional item')
      return list(expr.items.map((item) => compile(item, scope)))
    case 'call':
      return compileCall(asFunction(expr, new Set(scope.variables.keys())), scope)
    case 'fold':
      return compileFold(expr, scope)
    default:
      throw new NotPlain('a literal of a map or message')
  }
}

const list = (items: readonly Compiled[]): Compiled => {
  const [first, ...rest] = items
  if (first === undefined || !rest.every(({ type }) => isSameType(type, first.type)))
    throw new NotPlain('a list without one type')
  return {
    code: `[${items.map((item) => item.code).join(', ')}]`,
    type: { kind: 'list', item: first.type },
    throws: items.some((item) => item.throws),
  }
}

const constant = ({ type, value }: Constant): Compiled => {
  switch (type) {
    case 'bool':
      return { code: literal(value), type: BOOL, throws: false }
    case 'string':
      return { code: literal(value), type: { kind: 'string', max: value.length }, throws: false }
    case 'double':
      return { code: Object.is(value, -0) ? '-0' : literal(value), type: DOUBLE, throws: false }
    case 'null':
      return { code: 'null', type: { kind: 'null' }, throws: false }
    case 'int':
      if (typeof value === 'bigint') throw new NotPlain('an integer beyond 2^53')
      return { code: String(value), type: { kind: 'int', bounded: true }, throws: false }
    default:
      throw new NotPlain('a constant of bytes or of an unsigned integer')
  }
}

/** What every object of JavaScript answers to can not be asked for plainly. */
const fieldOf = (identifier: string): string => {
  const name = unescapeField(identifier)
  if (name === undefined || name in Object.prototype) throw new NotPlain(`the field "${identifier}"`)
  return name
}

const has = (object: Compiled, field: string, scope: Scope): Compiled => {
  const { type, throws } = object
  if (type.kind === 'object') {
    const name = fieldOf(field)
    if (type.schema.properties?.[name] === undefined) throw new NotPlain(`the field "${name}"`)
    return { code: `(${member(object.code, name)} != null)`, type: BOOL, throws }
  }
  if (type.kind === 'map')
    return { code: call(scope, 'hasKey', [object.code, literal(field)]), type: BOOL, throws }
  throw new NotPlain(`has() on a value of type ${type.kind}`)
}

const select = (object: Compiled, field: string, scope: Scope): Compiled => {
  const { type } = object
  if (type.kind === 'object') {
    const name = fieldOf(field)
    const property = type.schema.properties?.[name]
    if (property === undefined) throw new NotPlain(`the field "${name}"`)
    const access = member(object.code, name)
    // Rules run only on objects that lack no required field and have their defaults.
    const given = (type.schema.required?.includes(name) ?? false) || property.default !== undefined
    const always = given && !property.nullable
    return always
      ? taken(access, typeOfSchema(property), object.throws, scope)
      : taken(call(scope, 'field', [access, literal(field)]), typeOfSchema(property), true, scope)
  }
  if (type.kind === 'map')
    return taken(call(scope, 'entry', [object.code, literal(field)]), type.value, true, scope)
  throw new NotPlain(`a field of a value of type ${type.kind}`)
}
