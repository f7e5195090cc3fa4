/** Expressions that were written as if all had to hold: for Allow and Deny any one is enough. */
import { type Authorization, authorizationsOf, type Expression } from '../world/authorization.ts'
import { type Facts, variablesOf } from '../world/cel/facts.ts'
import type { Rule, Tell } from './rule.ts'

interface Read {
  readonly expression: Expression
  readonly facts: Facts
}

/** The one variable that it is about. */
const variableOf = ({ facts }: Read): string | undefined => {
  const variables = variablesOf(facts)
  return variables.length === 1 ? variables[0] : undefined
}

/**
 * `x != "a"` holds for everything but a, and whatever else is said of x adds nothing, or the rest. Two negations hold
 * together for nearly everything. Nobody writes either to mean "or".
 */
const swallows = (one: Read, other: Read): boolean => {
  const [negation, another] = [one.facts.negation, other.facts.negation]
  if (negation === undefined || (negation === 'not' && another === undefined)) return false
  const variable = variableOf(one)
  return (
    variable !== undefined && variable === variableOf(other) && one.expression.text !== other.expression.text
  )
}

const CALLER = new Set(['jwt', 'apiKey', 'basicAuth', 'source'])

/** Who may call, in one expression, and what may be called, in another. */
const isAboutCaller = ({ facts }: Read): boolean =>
  facts.reads.length > 0 && facts.reads.every(({ path: [root = ''] }) => CALLER.has(root))
const isAboutTool = ({ facts }: Read): boolean =>
  facts.reads.some(({ path, tested }) => !tested && path[0] === 'mcp') &&
  facts.reads.every(({ path: [root] }) => root === 'mcp')

const check = ({ subject, action }: Authorization, reads: readonly Read[], tell: Tell): void => {
  const join = 'for "and" join the conditions in one expression with &&'
  for (const one of reads) {
    const other = reads.find((each) => each !== one && swallows(one, each))
    if (other === undefined) continue
    const effect = action === 'Deny' ? 'denies' : 'allows'
    tell(subject, {
      code: 'or-not-and',
      severity: 'warning',
      path: one.expression.path,
      message: `any one of the expressions of ${action} is enough, and this one alone ${effect} nearly everything, whatever "${shown(other)}" says`,
      hint: join,
    })
    return
  }
  const caller = reads.find(isAboutCaller)
  const tool = reads.find(isAboutTool)
  if (action !== 'Allow' || caller === undefined || tool === undefined) return
  tell(subject, {
    code: 'or-not-and',
    severity: 'info',
    path: caller.expression.path,
    message: `any one of the expressions of Allow is enough: this one allows its callers every tool, and "${shown(tool)}" allows everybody that`,
    hint: join,
  })
}

const shown = ({ expression: { text } }: Read): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text)

export const orNotAnd: Rule = {
  codes: ['or-not-and'],
  check: async (world, tell) => {
    for (const authorization of await authorizationsOf(world)) {
      const { action, expressions } = authorization
      if (expressions.length < 2 || action === 'Require') continue
      const reads: Read[] = []
      for (const expression of expressions) {
        const { analysis: facts } = expression
        if ('reads' in facts) reads.push({ expression, facts })
      }
      check(authorization, reads, tell)
    }
  },
}
