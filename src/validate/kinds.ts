/** Which kinds exist, and what validates them. */
import { GATEWAY_GROUP, GROUP } from '../model/kinds.ts'
import { GENERATED } from './generated/index.ts'
import type { Validator } from './validator.ts'

export interface Kinds {
  /** The versions of the kind that are served; none where the group has no such kind. */
  versionsOf(group: string, kind: string): readonly string[]
  /** The kinds of a group; none where nothing is known of the group. */
  kindsOf(group: string): readonly string[]
  /** Undefined where there is no schema. */
  validator(group: string, version: string, kind: string): Promise<Validator | undefined>
}

/** Kinds of others whose schemas belong to the version a cluster runs, so that only their names are known here. */
const SERVED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [GROUP]: {
    AgentgatewayBackend: ['v1alpha1'],
    AgentgatewayModel: ['v1alpha1'],
    AgentgatewayParameters: ['v1alpha1'],
    AgentgatewayPolicy: ['v1alpha1'],
  },
  // Both channels of Gateway API: which one a cluster has can not be told from files.
  [GATEWAY_GROUP]: {
    BackendTLSPolicy: ['v1', 'v1alpha3'],
    GatewayClass: ['v1', 'v1beta1'],
    Gateway: ['v1', 'v1beta1'],
    GRPCRoute: ['v1'],
    HTTPRoute: ['v1', 'v1beta1'],
    ListenerSet: ['v1'],
    ReferenceGrant: ['v1', 'v1beta1'],
    TCPRoute: ['v1', 'v1alpha2'],
    TLSRoute: ['v1', 'v1alpha2', 'v1alpha3'],
    UDPRoute: ['v1', 'v1alpha2'],
  },
}

/** What a manifest names may be the name of something that every object has, such as `constructor`. */
const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined

const generated = (group: string): [kind: string, version: string][] =>
  Object.keys(GENERATED).flatMap((key): [string, string][] => {
    const [keyGroup, version = '', kind = ''] = key.split('/')
    return keyGroup === group ? [[kind, version]] : []
  })

export const builtInKinds: Kinds = {
  versionsOf: (group, kind) => [
    ...generated(group).flatMap(([name, version]) => (name === kind ? [version] : [])),
    ...(own(own(SERVED, group) ?? {}, kind) ?? []),
  ],
  kindsOf: (group) => [...generated(group).map(([name]) => name), ...Object.keys(own(SERVED, group) ?? {})],
  validator: async (group, version, kind) =>
    (await own(GENERATED, `${group}/${version}/${kind}`)?.())?.validator,
}

/** Kinds that others are asked first, such as those of `--crds`. */
export const overlay = (first: Kinds, second: Kinds): Kinds => ({
  versionsOf: (group, kind) => {
    const versions = first.versionsOf(group, kind)
    return versions.length > 0 ? versions : second.versionsOf(group, kind)
  },
  kindsOf: (group) => [...new Set([...first.kindsOf(group), ...second.kindsOf(group)])],
  validator: async (group, version, kind) =>
    (await first.validator(group, version, kind)) ?? (await second.validator(group, version, kind)),
})
