/** CEL's operators, and the way to its functions. */
import type { Expr_Call } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js'
import { compileFunction } from './functions.ts'
import { call, type Compiled, type Scope, taken, Unsupported } from './scope.ts'
import { BOOL, type CelType, DOUBLE, DURATION, INT, STRING } from './type.ts'

export const compileCall = (expr: Expr_Call, scope: Scope): Compiled => {
  const args = expr.args.map((arg) => scope.compile(arg, scope))
  const [a, b, c] = args
  const operator = a === undefined || expr.target !== undefined ? undefined : OPERATORS[expr.function]
  if (a !== undefined && operator !== undefined) return operator(scope, a, b ?? a, c ?? a)
  const target = expr.target === undefined ? undefined : scope.compile(expr.target, scope)
  return compileFunction(expr.function, target, args, scope)
}

type Operator = (scope: Scope, a: Compiled, b: Compiled, c: Compiled) => Compiled

const bool = (operand: Compiled): string => {
  if (operand.type.kind !== 'bool')
    throw new Unsupported(`a value of type ${operand.type.kind} where a boolean belongs`)
  return operand.code
}

/** `&&` and `||`: where the left side may fail, the right side may decide all the same. */
const logical =
  (operator: '&&' | '||', name: 'and' | 'or'): Operator =>
  (scope, a, b) => ({
    code: a.throws
      ? call(scope, name, [`() => ${bool(a)}`, `() => ${bool(b)}`])
      : `(${bool(a)} ${operator} ${bool(b)})`,
    type: BOOL,
    throws: a.throws || b.throws,
  })

const PLAIN = new Set(['bool', 'int', 'double', 'string', 'type', 'null', 'dyn'])

/** Equality of lists that are sets or maps ignores order, which is not done here. */
const ordered = (type: CelType): boolean => {
  if (type.kind === 'list') return type.unique === undefined && ordered(type.item)
  return type.kind !== 'object' && type.kind !== 'opaque' && (type.kind !== 'map' || ordered(type.value))
}

const equality =
  (negated: boolean): Operator =>
  (scope, a, b) => {
    const throws = a.throws || b.throws
    const plain = PLAIN.has(a.type.kind) && PLAIN.has(b.type.kind)
    if (!plain && !(ordered(a.type) && ordered(b.type)))
      throw new Unsupported(`equality of values of type ${a.type.kind}`)
    const code = plain
      ? `(${a.code} ${negated ? '!==' : '==='} ${b.code})`
      : `${negated ? '!' : ''}${call(scope, 'equal', [a.code, b.code])}`
    return { code, type: BOOL, throws }
  }

const NUMBERS = new Set(['int', 'double'])
const ORDERED = new Set(['bool', 'string', 'dyn', 'duration', 'timestamp'])

const comparison =
  (operator: '<' | '<=' | '>' | '>='): Operator =>
  (scope, a, b) => {
    const numbers = NUMBERS.has(a.type.kind) && NUMBERS.has(b.type.kind)
    const comparable = (operand: Compiled) =>
      numbers || ORDERED.has(operand.type.kind) || NUMBERS.has(operand.type.kind)
    if (!comparable(a) || !comparable(b))
      throw new Unsupported(`${operator} of values of type ${a.type.kind}`)
    const dynamic = a.type.kind === 'dyn' || b.type.kind === 'dyn'
    if (!dynamic && !numbers && a.type.kind !== b.type.kind)
      throw new Unsupported(`${operator} of values of type ${a.type.kind} and ${b.type.kind}`)
    return {
      code: numbers
        ? `(${a.code} ${operator} ${b.code})`
        : `(${call(scope, 'compare', [a.code, b.code])} ${operator} 0)`,
      type: BOOL,
      throws: a.throws || b.throws || dynamic,
    }
  }

const both = (a: Compiled, b: Compiled, kind: CelType['kind']): boolean =>
  a.type.kind === kind && b.type.kind === kind

