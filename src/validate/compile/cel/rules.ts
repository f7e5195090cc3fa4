/**
 * Writes the functions that evaluate the rules (x-kubernetes-validations) of a schema on an object, in the API
 * server's order: a value's own rules, those of its allOf, then those of what it holds. Values that are null or
 * absent have no rules.
 */
import type { JsonPath } from '../../../model/document.ts'
import { type Expr, uses } from '../../cel/ast.ts'
import { check, Refused } from '../../cel/check.ts'
import { parse, SyntaxFault } from '../../cel/parse.ts'
import { type Type, typeOfReading } from '../../cel/types.ts'
import type { Schema, ValidationRule } from '../schema.ts'
import { literal, member, type Source } from '../source.ts'
import { compile } from './expression.ts'
import { readingOf, writeReading } from './reading.ts'
import { NotPlain, type Scope } from './scope.ts'
import { type CelType, typeOfSchema, withTypeAndMeta } from './type.ts'

/** The name of the function, or undefined where the schema has no rules. */
export const writeRules = (schema: Schema, target: Target): string | undefined =>
  writeNode(schema, schema, true, target)

export interface Target {
  readonly source: Source
  /** The minor version whose libraries rules may use. */
  readonly kubernetes: number
  /** Whether an object can be so large that the costs of its rules count. */
  readonly tracked: boolean
}

/** What rules are about. */
interface About {
  /** To plain code, to the checker, and to the evaluator. */
  readonly plain: CelType
  readonly type: Type | undefined
  readonly reading: () => string
}

const aboutOf = (node: Schema, source: Source): About => {
  const reading = readingOf(node)
  let written: string | undefined
  return {
    plain: typeOfSchema(node),
    type: typeOfReading(reading),
    reading: () => (written ??= writeReading(reading, source)),
  }
}

/** `rules` has the rules, `node` the types: they differ below allOf. */
const writeNode = (rules: Schema, node: Schema, isRoot: boolean, target: Target): string | undefined => {
  if (!hasRules(rules)) return undefined
  const key = `rules of ${JSON.stringify([rules, rules === node ? 0 : node, isRoot])}`
  return target.source.declare('rules', key, (name) => {
    const seen = isRoot ? withTypeAndMeta(node) : node
    const about = aboutOf(seen, target.source)
    const own = (rules['x-kubernetes-validations'] ?? []).map((rule) => writeRule(rule, about, target))
    const alternatives = (rules.allOf ?? []).map((all) => {
      const below = writeNode(all, node, isRoot, target)
      return below === undefined ? '' : `${below}(self, trace)\n`
    })
    return `function ${name}(self, trace) {\n${own.join('')}${alternatives.join('')}${children(rules, node, target)}}`
  })
}

const hasRules = (schema: Schema): boolean => {
  if ((schema['x-kubernetes-validations'] ?? []).length > 0) return true
  const { properties, additionalProperties, items, allOf } = schema
  const below = [...Object.values(properties ?? {}), ...(allOf ?? []), additionalProperties, items]
  return below.some((child) => typeof child === 'object' && hasRules(child))
}

const children = (rules: Schema, node: Schema, target: Target): string => {
  let text = ''
  const visit = (name: string, value: string, key: string) =>
    `if (${value} != null) { trace.at.push(${key}); ${name}(${value}, trace); trace.at.pop() }\n`
  for (const [property, child] of Object.entries(rules.properties ?? {})) {
    const childNode = node.properties?.[property]
    const name =
      childNode === undefined ? undefined : writeNode(child, childNode, embedded(childNode), target)
    if (name !== undefined) text += visit(name, member('self', property), literal(property))
  }
  if (typeof rules.additionalProperties === 'object' && typeof node.additionalProperties === 'object') {
    const name = writeNode(
      rules.additionalProperties,
      node.additionalProperties,
      embedded(node.additionalProperties),
      target,
    )
    if (name !== undefined) text += `for (const key of Object.keys(self)) ${visit(name, 'self[key]', 'key')}`
  }
  if (rules.items !== undefined && node.items !== undefined) {
    const name = writeNode(rules.items, node.items, embedded(node.items), target)
    if (name !== undefined) text += `for (let i = 0; i < self.length; i++) ${visit(name, 'self[i]', 'i')}`
  }
  return text
}

