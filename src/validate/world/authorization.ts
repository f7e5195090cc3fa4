/** Where expressions in CEL decide who may do what. */
import type { JsonPath } from '../../model/document.ts'
import { GROUP } from '../../model/kinds.ts'
import { type Mapping, mapping } from '../../model/mapping.ts'
import type { Subject } from '../subject.ts'
import { once } from './once.ts'
import { text } from './reference.ts'
import type { World } from './world.ts'

export interface Authorization {
  readonly subject: Subject
  /** `mcp`: about tools, prompts and resources; `http`: about requests. */
  readonly about: 'mcp' | 'http'
  /** Allow and Deny take any of the expressions, Require all. */
  readonly action: string
  readonly expressions: readonly { readonly text: string; readonly path: JsonPath }[]
}

/** Kind, what the expressions are about, and the path to them. */
const PLACES: readonly (readonly [kind: string, about: Authorization['about'], path: readonly string[]])[] = [
  ['MCPBackend', 'mcp', ['spec', 'mcp', 'policies', 'authorization']],
  ['AgentgatewayBackend', 'mcp', ['spec', 'policies', 'mcp', 'authorization']],
  ['AgentgatewayPolicy', 'mcp', ['spec', 'backend', 'mcp', 'authorization']],
  ['AgentgatewayPolicy', 'http', ['spec', 'traffic', 'authorization']],
  ['AgentgatewayModel', 'http', ['spec', 'policies', 'authorization']],
]

const descend = (value: Mapping, path: readonly string[]): Mapping =>
  path.reduce((inner: Mapping, field) => mapping(inner[field]), value)

export const authorizationsOf = once((world: World): readonly Authorization[] =>
  PLACES.flatMap(([kind, about, path]) =>
    world.ofKind(GROUP, kind).flatMap((subject): Authorization[] => {
      const { action, policy } = descend(subject.value, path)
      const { matchExpressions } = mapping(policy)
      if (!Array.isArray(matchExpressions) || matchExpressions.length === 0) return []
      const expressions = matchExpressions.flatMap((one: unknown, i) =>
        typeof one === 'string' && one.trim() !== ''
          ? [{ text: one, path: [...path, 'policy', 'matchExpressions', i] }]
          : [],
      )
      return [{ subject, about, action: text(action, 'Allow'), expressions }]
    }),
  ),
)