/** Addition and its like, by the type of the operands. */
const arithmetic =
  (operator: '+' | '-' | '*' | '/' | '%'): Operator =>
  (scope, a, b) => {
    const throws = a.throws || b.throws
    const plain = `(${a.code} ${operator} ${b.code})`
    if (both(a, b, 'int')) {
      const helper = operator === '/' ? 'divide' : operator === '%' ? 'modulo' : undefined
      const code = helper === undefined ? call(scope, 'int', [plain]) : call(scope, helper, [a.code, b.code])
      return { code, type: INT, throws: throws || helper !== undefined }
    }
    if (both(a, b, 'double') && operator !== '%') return { code: plain, type: DOUBLE, throws }
    if (both(a, b, 'string') && operator === '+') return { code: plain, type: STRING, throws }
    if (both(a, b, 'duration') && (operator === '+' || operator === '-')) {
      const helper = operator === '+' ? 'addDurations' : 'subtractDurations'
      return { code: call(scope, helper, [a.code, b.code]), type: DURATION, throws: true }
    }
    if (operator === '+' && a.type.kind === 'list' && b.type.kind === 'list' && a.type.unique === undefined)
      return { code: `[...${a.code}, ...${b.code}]`, type: a.type, throws }
    throw new Unsupported(`${operator} of values of type ${a.type.kind} and ${b.type.kind}`)
  }

const index: Operator = (scope, a, b) => {
  if (a.type.kind === 'list' && b.type.kind === 'int')
    return taken(call(scope, 'item', [a.code, b.code]), a.type.item, true, scope)
  if (a.type.kind === 'map' && b.type.kind === 'string')
    return taken(call(scope, 'entry', [a.code, b.code]), a.type.value, true, scope)
  throw new Unsupported(`an index into a value of type ${a.type.kind}`)
}

const membership: Operator = (scope, a, b) => {
  const throws = a.throws || b.throws
  if (b.type.kind === 'map') return { code: call(scope, 'hasKey', [b.code, a.code]), type: BOOL, throws }
  if (b.type.kind !== 'list') throw new Unsupported(`"in" a value of type ${b.type.kind}`)
  const plain = PLAIN.has(a.type.kind) && PLAIN.has(b.type.item.kind)
  if (!plain && !(ordered(a.type) && ordered(b.type.item)))
    throw new Unsupported(`"in" a list of values of type ${b.type.item.kind}`)
  return {
    code: plain ? `${b.code}.includes(${a.code})` : call(scope, 'among', [a.code, b.code]),
    type: BOOL,
    throws,
  }
}

const conditional: Operator = (_scope, condition, a, b) => {
  if (a.type.kind !== b.type.kind) throw new Unsupported('a conditional of two types')
  return {
    code: `(${bool(condition)} ? ${a.code} : ${b.code})`,
    type: a.type,
    throws: condition.throws || a.throws || b.throws,
  }
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  '_&&_': logical('&&', 'and'),
  '_||_': logical('||', 'or'),
  '!_': (_scope, a) => ({ code: `!${bool(a)}`, type: BOOL, throws: a.throws }),
  '_?_:_': conditional,
  '_==_': equality(false),
  '_!=_': equality(true),
  '_<_': comparison('<'),
  '_<=_': comparison('<='),
  '_>_': comparison('>'),
  '_>=_': comparison('>='),
  '_+_': arithmetic('+'),
  '_-_': arithmetic('-'),
  '_*_': arithmetic('*'),
  '_/_': arithmetic('/'),
  '_%_': arithmetic('%'),
  '-_': (_scope, a) => {
    if (!NUMBERS.has(a.type.kind)) throw new Unsupported(`- of a value of type ${a.type.kind}`)
    return { code: `(-${a.code})`, type: a.type, throws: a.throws }
  },
  '@in': membership,
  '_[_]': index,
}
