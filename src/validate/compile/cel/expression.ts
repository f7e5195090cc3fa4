/**
 * Compiles CEL to JavaScript. An expression of known types becomes the plain operator wherever that means the
 * same; where CEL defines an error, or gives `||` and `&&` leave to ignore one, a function of the run time does it.
 */
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js'
import { literal, member } from '../source.ts'
import { compileCall } from './calls.ts'
import { compileMacro } from './macros.ts'
import { call, type Compiled, type Scope, taken, Unsupported } from './scope.ts'
import { BOOL, type CelType, DOUBLE, DYN, INT, typeOfSchema, unescapeField } from './type.ts'

const TYPE_NAMES = new Set(['bool', 'int', 'double', 'string', 'list', 'map', 'null_type'])

export const compile = (expr: Expr, scope: Scope): Compiled => {
  const { exprKind } = expr
  switch (exprKind.case) {
    case 'constExpr':
      return constant(exprKind.value.constantKind)
    case 'identExpr': {
      const { name } = exprKind.value
      const variable = scope.variables.get(name)
      if (variable !== undefined) return variable
      if (TYPE_NAMES.has(name)) return { code: literal(name), type: { kind: 'type' }, throws: false }
      throw new Unsupported(`the name "${name}"`)
    }
    case 'selectExpr': {
      const { operand, field, testOnly } = exprKind.value
      if (operand === undefined) throw new Unsupported('an empty selection')
      const object = compile(operand, scope)
      return testOnly ? has(object, field, scope) : select(object, field, scope)
    }
    case 'listExpr': {
      const items = exprKind.value.elements.map((element) => compile(element, scope))
      return {
        code: `[${items.map((item) => item.code).join(', ')}]`,
        type: { kind: 'list', item: common(items) },
        throws: items.some((item) => item.throws),
      }
    }
    case 'callExpr':
      return compileCall(exprKind.value, scope)
    case 'comprehensionExpr':
      return compileMacro(exprKind.value, scope)
    default:
      throw new Unsupported('a literal of a map or message')
  }
}

const common = (items: readonly Compiled[]): CelType => {
  const [first, ...rest] = items
  return first !== undefined && rest.every((item) => item.type.kind === first.type.kind) ? first.type : DYN
}

const constant = (constant: { case?: string | undefined; value?: unknown } | undefined): Compiled => {
  const { case: kind, value } = constant ?? {}
  switch (kind) {
    case 'boolValue':
      return { code: literal(value), type: BOOL, throws: false }
    case 'stringValue':
      return { code: literal(value), type: { kind: 'string', max: String(value).length }, throws: false }
    case 'doubleValue':
      return { code: literal(value), type: DOUBLE, throws: false }
    case 'nullValue':
      return { code: 'null', type: { kind: 'null' }, throws: false }
    case 'int64Value':
      if (!Number.isSafeInteger(Number(value))) throw new Unsupported('an integer beyond 2^53')
      return { code: String(value), type: INT, throws: false }
    default:
      throw new Unsupported('a constant of bytes or of an unsigned integer')
  }
}

const has = (object: Compiled, field: string, scope: Scope): Compiled => {
  const { type, throws } = object
  if (type.kind === 'object') {
    const name = unescapeField(field)
    if (type.schema.properties?.[name] === undefined) throw new Unsupported(`the field "${name}"`)
    return { code: `(${member(object.code, name)} != null)`, type: BOOL, throws }
  }
  if (type.kind === 'map')
    return { code: call(scope, 'hasKey', [object.code, literal(field)]), type: BOOL, throws }
  throw new Unsupported(`has() on a value of type ${type.kind}`)
}

const select = (object: Compiled, field: string, scope: Scope): Compiled => {
  const { type } = object
  if (type.kind === 'object') {
    const name = unescapeField(field)
    const property = type.schema.properties?.[name]
    if (property === undefined) throw new Unsupported(`the field "${name}"`)
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
  throw new Unsupported(`a field of a value of type ${type.kind}`)
}
