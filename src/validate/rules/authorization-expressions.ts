/** Expressions of authorization that can't be read, or that look at what is not there when they decide. */
import { nearest } from '../../model/nearest.ts'
import { type Authorization, authorizationsOf } from '../world/authorization.ts'
import type { Facts } from '../world/cel/facts.ts'
import type { Fault, Rule } from './rule.ts'

type Said = Omit<Fault, 'path'>

/** The names at the root of an expression, of which some are there only where a policy fills them in. */
const ROOTS =
  'request response proxy env jwt apiKey basicAuth llm llmRequest source destination mcp backend extauthz extproc mcpGuardrails metadata'.split(
    ' ',
  )
/** Types and constants of CEL, which parse as names. */
const LANGUAGE = new Set(
  'bool int uint double string bytes list map null_type type dyn duration timestamp google'.split(' '),
)
const MCP = ['tool', 'prompt', 'resource', 'task']
const TOOL = ['name', 'target']
/** Known only when the call is done: an authorization decides before. */
const LATE = new Set(
  'mcp.methodName mcp.sessionId mcp.tool.arguments mcp.tool.result mcp.tool.error response'.split(' '),
)
const LATE_ROOTS = new Set(['mcp', 'response'])

/** What an expression that can not be evaluated comes to. */
const CONSEQUENCE = new Map([
  ['Allow', 'it never allows anything'],
  ['Deny', 'it never denies anything'],
  ['Require', 'nothing is allowed'],
])

const late = ({ action }: Authorization, path: readonly string[]): Said | undefined => {
  if (!LATE_ROOTS.has(path[0] ?? '')) return undefined
  const name = path.map((_, i) => path.slice(0, i + 1).join('.')).find((above) => LATE.has(above))
  if (name === undefined) return undefined
  return {
    code: 'late-variable',
    severity: 'error',
    message: `${name} is not there yet when an authorization decides, so ${CONSEQUENCE.get(action) ?? 'it never holds'}`,
    hint: 'decide by mcp.tool.name, mcp.tool.target, jwt, source and request',
  }
}

const unknown = (
  { about, action }: Authorization,
  [root = '', field, inner]: readonly string[],
): Said | undefined => {
  const said = (name: string, candidates: readonly string[], prefix: string): Said => {
    const near = nearest(name.slice(prefix.length), candidates)
    return {
      code: 'unknown-variable',
      severity: 'warning',
      message: `agentgateway knows no ${name}, so ${CONSEQUENCE.get(action) ?? 'the expression never holds'}`,
      hint:
        near === undefined
          ? `it knows ${candidates.map((one) => prefix + one).join(', ')}`
          : `did you mean ${prefix}${near}?`,
    }
  }
  if (LANGUAGE.has(root)) return undefined
  if (!ROOTS.includes(root)) return said(root, ROOTS, '')
  if (root !== 'mcp') return undefined
  if (about === 'http')
    return {
      code: 'unknown-variable',
      severity: 'warning',
      message: `mcp is not known where requests are authorized, so ${CONSEQUENCE.get(action) ?? 'the expression never holds'}`,
      hint: 'rules about tools stand in spec.backend.mcp.authorization',
    }
  if (field !== undefined && !MCP.includes(field)) return said(`mcp.${field}`, MCP, 'mcp.')
  if (field === 'tool' && inner !== undefined && !TOOL.includes(inner))
    return said(`mcp.tool.${inner}`, TOOL, 'mcp.tool.')
  return undefined
}

const FUNCTIONS =
  'all contains endsWith exists exists_one filter has int map matches size split startsWith string'.split(' ')

/** What agentgateway has beyond CEL is not known here; another case of a function that all have is none of it. */
const wrongCase = ({ action }: Authorization, name: string): Said | undefined => {
  const meant = FUNCTIONS.find((known) => known.toLowerCase() === name.toLowerCase())
  if (name !== 'not' && (meant === undefined || meant === name)) return undefined
  return {
    code: 'unknown-variable',
    severity: 'warning',
    message: `there is no function ${name}(), so ${CONSEQUENCE.get(action) ?? 'the expression never holds'}`,
    hint: meant === undefined ? 'for "not" write !' : `did you mean ${meant}()?`,
  }
}

/** Each name once an expression. */
const ofNames = (authorization: Authorization, { reads, calls }: Facts): Said[] => {
  const told = new Map<string, Said>()
  for (const name of calls) {
    const said = wrongCase(authorization, name)
    if (said !== undefined) told.set(said.message, said)
  }
  for (const { path } of reads) {
    const said = late(authorization, path) ?? unknown(authorization, path)
    if (said !== undefined) told.set(said.message, said)
  }
  return [...told.values()]
}

const STRINGS = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'/g
/** What other languages have in place of CEL's operators. */
const OPERATORS: readonly (readonly [RegExp, string])[] = [
  [/(?<![=!<>])=(?![=~])/, 'to compare write =='],
  [/\band\b/i, 'for "and" write &&'],
  [/\bor\b/i, 'for "or" write ||'],
  [/\bnot\b/i, 'for "not" write !'],
  [/=~|\blike\b/i, 'for a pattern write mcp.tool.name.matches("^read_")'],
]

const hintOf = (expression: string): string => {
  const bare = expression.replaceAll(STRINGS, '""')
  const [, hint] = OPERATORS.find(([pattern]) => pattern.test(bare)) ?? []
  return hint ?? 'strings stand in quotes of their own: mcp.tool.name == "read_file"'
}

export const authorizationExpressions: Rule = {
  codes: ['bad-expression', 'late-variable', 'unknown-variable'],
  check: async (world, tell) => {
    for (const authorization of await authorizationsOf(world)) {
      const { subject, action, expressions } = authorization
      for (const { text, path, analysis } of expressions) {
        if ('fault' in analysis)
          tell(subject, {
            code: 'bad-expression',
            severity: 'error',
            path,
            message: `not an expression in CEL: ${analysis.fault}; agentgateway takes the policy all the same, and ${CONSEQUENCE.get(action) ?? 'it never holds'}`,
            hint: hintOf(text),
          })
        else if ('reads' in analysis)
          for (const said of ofNames(authorization, analysis)) tell(subject, { ...said, path })
      }
    }
  },
}
