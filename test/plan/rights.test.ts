/** The rights of each verb and the roles of manifests/install/rbac say the same. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import { type Access, accessLabel } from '../../src/model/access.ts'
import { KINDS } from '../../src/model/kinds.ts'
import type { Resource } from '../../src/model/resource.ts'
import { bindCommand } from '../../src/plan/bind-role.ts'
import { accessOf, type Right, type Role, ROLES } from '../../src/plan/rights/right.ts'
import { rightsOf, VERBS } from '../../src/plan/rights/rights.ts'

interface Rule {
  readonly apiGroups: string[]
  readonly resources: string[]
  readonly resourceNames?: string[]
  readonly verbs: string[]
}

const ROOT = join(import.meta.dirname, '../..')

/** What each role gives: in agentgw-system by the Role, elsewhere by the ClusterRole. */
const given = new Map<string, Set<string>>()
const key = (role: Role, system: boolean, right: Access): string =>
  `${role} ${system ? 'Role' : 'ClusterRole'} ${accessLabel(right)}`
for (const role of ROLES) {
  const file = join(ROOT, 'manifests/install/rbac', `${role.replace('agentgw-', '')}.yaml`)
  for (const { value } of parse(file, readFileSync(file, 'utf8')).documents) {
    const { kind, rules } = value as Resource & { rules: Rule[] }
    for (const { apiGroups, resources, resourceNames, verbs } of rules)
      for (const group of apiGroups)
        for (const resource of resources)
          for (const verb of verbs)
            for (const name of resourceNames ?? [undefined]) {
              const label = key(role, kind === 'Role', { group, resource, verb, ...(name && { name }) })
              given.set(label, new Set([...(given.get(label) ?? []), file]))
            }
  }
}

const held = KINDS.map((kind) => ({ kind }))
const all = VERBS.flatMap((verb) => rightsOf(verb, held)).flatMap(({ rights }) =>
  rights.flatMap((right) => [right, ...(right.instead ?? [])]),
)
const needs = (role: Role, right: Right): string => key(role, right.place === 'system', right)

/** Given for another reason than a step. */
const BESIDES = [
  // Who may update policies is not held to the form of denials.
  'agentgw-operator ClusterRole update agentgatewaypolicies.agentgateway.dev',
]

describe('the rights of the verbs', () => {
  it('are given by the role that is named for each', () => {
    const lacking = all.flatMap((right) =>
      right.role === undefined || given.has(needs(right.role, right)) ? [] : [needs(right.role, right)],
    )
    expect(lacking).toEqual([])
  })

  it('name a role wherever one gives them', () => {
    const given_ = all.filter(
      (right) => right.role === undefined && ROLES.some((role) => given.has(needs(role, right))),
    )
    // Of CRDs an operator may read this program's own, by name; of the others no role says anything.
    expect(given_.filter(({ resource }) => resource !== 'customresourcedefinitions')).toEqual([])
  })

  it.each([
    ['agentgw-responder', ['agentgw-responder']],
    ['agentgw-operator', ['agentgw-operator', 'agentgw-responder']],
  ] as const)('need all that %s gives', (role, claimed) => {
    const needed = new Set(
      all.flatMap((right) =>
        right.role !== undefined && (claimed as readonly Role[]).includes(right.role)
          ? [needs(role, right)]
          : [],
      ),
    )
    const more = [...given.keys()].filter((label) => label.startsWith(`${role} `) && !needed.has(label))
    expect(more.filter((label) => !BESIDES.includes(label))).toEqual([])
  })

  it('are those of one role for each verb, as far as one gives them', () => {
    const rolesOf = (verb: (typeof VERBS)[number]): Set<Role | undefined> =>
      new Set(rightsOf(verb).flatMap(({ rights }) => rights.flatMap(({ role }) => role ?? [])))
    expect(VERBS.filter((verb) => rolesOf(verb).size !== 1)).toEqual([])
  })

  it('are asked in the namespace where they are needed', () => {
    const right: Right = {
      place: 'system',
      role: 'agentgw-responder',
      verb: 'create',
      group: '',
      resource: 'secrets',
    }
    expect(accessLabel(accessOf(right, 'a'))).toBe('create secrets -n agentgw-system')
    expect(accessLabel(accessOf({ ...right, place: 'target' }, 'a'))).toBe('create secrets -n a')
    expect(accessLabel(accessOf({ ...right, place: 'everywhere', name: 'x' }, 'a'))).toBe('create secrets/x')
  })
})

describe('the command that gives a role', () => {
  const right: Right = {
    place: 'target',
    role: 'agentgw-responder',
    verb: 'delete',
    group: 'g',
    resource: 'r',
  }

  it.each<[Partial<Right>, string, string]>([
    [
      {},
      'alice',
      'kubectl create rolebinding agentgw-responder-alice -n a --clusterrole=agentgw-responder --user=alice',
    ],
    [
      { place: 'system' },
      'alice@example.com',
      'kubectl create rolebinding agentgw-responder-alice-example-com -n agentgw-system --role=agentgw-responder --user=alice@example.com',
    ],
    [
      { place: 'everywhere' },
      "o'neil; rm",
      "kubectl create clusterrolebinding agentgw-responder-o-neil-rm --clusterrole=agentgw-responder --user='o'\\''neil; rm'",
    ],
    [
      {},
      'system:serviceaccount:ci:bot',
      'kubectl create rolebinding agentgw-responder-system-serviceaccount-ci-bot -n a --clusterrole=agentgw-responder --serviceaccount=ci:bot',
    ],
  ])('%o for %s', (more, user, command) => {
    expect(bindCommand({ ...right, ...more }, 'a', user)).toBe(command)
  })

  it('is none where no role has the right', () => {
    expect(bindCommand({ ...right, role: undefined }, 'a', 'alice')).toBeUndefined()
  })
})
