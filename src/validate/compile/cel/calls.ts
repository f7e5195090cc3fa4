/** CEL's operators, and the way to its functions. */
import type { Call } from '../../cel/ast.ts'
import { compileFunction } from './functions.ts'
import { call, type Compiled, NotPlain, type Scope, taken } from './scope.ts'
import { BOOL, type CelType, DURATION, isSameType, STRING } from './type.ts'

export const compileCall = (expr: Call, scope: Scope): Compiled => {
  const args = expr.args.map((arg) => scope.compile(arg, scope))
  const [a, b, c] = args
  const operator =
    a === undefined || expr.target !== undefined || !Object.hasOwn(OPERATORS, expr.name)
      ? undefined
      : OPERATORS[expr.name]
  if (a !== undefined && operator !== undefined) return operator(scope, a, b ?? a, c ?? a)
  const target = expr.target === undefined ? undefined : scope.compile(expr.target, scope)
  return compileFunction(expr.name, target, args, scope)
}

type Operator = (scope: Scope, a: Compiled, b: Compiled, c: Compiled) => Compiled

const bool = (operand: Compiled): string => {
  if (operand.type.kind !== 'bool') throw new NotPlain(`a value of type ${operand.type.kind}`)
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

/** Values that JavaScript compares as CEL does. */
const PLAIN = new Set(['bool', 'int', 'string', 'type', 'null', 'dyn'])
const isPlain = (type: CelType): boolean =>
  !type.nullable && (PLAIN.has(type.kind) || (type.kind === 'double' && !type.computed))

/** Lists of them, and maps; sets and list-maps ignore order. */
const isComparable = (type: CelType): boolean => {
  if (type.kind === 'list') return !type.nullable && type.unique === undefined && isComparable(type.item)
  if (type.kind === 'map') return !type.nullable && isComparable(type.value)
  return isPlain(type)
}

/** Of values that the object holds as strings, and an expression as objects. */
const isTime = (type: CelType): boolean =>
  (type.kind === 'duration' || type.kind === 'timestamp') && type.field === undefined

const equality =
  (negated: boolean): Operator =>
  (scope, a, b) => {
    const throws = a.throws || b.throws
    if (isPlain(a.type) && isPlain(b.type))
      return { code: `(${a.code} ${negated ? '!==' : '==='} ${b.code})`, type: BOOL, throws }
    const comparable = (type: CelType): boolean => isComparable(type) || isTime(type)
    if (!comparable(a.type) || !comparable(b.type))
      throw new NotPlain(`equality of values of type ${a.type.kind}`)
    return { code: `${negated ? '!' : ''}${call(scope, 'equal', [a.code, b.code])}`, type: BOOL, throws }
  }

const isNumber = (type: CelType): boolean => type.kind === 'int' || (type.kind === 'double' && !type.computed)
const isOrdered = (type: CelType): boolean =>
  ['bool', 'string', 'dyn'].includes(type.kind) || isNumber(type) || isTime(type)

const comparison =
  (operator: '<' | '<=' | '>' | '>='): Operator =>
  (scope, a, b) => {
    const numbers = isNumber(a.type) && isNumber(b.type)
    const dynamic = a.type.kind === 'dyn' || b.type.kind === 'dyn'
    if (!isOrdered(a.type) || !isOrdered(b.type) || (!dynamic && !numbers && a.type.kind !== b.type.kind))
      throw new NotPlain(`${operator} of values of type ${a.type.kind} and ${b.type.kind}`)
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

const INTEGERS = {
  '+': 'addInt',
  '-': 'subtractInt',
  '*': 'multiplyInt',
  '/': 'divide',
  '%': 'modulo',
} as const

/** Addition and its like, by the type of the operands. */
const arithmetic =
  (operator: keyof typeof INTEGERS): Operator =>
  (scope, a, b) => {
    const throws = a.throws || b.throws
    const plain = `(${a.code} ${operator} ${b.code})`
    if (a.type.kind === 'int' && b.type.kind === 'int') {
      const code = call(scope, INTEGERS[operator], [a.code, b.code])
      // The sum of two numbers of 53 bits is within 64.
      const fits = (operator === '+' || operator === '-') && !a.type.computed && !b.type.computed
      return { code, type: { kind: 'int', computed: true }, throws: throws || !fits }
    }
    if (both(a, b, 'double') && operator !== '%')
      return { code: plain, type: { kind: 'double', computed: true }, throws }
    if (both(a, b, 'string') && operator === '+') return { code: plain, type: STRING, throws }
    if (both(a, b, 'duration') && (operator === '+' || operator === '-')) {
      const helper = operator === '+' ? 'addDurations' : 'subtractDurations'
      return { code: call(scope, helper, [a.code, b.code]), type: DURATION, throws: true }
    }
    if (operator === '+' && a.type.kind === 'list' && isSameType(a.type, b.type) && isComparable(a.type))
      return { code: `[...${a.code}, ...${b.code}]`, type: a.type, throws }
    throw new NotPlain(`${operator} of values of type ${a.type.kind} and ${b.type.kind}`)
  }

const index: Operator = (scope, a, b) => {
  if (a.type.kind === 'list' && b.type.kind === 'int')
    return taken(call(scope, 'item', [a.code, b.code]), a.type.item, true, scope)
  if (a.type.kind === 'map' && b.type.kind === 'string')
    return taken(call(scope, 'entry', [a.code, b.code]), a.type.value, true, scope)
  throw new NotPlain(`an index into a value of type ${a.type.kind}`)
}

const membership: Operator = (scope, a, b) => {
  const throws = a.throws || b.throws
  if (b.type.kind === 'map' && a.type.kind === 'string')
    return { code: call(scope, 'hasKey', [b.code, a.code]), type: BOOL, throws }
  if (b.type.kind !== 'list') throw new NotPlain(`"in" a value of type ${b.type.kind}`)
  if (isPlain(a.type) && isPlain(b.type.item))
    return { code: `${b.code}.includes(${a.code})`, type: BOOL, throws }
  if (!isComparable(a.type) || !isComparable(b.type.item))
    throw new NotPlain(`"in" a list of values of type ${b.type.item.kind}`)
  return { code: call(scope, 'among', [a.code, b.code]), type: BOOL, throws }
}

const conditional: Operator = (_scope, condition, a, b) => {
  if (!isSameType(a.type, b.type)) throw new NotPlain('a conditional of two types')
  const isComputed = ({ type }: Compiled): boolean => 'computed' in type
  return {
    code: `(${bool(condition)} ? ${a.code} : ${b.code})`,
    type: isComputed(a) ? a.type : b.type,
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
  '-_': (scope, a) => {
    if (a.type.kind === 'double') return { code: `(-${a.code})`, type: a.type, throws: a.throws }
    if (a.type.kind !== 'int') throw new NotPlain(`- of a value of type ${a.type.kind}`)
    const throws = a.throws || a.type.computed === true
    return { code: call(scope, 'negateInt', [a.code]), type: a.type, throws }
  },
  '@in': membership,
  '_[_]': index,
}
