/** A right that a step of a command needs, where it is needed, and which of our roles gives it. */
import type { Access } from '../../model/access.ts'
import { type ApiResource, GATEWAY_GROUP, GROUP, KINDS, SYSTEM_NAMESPACE } from '../../model/kinds.ts'
import { groupOf } from '../../model/resource.ts'

export const ROLES = ['agentgw-responder', 'agentgw-operator'] as const
export type Role = (typeof ROLES)[number]

/** `target`: the namespace of what is acted on. `everywhere`: all namespaces, or kinds that belong to none. */
export type Place = 'target' | 'system' | 'everywhere'

export interface Right extends Access {
  readonly place: Place
  /** Of `target`: this one, whichever was asked about. */
  readonly namespace?: string
  /** The role of ours that gives it; undefined where none does. */
  readonly role: Role | undefined
  /** All of these do as well. */
  readonly instead?: readonly Right[]
}

export interface StepRights {
  readonly step: string
  readonly rights: readonly Right[]
  /** Of a step that can be done without: what is then not so. */
  readonly without?: string
}

/** A right in its namespace. */
export const accessOf = (
  { place, role: _, instead: __, namespace: own, ...right }: Right,
  namespace: string,
): Access => ({
  ...right,
  ...(place === 'everywhere'
    ? {}
    : { namespace: place === 'system' ? SYSTEM_NAMESPACE : (own ?? namespace) }),
})

const resources = (names: string): readonly (readonly [group: string, resource: string])[] =>
  names.split(' ').map((name) => {
    const dot = name.indexOf('.')
    return dot < 0 ? ['', name] : [name.slice(dot + 1), name.slice(0, dot)]
  })

/** Each of the verbs on each of the resources (`PLURAL.GROUP`), of the objects that are named or of all. */
export type Of = (
  place: Place,
  verbs: string,
  names: string,
  objects?: readonly (string | undefined)[],
) => Right[]

const may =
  (role: Role | undefined): Of =>
  (place, verbs, names, objects = [undefined]) =>
    resources(names).flatMap(([group, resource]) =>
      verbs.split(' ').flatMap((verb) =>
        objects.map((name) => ({
          role,
          place,
          verb,
          group,
          resource,
          ...(name === undefined ? {} : { name }),
        })),
      ),
    )

export const responder = may('agentgw-responder')
export const operator = may('agentgw-operator')
export const nobody = may(undefined)

/** As `Of` takes them. */
export const named = (kinds: readonly ApiResource[]): string =>
  kinds
    .map(({ apiVersion, plural }) =>
      groupOf(apiVersion) === '' ? plural : `${plural}.${groupOf(apiVersion)}`,
    )
    .join(' ')

/** All of a gateway: who is on call sees it. */
export const GATEWAY_KINDS = KINDS.filter(({ apiVersion }) =>
  [GROUP, GATEWAY_GROUP].includes(groupOf(apiVersion)),
)

export const readRecords = (of: Of): StepRights => ({
  step: 'read the records',
  rights: of('system', 'list', 'secrets'),
})
