/** A tool that is allowed and denied by the same backend: deny wins, so the allowing has no effect. */
import { matches } from '../../model/tool-pattern.ts'
import { GROUP } from '../../model/kinds.ts'
import { append } from '../../model/multimap.ts'
import { authorizationsOf } from '../world/authorization.ts'
import { toolLists, TOOLS } from '../world/servers.ts'
import { toolsIn } from '../world/cel/analyse.ts'
import type { World } from '../world/world.ts'
import type { Subject } from '../subject.ts'
import { found, type Rule } from './rule.ts'

/** What is denied, and how a message calls where it is. */
const denialsOf = async (world: World) => {
  const denials = new Map<Subject, { pattern: string; where: string }[]>()
  for (const backend of world.ofKind(GROUP, 'MCPBackend'))
    for (const pattern of toolLists(backend).deny)
      if (typeof pattern === 'string') append(denials, backend, { pattern, where: `deny has "${pattern}"` })
  for (const { subject, action, expressions } of authorizationsOf(world))
    if (action === 'Deny' && subject.ref?.kind === 'MCPBackend')
      for (const { text } of expressions)
        for (const pattern of await toolsIn(text))
          append(denials, subject, { pattern, where: `authorization denies "${pattern}"` })
  return denials
}

export const allowDenyConflict: Rule = {
  codes: ['allow-deny-conflict'],
  check: async (world) =>
    [...(await denialsOf(world))].flatMap(([backend, denials]) =>
      toolLists(backend).allow.flatMap((allowed, i) => {
        if (typeof allowed !== 'string') return []
        // A `*` of the one stands for itself in the other, and only a `*` can take it: then all is taken.
        const denial = denials.find(({ pattern }) => matches(pattern, allowed))
        if (denial === undefined) return []
        return [
          found(backend, {
            code: 'allow-deny-conflict',
            severity: 'warning',
            path: [...TOOLS, 'allow', i],
            message: `"${allowed}" is allowed to no effect: ${denial.where}, which wins`,
            hint: 'remove one of the two',
          }),
        ]
      }),
    ),
}
