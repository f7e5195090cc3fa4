/** A list that names a tool which the server, one of the catalog, does not have. */
import type { JsonPath } from '../../model/document.ts'
import { append } from '../../model/multimap.ts'
import { matches } from '../../model/tool-pattern.ts'
import type { Subject } from '../subject.ts'
import { nearest } from '../../model/nearest.ts'
import { authorizationsOf } from '../world/authorization.ts'
import { toolsIn } from '../world/cel/analyse.ts'
import type { KnownServer } from '../world/outside.ts'
import { stdioServers, TOOLS } from '../world/servers.ts'
import type { World } from '../world/world.ts'
import type { Fault, Rule } from './rule.ts'

interface Named {
  readonly pattern: string
  readonly path: JsonPath
  readonly denies: boolean
}

const inList = (list: 'allow' | 'deny', patterns: readonly unknown[]): Named[] =>
  patterns.flatMap((pattern, i) =>
    typeof pattern === 'string' ? [{ pattern, path: [...TOOLS, list, i], denies: list === 'deny' }] : [],
  )

const inExpressions = async (world: World): Promise<ReadonlyMap<Subject, readonly Named[]>> => {
  const named = new Map<Subject, Named[]>()
  for (const { subject, action, expressions } of await authorizationsOf(world))
    for (const { analysis, path } of expressions)
      for (const pattern of toolsIn(analysis))
        append(named, subject, { pattern, path, denies: action === 'Deny' })
  return named
}

const faultOf = (
  { name, version, tools }: KnownServer,
  { pattern, path, denies }: Named,
): Fault | undefined => {
  if (tools.some((tool) => matches(pattern, tool))) return undefined
  const near = nearest(pattern, tools)
  // To deny what a server does not have, or not yet, is caution; unless it is nearly the name of one that it has.
  if (denies && near === undefined) return undefined
  return {
    code: 'unknown-tool',
    severity: 'warning',
    path,
    message: `the server ${name} has no tool "${pattern}" (version ${version})`,
    hint: near === undefined ? `its tools are ${tools.join(', ')}` : `did you mean "${near}"?`,
  }
}

export const unknownTool: Rule = {
  codes: ['unknown-tool'],
  check: async (world, tell) => {
    const named = await inExpressions(world)
    // The catalog is loaded for whom it concerns only.
    let servers: ReadonlyMap<string, KnownServer> | undefined
    for (const { backend, package: fetched } of stdioServers(world)) {
      const { subject, allow, deny } = backend
      if (fetched === undefined) continue
      if (allow.length === 0 && deny.length === 0 && !named.has(subject)) continue
      const known = (servers ??= await world.servers()).get(fetched.name)
      if (known === undefined) continue
      for (const one of [...inList('allow', allow), ...inList('deny', deny), ...(named.get(subject) ?? [])]) {
        const fault = faultOf(known, one)
        if (fault !== undefined) tell(subject, fault)
      }
    }
  },
}
