/** CEL's functions and methods, and those of Kubernetes' string library. */
import { writePattern } from '../pattern.ts'
import { call, type Compiled, type Scope, Unsupported } from './scope.ts'
import { BOOL, type CelType, DOUBLE, DURATION, INT, QUANTITY, STRING, TIMESTAMP } from './type.ts'

type Kind = CelType['kind']

interface Signature {
  /** The types of the arguments; those from `optional` on may be left out. */
  readonly args: readonly Kind[]
  readonly optional?: number
  readonly result: CelType
  /** A method of JavaScript's string, or else a function of the run time. */
  readonly method?: string
  readonly run?: string
  readonly throws?: true
}

const STRINGS: CelType = { kind: 'list', item: STRING }

/** Methods of strings. */
const STRING_METHODS: Readonly<Record<string, Signature>> = {
  contains: { args: ['string'], result: BOOL, method: 'includes' },
  startsWith: { args: ['string'], result: BOOL, method: 'startsWith' },
  endsWith: { args: ['string'], result: BOOL, method: 'endsWith' },
  indexOf: { args: ['string', 'int'], optional: 1, result: INT, run: 'indexOf', throws: true },
  lastIndexOf: { args: ['string', 'int'], optional: 1, result: INT, run: 'lastIndexOf', throws: true },
  substring: { args: ['int', 'int'], optional: 1, result: STRING, run: 'substring', throws: true },
  charAt: { args: ['int'], result: STRING, run: 'charAt', throws: true },
  split: { args: ['string', 'int'], optional: 1, result: STRINGS, run: 'split' },
  replace: { args: ['string', 'string', 'int'], optional: 2, result: STRING, run: 'replace' },
  lowerAscii: { args: [], result: STRING, run: 'lowerAscii' },
  upperAscii: { args: [], result: STRING, run: 'upperAscii' },
  trim: { args: [], result: STRING, method: 'trim' },
}

const DURATION_METHODS: Readonly<Record<string, Signature>> = {
  getHours: { args: [], result: INT, run: 'hours' },
  getMinutes: { args: [], result: INT, run: 'minutes' },
  getSeconds: { args: [], result: INT, run: 'seconds' },
  getMilliseconds: { args: [], result: INT, run: 'milliseconds' },
}

const LIST_FUNCTIONS: Readonly<Record<string, string>> = { sum: 'sum', min: 'least', max: 'greatest' }

const QUANTITY_METHODS: Readonly<Record<string, Signature>> = {
  isLessThan: { args: ['quantity'], result: BOOL, run: 'quantityLess' },
  isGreaterThan: { args: ['quantity'], result: BOOL, run: 'quantityGreater' },
  compareTo: { args: ['quantity'], result: INT, run: 'compareQuantities' },
}

const METHODS: Readonly<Partial<Record<Kind, Readonly<Record<string, Signature>>>>> = {
  string: STRING_METHODS,
  dyn: STRING_METHODS,
  duration: DURATION_METHODS,
  quantity: QUANTITY_METHODS,
}

export const compileFunction = (
  name: string,
  target: Compiled | undefined,
  args: readonly Compiled[],
  scope: Scope,
): Compiled => {
  const [first] = args
  const operand = target ?? first
  const alone = args.length === (target === undefined ? 1 : 0)
  if (operand !== undefined && alone) {
    if (name === 'size') return size(operand, scope)
    if (target === undefined) return conversion(name, operand, scope)
    if (target.type.kind === 'list') return ofNumbers(name, target, target.type.item, scope)
  }
  if (target === undefined) throw new Unsupported(`the function ${name}()`)
  if (name === 'matches' && first?.type.kind === 'string' && args.length === 1)
    return matches(target, first, scope)
  const table = METHODS[target.type.kind] ?? {}
  const signature = Object.hasOwn(table, name) ? table[name] : undefined
  if (signature === undefined) throw new Unsupported(`the function ${name}()`)
  return method(name, signature, target, args, scope)
}

const method = (
  name: string,
  signature: Signature,
  target: Compiled,
  args: readonly Compiled[],
  scope: Scope,
): Compiled => {
  const least = signature.optional ?? signature.args.length
  const fits = args.length >= least && args.length <= signature.args.length
  if (!fits || args.some((arg, i) => arg.type.kind !== signature.args[i]))
    throw new Unsupported(`the function ${name}() with these arguments`)
  const receiver = text(target, scope)
  const codes = args.map((arg) => arg.code)
  return {
    code:
      signature.method === undefined
        ? call(scope, signature.run ?? name, [receiver.code, ...codes])
        : `${receiver.code}.${signature.method}(${codes.join(', ')})`,
    type: signature.result,
    throws: receiver.throws || args.some((arg) => arg.throws) || (signature.throws ?? false),
  }
}