const embedded = (schema: Schema): boolean => schema['x-kubernetes-embedded-resource'] ?? false

const writeRule = (rule: ValidationRule, about: About, target: Target): string => {
  const { source, kubernetes } = target
  if (rule.rule.trim() === '') return ''
  const fields = {
    rule: rule.rule.trim(),
    ...(rule.message === undefined || rule.message === '' ? {} : { message: rule.message.trim() }),
    ...(rule.fieldPath === undefined ? {} : { fieldPath: parseFieldPath(rule.fieldPath) }),
  }
  const constant = source.constant('rule', literal(fields))
  const unknown = (why: string) => `${source.use('unknownRule')}(trace, ${constant}, ${literal(why)})\n`
  try {
    const { type } = about
    if (type === undefined) throw new Refused('a value without a type')
    const expr = read(rule.rule)
    // There is no old self when an object is created: the API server skips the rule, unless it can do without.
    if (uses(expr, 'oldSelf') && !rule.optionalOldSelf) return ''
    const write = (text: string, parsed: Expr, kind: 'bool' | 'string') => {
      check(parsed, type, rule.optionalOldSelf ?? false, kind, kubernetes)
      return writeExpression(parsed, text, about, source)
    }
    const { code, throws } = write(rule.rule, expr, 'bool')
    const message =
      rule.messageExpression === undefined
        ? undefined
        : write(rule.messageExpression, read(rule.messageExpression), 'string').code
    const args = ['trace', constant, ...(message === undefined ? [] : [`() => ${message}`])]
    const test = `if (!${code}) ${source.use('failed')}(${args.join(', ')})`
    const plain = throws
      ? `try { ${test} } catch (error) { ${source.use('broke')}(trace, ${constant}, error) }\n`
      : `${test}\n`
    if (!target.tracked) return plain
    const parts = ['trace', constant, 'self', about.reading()]
    if (rule.messageExpression !== undefined) parts.push(literal(rule.messageExpression))
    return `if (trace.tracked !== undefined) trace.tracked(${parts.join(', ')})\nelse ${plain}`
  } catch (error) {
    if (error instanceof Refused) return unknown(error.message)
    throw error
  }
}

const read = (text: string): Expr => {
  try {
    return parse(text)
  } catch (error) {
    if (error instanceof SyntaxFault)
      throw new Refused(`what is no CEL (${error.message} at character ${error.at + 1})`)
    throw error
  }
}

/** As plain JavaScript, or by the evaluator. `throws`: whether the evaluation may end in an exception. */
const writeExpression = (
  expr: Expr,
  text: string,
  about: About,
  source: Source,
): { code: string; throws: boolean } => {
  const scope: Scope = {
    source,
    variables: new Map([['self', { code: 'self', type: about.plain, throws: false }]]),
    compile,
  }
  try {
    const { code, type, throws } = compile(expr, scope)
    if (type.kind !== 'bool' && type.kind !== 'string') throw new NotPlain(`a value of type ${type.kind}`)
    return { code: `(${code})`, throws: throws || code.includes('whole(') }
  } catch (error) {
    if (!(error instanceof NotPlain)) throw error
    const evaluator = `${source.use('evaluator')}(${literal(text)}, ${about.reading()})`
    return { code: `${source.constant('evaluate', evaluator)}(self)`, throws: true }
  }
}

/** `.spec.a['b-c']` */
const parseFieldPath = (path: string): JsonPath =>
  [...path.matchAll(/\.([^.[\]]+)|\['((?:\\.|[^'\\])*)'\]/g)].map(
    ([, plain, quoted]) => plain ?? (quoted ?? '').replace(/\\(.)/g, '$1'),
  )
