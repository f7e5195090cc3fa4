/** A list that names a tool which the server, one of the catalog, does not have. */
import type { JsonPath } from '../../model/document.ts'
import { append } from '../../model/multimap.ts'
import { matches } from '../../model/tool-pattern.ts'
import type { RuleFinding, Subject } from '../subject.ts'
import { nearest } from '../../model/nearest.ts'
import { authorizationsOf } from '../world/authorization.ts'
import { toolsIn } from '../world/cel/analyse.ts'
import type { KnownServer } from '../world/outside.ts'
import { packageOf } from '../../model/package.ts'
import { stdioServers, TOOLS, toolLists } from '../world/servers.ts'
import type { World } from '../world/world.ts'
import { found, type Rule } from './rule.ts'

interface Named {
  readonly pattern: string
  readonly path: JsonPath
  readonly denies: boolean
}

const inLists = (backend: Subject): Named[] => {
  const { allow, deny } = toolLists(backend)
  const named = (patterns: readonly unknown[], list: string): Named[] =>
    patterns.flatMap((pattern, i) =>
      typeof pattern === 'string' ? [{ pattern, path: [...TOOLS, list, i], denies: list === 'deny' }] : [],
    )
  return [...named(allow, 'allow'), ...named(deny, 'deny')]
}

const inExpressions = async (world: World): Promise<ReadonlyMap<Subject, Named[]>> => {
  const named = new Map<Subject, Named[]>()
  for (const { subject, action, expressions } of authorizationsOf(world))
    for (const { text, path } of expressions)
      for (const pattern of await toolsIn(text))
        append(named, subject, { pattern, path, denies: action === 'Deny' })
  return named
}

const check = (
  backend: Subject,
  { name, version, tools }: KnownServer,
  { pattern, path, denies }: Named,
): RuleFinding[] => {
  if (tools.some((tool) => matches(pattern, tool))) return []
  const near = nearest(pattern, tools)
  // To deny what a server does not have, or not yet, is caution; unless it is nearly the name of one that it has.
  if (denies && near === undefined) return []
  return [
    found(backend, {
      code: 'unknown-tool',
      severity: 'warning',
      path,
      message: `the server ${name} has no tool "${pattern}" (version ${version})`,
      hint: near === undefined ? `its tools are ${tools.join(', ')}` : `did you mean "${near}"?`,
    }),
  ]
}

export const unknownTool: Rule = {
  codes: ['unknown-tool'],
  check: async (world) => {
    const named = await inExpressions(world)
    const packages = stdioServers(world).flatMap((server) => {
      const { backend } = server
      const { allow, deny } = toolLists(backend)
      if (allow.length === 0 && deny.length === 0 && !named.has(backend)) return []
      const fetched = packageOf(server)
      return fetched === undefined ? [] : [{ backend, package: fetched.name }]
    })
    // The catalog is loaded for whom it concerns only.
    if (packages.length === 0) return []
    const servers = await world.servers()
    return packages.flatMap(({ backend, package: name }) => {
      const known = servers.get(name)
      if (known === undefined) return []
      const names = [...inLists(backend), ...(named.get(backend) ?? [])]
      return names.flatMap((one) => check(backend, known, one))
    })
  },
}
