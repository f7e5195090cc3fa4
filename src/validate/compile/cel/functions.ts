/** CEL's functions and methods as far as rules commonly use them on values of known types. */
import { writePattern } from '../pattern.ts'
import { call, type Compiled, NotPlain, type Scope } from './scope.ts'
import { BOOL, type CelType, DURATION, QUANTITY, STRING, TIMESTAMP } from './type.ts'

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
/** A place in a text, or a number of something. */
const COUNT: CelType = { kind: 'int', bounded: true }

/** Methods of strings. */
const STRING_METHODS: Readonly<Record<string, Signature>> = {
  contains: { args: ['string'], result: BOOL, method: 'includes' },
  startsWith: { args: ['string'], result: BOOL, method: 'startsWith' },
  endsWith: { args: ['string'], result: BOOL, method: 'endsWith' },
  indexOf: { args: ['string', 'int'], optional: 1, result: COUNT, run: 'indexOf', throws: true },
  lastIndexOf: { args: ['string', 'int'], optional: 1, result: COUNT, run: 'lastIndexOf', throws: true },
  substring: { args: ['int', 'int'], optional: 1, result: STRING, run: 'substring', throws: true },
  charAt: { args: ['int'], result: STRING, run: 'charAt', throws: true },
  split: { args: ['string', 'int'], optional: 1, result: STRINGS, run: 'split' },
  replace: { args: ['string', 'string', 'int'], optional: 2, result: STRING, run: 'replace' },
  lowerAscii: { args: [], result: STRING, run: 'lowerAscii' },
  upperAscii: { args: [], result: STRING, run: 'upperAscii' },
  trim: { args: [], result: STRING, run: 'trim' },
}

const DURATION_METHODS: Readonly<Record<string, Signature>> = {
  getHours: { args: [], result: COUNT, run: 'hours' },
  getMinutes: { args: [], result: COUNT, run: 'minutes' },
  getSeconds: { args: [], result: COUNT, run: 'seconds' },
  getMilliseconds: { args: [], result: COUNT, run: 'milliseconds' },
}

const LIST_FUNCTIONS: Readonly<Record<string, string>> = { sum: 'sum', min: 'least', max: 'greatest' }

const QUANTITY_METHODS: Readonly<Record<string, Signature>> = {
  isLessThan: { args: ['quantity'], result: BOOL, run: 'quantityLess' },
  isGreaterThan: { args: ['quantity'], result: BOOL, run: 'quantityGreater' },
  compareTo: { args: ['quantity'], result: COUNT, run: 'compareQuantities' },
  add: { args: ['int'], result: QUANTITY, run: 'addQuantities' },
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
  if (target === undefined) throw new NotPlain(`the function ${name}()`)
  if (name === 'matches' && first?.type.kind === 'string' && args.length === 1)
    return matches(target, first, scope)
  const table = METHODS[target.type.kind] ?? {}
  const signature = Object.hasOwn(table, name) ? table[name] : undefined
  if (signature === undefined) throw new NotPlain(`the function ${name}()`)
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
    throw new NotPlain(`the function ${name}() with these arguments`)
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
  const isPlain = item.kind === 'int' && item.bounded
  if (run === undefined || !isPlain) throw new NotPlain(`the function ${name}() of a list`)
  const code = call(scope, run, [list.code])
  return name === 'sum'
    ? { code, type: { kind: 'int', computed: true }, throws: true }
    : { code, type: item, throws: true }
}

const size = (operand: Compiled, scope: Scope): Compiled => {
  const { code, type, throws } = operand
  switch (type.kind) {
    case 'string':
      return { code: call(scope, 'runes', [code]), type: COUNT, throws }
    case 'list':
      return { code: `${code}.length`, type: COUNT, throws }
    case 'map':
      return { code: `Object.keys(${code}).length`, type: COUNT, throws }
    case 'dyn':
      return { code: call(scope, 'sizeOf', [code]), type: COUNT, throws: true }
    default:
      throw new NotPlain(`size() of a value of type ${type.kind}`)
  }
}

const matches = (target: Compiled, pattern: Compiled, scope: Scope): Compiled => {
  if (target.type.kind !== 'string' && target.type.kind !== 'dyn')
    throw new NotPlain(`matches() of a value of type ${target.type.kind}`)
  const receiver = text(target, scope)
  // Only constants can be prepared.
  if (!/^"([^"\\]|\\.)*"$/.test(pattern.code)) throw new NotPlain('matches() with a computed expression')
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
      return made('parseInt64', { kind: 'int', computed: true })
    case 'int dyn':
      return made('dynToInt', { kind: 'int', computed: true })
    case 'double int':
      return { code: `Number(${code})`, type: { kind: 'double' }, throws }
    case 'duration string':
      return made('duration', DURATION)
    case 'timestamp string':
      return made('timestamp', TIMESTAMP)
    case 'quantity string':
    case 'quantity dyn':
      return { code: call(scope, 'quantity', [text(operand, scope).code]), type: QUANTITY, throws: true }
    case 'isQuantity string':
    case 'isQuantity dyn': {
      const read = text(operand, scope)
      return { code: call(scope, 'isQuantity', [read.code]), type: BOOL, throws: read.throws }
    }
    case 'isIP string':
      return { code: call(scope, 'isIp', [code]), type: BOOL, throws }
    case 'type dyn':
      return { code: call(scope, 'typeOf', [code]), type: { kind: 'type' }, throws }
    default:
      if (name === 'type' && ['string', 'int', 'bool', 'double', 'list', 'map'].includes(from))
        return { code: `"${from}"`, type: { kind: 'type' }, throws }
      throw new NotPlain(`the function ${name}() of a value of type ${from}`)
  }
}
