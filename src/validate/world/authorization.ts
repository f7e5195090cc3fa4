/** Where expressions in CEL decide who may do what. */
import type { JsonPath } from '../../model/document.ts'
import { GROUP } from '../../model/kinds.ts'
import { mapping } from '../../model/mapping.ts'
import { analyse } from './cel/analyse.ts'
import type { Analysis } from './cel/facts.ts'
import { once } from './once.ts'
import { packed } from './packed.ts'
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

type Given = Omit<Authorization, 'expressions'> & {
  readonly given: readonly unknown[]
  /** To what is given. */
  readonly path: JsonPath
}

const givenAt = (
  subject: NamedSubject,
  about: Authorization['about'],
  path: readonly string[],
): Given | undefined => {
  let inner = subject.value
  for (const field of path) inner = mapping(inner[field])
  const given: unknown = mapping(inner['policy'])['matchExpressions']
  if (!Array.isArray(given) || given.length === 0) return undefined
  const action = text(inner['action'], 'Allow')
  return { subject, about, action, given, path: [...path, 'policy', 'matchExpressions'] }
}

export const authorizationsOf = once(async (world: World): Promise<readonly Authorization[]> => {
  const all = PLACES.flatMap(([kind, about, path]) =>
    world.kind(GROUP, kind).subjects.map((subject) => givenAt(subject, about, path)),
  )
  const authorizations: Authorization[] = []
  for (const one of all) {
    if (one === undefined) continue
    const expressions: Expression[] = []
    for (const [i, expression] of one.given.entries())
      if (typeof expression === 'string' && expression.trim() !== '')
        expressions.push({ text: expression, path: [...one.path, i], analysis: await analyse(expression) })
    authorizations.push({ ...one, expressions: packed(expressions) })
  }
  return authorizations
})
