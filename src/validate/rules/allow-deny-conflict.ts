/** A tool that is allowed and denied by the same backend: deny wins, so the allowing has no effect. */
import { matches } from '../../model/tool-pattern.ts'
import { append } from '../../model/multimap.ts'
import type { Subject } from '../subject.ts'
import { authorizationsOf } from '../world/authorization.ts'
import { toolsIn } from '../world/cel/analyse.ts'
import { mcpBackends, TOOLS } from '../world/servers.ts'
import type { World } from '../world/world.ts'
import type { Rule } from './rule.ts'

interface Denial {
  readonly pattern: string
  /** How a message calls where it is. */
  readonly where: string
}

const deniedByExpressions = async (world: World): Promise<ReadonlyMap<Subject, readonly Denial[]>> => {
  const denials = new Map<Subject, Denial[]>()
  for (const { subject, action, expressions } of await authorizationsOf(world))
    if (action === 'Deny' && subject.ref.kind === 'MCPBackend')
      for (const { analysis } of expressions)
        for (const pattern of toolsIn(analysis))
          append(denials, subject, { pattern, where: `authorization denies "${pattern}"` })
  return denials
}

const deniedByList = (deny: readonly unknown[]): Denial[] =>
  deny
    .filter((pattern) => typeof pattern === 'string')
    .map((pattern) => ({ pattern, where: `deny has "${pattern}"` }))

export const allowDenyConflict: Rule = {
  codes: ['allow-deny-conflict'],
  check: async (world, tell) => {
    const byExpressions = await deniedByExpressions(world)
    for (const { subject, allow, deny } of mcpBackends(world)) {
      const others = byExpressions.get(subject)
      if (allow.length === 0 || (deny.length === 0 && others === undefined)) continue
      const denials = [...deniedByList(deny), ...(others ?? [])]
      for (const [i, allowed] of allow.entries()) {
        if (typeof allowed !== 'string') continue
        // A `*` of the one stands for itself in the other, and only a `*` can take it: then all is taken.
        const denial = denials.find(({ pattern }) => matches(pattern, allowed))
        if (denial === undefined) continue
        tell(subject, {
          code: 'allow-deny-conflict',
          severity: 'warning',
          path: [...TOOLS, 'allow', i],
          message: `"${allowed}" is allowed to no effect: ${denial.where}, which wins`,
          hint: 'remove one of the two',
        })
      }
    }
  },
}
