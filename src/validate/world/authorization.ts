/** Where expressions in CEL decide who may do what. */
import type { JsonPath } from '../../model/document.ts'
import { GROUP } from '../../model/kinds.ts'
import { mapping } from '../../model/mapping.ts'
import { analyse } from './cel/analyse.ts'
import type { Analysis } from './cel/facts.ts'
import { once } from './once.ts'
import { text } from './reference.ts'
import type { NamedSubject, World } from './world.ts'

export interface Authorization {
  readonly subject: NamedSubject
  /** `mcp`: about tools, prompts and resources; `http`: about requests. */
  readonly about: 'mcp' | 'http'
  /** Allow and Deny take any of the expressions, Require all. */
  readonly action: string
  readonly expressions: readonly Expression[]
}

export interface Expression {
  readonly text: string
  readonly path: JsonPath
  readonly analysis: Analysis
}

/** Kind, what the expressions are about, and the path to them. */
const PLACES: readonly (readonly [kind: string, about: Authorization['about'], path: readonly string[]])[] = [
  ['MCPBackend', 'mcp', ['spec', 'mcp', 'policies', 'authorization']],
  ['AgentgatewayBackend', 'mcp', ['spec', 'policies', 'mcp', 'authorization']],
  ['AgentgatewayPolicy', 'mcp', ['spec', 'backend', 'mcp', 'authorization']],
  ['AgentgatewayPolicy', 'http', ['spec', 'traffic', 'authorization']],
  ['AgentgatewayModel', 'http', ['spec', 'policies', 'authorization']],
]

/** What stands there before its expressions are looked at; undefined where there is no authorization. */
const authorizationAt = ({ value }: NamedSubject, path: readonly string[]) => {
  let inner = value
  for (const field of path) inner = mapping(inner[field])
  const { matchExpressions: given } = mapping(inner['policy'])
  if (!Array.isArray(given) || given.length === 0) return undefined
  return { action: text(inner['action'], 'Allow'), given: given as readonly unknown[] }
}

const expressionsIn = async (given: readonly unknown[], path: JsonPath): Promise<readonly Expression[]> => {
  const expressions: Expression[] = []
  for (const [i, one] of given.entries())
    if (typeof one === 'string' && one.trim() !== '')
      expressions.push({ text: one, path: [...path, i], analysis: await analyse(one) })
  return expressions
}

export const authorizationsOf = once(async (world: World): Promise<readonly Authorization[]> => {
  const authorizations: Authorization[] = []
  for (const [kind, about, path] of PLACES)
    for (const subject of world.kind(GROUP, kind).subjects) {
      const one = authorizationAt(subject, path)
      if (one === undefined) continue
      const expressions = await expressionsIn(one.given, [...path, 'policy', 'matchExpressions'])
      authorizations.push({ subject, about, action: one.action, expressions })
    }
  return authorizations
})