/** A receiver that is a string, or turns out to be one. */
const text = (target: Compiled, scope: Scope): Compiled => {
  if (target.type.kind === 'dyn')
    return { code: call(scope, 'asString', [target.code]), type: STRING, throws: true }
  return target
}

/** sum(), min() and max() of a list of numbers. */
const ofNumbers = (name: string, list: Compiled, item: CelType, scope: Scope): Compiled => {
  const run = Object.hasOwn(LIST_FUNCTIONS, name) ? LIST_FUNCTIONS[name] : undefined
  if (run === undefined || (item.kind !== 'int' && item.kind !== 'double'))
    throw new Unsupported(`the function ${name}() of a list`)
  const code = call(scope, run, [list.code])
  return item.kind === 'int' && name === 'sum'
    ? { code: call(scope, 'int', [code]), type: INT, throws: list.throws }
    : { code, type: item, throws: list.throws || name !== 'sum' }
}

const size = (operand: Compiled, scope: Scope): Compiled => {
  const { code, type, throws } = operand
  switch (type.kind) {
    case 'string':
      return { code: call(scope, 'runes', [code]), type: INT, throws }
    case 'list':
      return { code: `${code}.length`, type: INT, throws }
    case 'map':
    case 'object':
      return { code: `Object.keys(${code}).length`, type: INT, throws }
    case 'dyn':
      return { code: call(scope, 'sizeOf', [code]), type: INT, throws: true }
    default:
      throw new Unsupported(`size() of a value of type ${type.kind}`)
  }
}

const matches = (target: Compiled, pattern: Compiled, scope: Scope): Compiled => {
  if (target.type.kind !== 'string' && target.type.kind !== 'dyn')
    throw new Unsupported(`matches() of a value of type ${target.type.kind}`)
  const receiver = text(target, scope)
  // Only constants can be prepared.
  if (!pattern.code.startsWith('"')) throw new Unsupported('matches() with a computed expression')
  const max = receiver.type.kind === 'string' ? receiver.type.max : undefined
  const matcher = writePattern(JSON.parse(pattern.code) as string, max, scope.source)
  return { code: `${matcher}.test(${receiver.code})`, type: BOOL, throws: receiver.throws }
}

const conversion = (name: string, operand: Compiled, scope: Scope): Compiled => {
  const { code, type, throws } = operand
  const from = type.kind
  const made = (run: string, result: CelType): Compiled => ({
    code: call(scope, run, [code]),
    type: result,
    throws: true,
  })
  switch (`${name} ${from}`) {
    case 'string string':
    case 'int int':
    case 'double double':
    case 'duration duration':
    case 'timestamp timestamp':
    case 'bool bool':
      return operand
    case 'string int':
    case 'string bool':
      return { code: `String(${code})`, type: STRING, throws }
    case 'string dyn':
      return { code: call(scope, 'dynToString', [code]), type: STRING, throws: true }
    case 'int string':
      return made('toInt', INT)
    case 'int double':
      return { code: call(scope, 'int', [`Math.trunc(${code})`]), type: INT, throws: true }
    case 'int dyn':
      return made('dynToInt', INT)
    case 'double string':
      return made('toDouble', DOUBLE)
    case 'double int':
      return { code, type: DOUBLE, throws }
    case 'duration string':
      return made('duration', DURATION)
    case 'timestamp string':
      return made('timestamp', TIMESTAMP)
    case 'quantity string':
      return made('quantity', QUANTITY)
    case 'isQuantity string':
      return { code: call(scope, 'isQuantity', [code]), type: BOOL, throws }
    case 'isIP string':
      return { code: call(scope, 'isIp', [code]), type: BOOL, throws }
    case 'type dyn':
      return { code: call(scope, 'typeOf', [code]), type: { kind: 'type' }, throws }
    default:
      if (name === 'dyn') return { code, type: { kind: 'dyn' }, throws }
      if (name === 'type' && ['string', 'int', 'bool', 'double', 'list', 'map'].includes(from))
        return { code: `"${from}"`, type: { kind: 'type' }, throws }
      throw new Unsupported(`the function ${name}() of a value of type ${from}`)
  }
}
