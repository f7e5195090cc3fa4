/** Which kinds exist, and what validates them. */
import { GATEWAY_GROUP, GROUP } from '../model/kinds.ts'
import type { KindEntry } from '../model/schema-origin.ts'
import { GENERATED } from './generated/index.ts'
import type { Validator } from './validator.ts'

/** Kinds by name. */
export interface KindTable {
  /** Every kind in every version, none twice. */
  readonly entries: readonly KindEntry[]
  /** The versions of the kind that are served; none where the group has no such kind. */
  versionsOf(group: string, kind: string): readonly string[]
  /** The kinds of a group; none where nothing is known of the group. */
  kindsOf(group: string): readonly string[]
}

export interface Kinds extends KindTable {
  /** Undefined where there is no schema. A promise until it is loaded, since every object asks and waiting takes time. */
  validator(
    group: string,
    version: string,
    kind: string,
  ): Validator | undefined | Promise<Validator | undefined>
}

/** Asked once for each document, so it looks up rather than searches. */
export const tableOf = (entries: readonly KindEntry[]): KindTable => {
  const groups = new Map<string, Map<string, string[]>>()
  for (const { group, kind, version } of entries) {
    const kinds = groups.get(group) ?? new Map<string, string[]>()
    groups.set(group, kinds.set(kind, [...(kinds.get(kind) ?? []), version]))
  }
  return {
    entries,
    versionsOf: (group, kind) => groups.get(group)?.get(kind) ?? [],
    kindsOf: (group) => [...(groups.get(group)?.keys() ?? [])],
  }
}

/** Kinds of others whose schemas belong to the version a cluster runs, so that only their names are known here. */
const NAMED: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  [GROUP]: {
    AgentgatewayModel: ['v1alpha1'],
    AgentgatewayParameters: ['v1alpha1'],
  },
  // Both channels of Gateway API: which one a cluster has can not be told from files.
  [GATEWAY_GROUP]: {
    BackendTLSPolicy: ['v1', 'v1alpha3'],
    GatewayClass: ['v1', 'v1beta1'],
    GRPCRoute: ['v1'],
    ListenerSet: ['v1'],
    TCPRoute: ['v1', 'v1alpha2'],
    TLSRoute: ['v1', 'v1alpha2', 'v1alpha3'],
    UDPRoute: ['v1', 'v1alpha2'],
  },
}

const named = Object.entries(NAMED).flatMap(([group, kinds]) =>
  Object.entries(kinds).flatMap(([kind, versions]) => versions.map((version) => ({ group, version, kind }))),
)

const generated = Object.entries(GENERATED).map(([key, { outline }]): KindEntry => {
  const [group = '', version = '', kind = ''] = key.split('/')
  return { group, version, kind, origin: { from: outline ? 'outline' : 'built-in' } }
})

/** Those that were loaded: to import a module again costs more than to check an object. */
const loaded = new Map<string, Validator | undefined>()

const load = async (key: string): Promise<Validator | undefined> => {
  loaded.set(key, (await GENERATED[key]?.load())?.validator)
  return loaded.get(key)
}

export const builtInKinds: Kinds = {
  ...tableOf([...generated, ...named]),
  validator: (group, version, kind) => {
    const key = `${group}/${version}/${kind}`
    // What a manifest names may be the name of something that every object has, such as `constructor`.
    return loaded.has(key) || !Object.hasOwn(GENERATED, key) ? loaded.get(key) : load(key)
  },
}

/** Kinds that others are asked first, such as those of `--crds`: they say all there is to say of what they know. */
export const overlay = (first: Kinds, second: Kinds): Kinds => ({
  ...tableOf([
    ...first.entries,
    ...second.entries.filter(({ group, kind }) => first.versionsOf(group, kind).length === 0),
  ]),
  validator: (group, version, kind) => {
    const own = first.validator(group, version, kind)
    const other = (): ReturnType<Kinds['validator']> => second.validator(group, version, kind)
    return own instanceof Promise ? own.then((validator) => validator ?? other()) : (own ?? other())
  },
})
