/** Reads expressions in CEL as far as rules look at them. */
import type { parse as Parse } from '@bufbuild/cel'
import type { Expr } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js'
import type { Analysis, Facts, Read } from './facts.ts'
import { plainFacts } from './plain.ts'

let parser: typeof Parse | undefined

/** Most expressions are in many objects. */
const known = new Map<string, Analysis>()

/** Syntax that agentgateway may understand and the parser here does not. */
const OPTIONAL_SYNTAX = /\.\?|\[\?/

export const analyse = async (text: string): Promise<Analysis> => {
  let analysis = known.get(text) ?? plainFacts(text)
  if (analysis === undefined) {
    parser ??= (await import('@bufbuild/cel')).parse
    analysis = parsed(parser, text)
  }
  known.set(text, analysis)
  return analysis
}

const parsed = (parse: typeof Parse, text: string): Analysis => {
  try {
    return factsOf(parse(text).expr)
  } catch (error) {
    if (OPTIONAL_SYNTAX.test(text)) return { unknown: true }
    const { message = '' } = error instanceof Error ? error : {}
    return { fault: message.replace(/^<input>:(\d+):(\d+): /, 'at character $2: ') }
  }
}

const callOf = ({ exprKind }: Expr) => (exprKind.case === 'callExpr' ? exprKind.value : undefined)

const constantString = ({ exprKind }: Expr): string | undefined => {
  if (exprKind.case !== 'constExpr') return undefined
  const { constantKind } = exprKind.value
  return constantKind.case === 'stringValue' ? constantKind.value : undefined
}

/** The path of a chain of fields down from a variable, `["x"]` being a field, too. */
const pathOf = (expr: Expr): { path: string[]; tested: boolean } | undefined => {
  const { exprKind } = expr
  if (exprKind.case === 'identExpr') return { path: [exprKind.value.name], tested: false }
  if (exprKind.case === 'selectExpr') {
    const { operand, field, testOnly } = exprKind.value
    const inner = operand === undefined ? undefined : pathOf(operand)
    return inner && { path: [...inner.path, field], tested: testOnly }
  }
  const call = callOf(expr)
  const [operand, index] = call?.function === '_[_]' ? call.args : []
  if (operand === undefined || index === undefined) return undefined
  const inner = pathOf(operand)
  const field = constantString(index)
  return inner && field !== undefined ? { path: [...inner.path, field], tested: false } : undefined
}

/** agentgateway's own macros: their first argument is the name of a variable in the second. */
const BINDS = new Set(['with', 'mapValues', 'filterKeys', 'removeKeys'])

const collect = (expr: Expr | undefined, bound: ReadonlySet<string>, reads: Read[]): void => {
  if (expr === undefined) return
  const found = pathOf(expr)
  if (found !== undefined) {
    const [root = ''] = found.path
    // What macros make of their own begins with a character that no name has.
    if (!bound.has(root) && !root.startsWith('@')) reads.push(found)
    return
  }
  const { exprKind } = expr
  if (exprKind.case === 'selectExpr') collect(exprKind.value.operand, bound, reads)
  else if (exprKind.case === 'listExpr')
    for (const element of exprKind.value.elements) collect(element, bound, reads)
  else if (exprKind.case === 'structExpr')
    for (const { keyKind, value } of exprKind.value.entries) {
      if (keyKind.case === 'mapKey') collect(keyKind.value, bound, reads)
      collect(value, bound, reads)
    }
  else if (exprKind.case === 'comprehensionExpr') {
    const loop = exprKind.value
    const inner = new Set([...bound, loop.iterVar, loop.iterVar2, loop.accuVar])
    collect(loop.iterRange, bound, reads)
    for (const part of [loop.accuInit, loop.loopCondition, loop.loopStep, loop.result])
      collect(part, inner, reads)
  } else if (exprKind.case === 'callExpr') {
    const { function: name, target, args } = exprKind.value
    const isNamespace = target?.exprKind.case === 'identExpr' && isFunctions(target.exprKind.value.name)
    if (!isNamespace) collect(target, bound, reads)
    const [variable, ...rest] = args
    if (BINDS.has(name) && variable?.exprKind.case === 'identExpr') {
      const inner = new Set([...bound, variable.exprKind.value.name])
      for (const arg of rest) collect(arg, inner, reads)
    } else for (const arg of args) collect(arg, bound, reads)
  }
}

/** Names that stand before functions, as in `base64.encode`. */
const isFunctions = (name: string): boolean =>
  /^(base64|sha\d+|md5|math|strings|sets|optional|cel|json)$/.test(name)

/** The conditions that `&&` joins. */
const conjuncts = (expr: Expr): Expr[] => {
  const call = callOf(expr)
  return call?.function === '_&&_' ? call.args.flatMap(conjuncts) : [expr]
}

/** has(), or not has(). */
const isTest = (expr: Expr): boolean => {
  const call = callOf(expr)
  const [inner] = call?.function === '!_' ? call.args : []
  return inner === undefined ? pathOf(expr)?.tested === true : isTest(inner)
}

const negationOf = (expr: Expr): Facts['negation'] => {
  const conditions = conjuncts(expr).filter((one) => !isTest(one))
  const [only] = conditions
  if (only === undefined || conditions.length > 1) return undefined
  const call = callOf(only)
  if (call?.function === '_!=_') return 'unequal'
  return call?.function === '!_' ? 'not' : undefined
}

export const factsOf = (expr: Expr): Facts => {
  const reads: Read[] = []
  collect(expr, new Set(), reads)
  const negation = negationOf(expr)
  return { reads, ...(negation === undefined ? {} : { negation }) }
}
