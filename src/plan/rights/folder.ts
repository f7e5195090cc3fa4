/** Which rights it takes to see a gateway, and to keep a folder and a cluster in sync. */
import { type ApiResource, type Kind, KINDS } from '../../model/kinds.ts'
import { groupOf } from '../../model/resource.ts'
import { TAKEN } from '../pull/kinds.ts'
import { REVOCABLE } from '../revoke-targets.ts'
import {
  GATEWAY_KINDS,
  named,
  nobody,
  type Of,
  operator,
  readRecords,
  responder,
  type Right,
  type StepRights,
} from './right.ts'

/** A kind of which a folder holds something. */
export interface HeldKind {
  readonly kind: ApiResource
  /** Where; absent: in the namespace that is asked about. To the API server a Namespace is in itself. */
  readonly namespaces?: readonly string[]
}

const kindsNamed = (names: string): Kind[] => KINDS.filter(({ kind }) => names.split(' ').includes(kind))

/** What a role of ours lets its holder put there: what can be revoked, and what `init`, `add-mcp` and `add-llm` make. */
const OPERATED = [...REVOCABLE, ...kindsNamed('AgentgatewayPolicy Gateway')]

const HELD: readonly HeldKind[] = OPERATED.map((kind) => ({ kind }))

const isAmong = (kinds: readonly Kind[], { apiVersion, kind }: ApiResource): boolean =>
  kinds.some((one) => one.kind === kind && groupOf(one.apiVersion) === groupOf(apiVersion))

/** `of`: the role that is to give it. */
const reader = (kind: ApiResource, of: Of): Of => (isAmong(GATEWAY_KINDS, kind) ? of : nobody)
const writer = (kind: ApiResource): Of => (isAmong(OPERATED, kind) ? operator : nobody)

/** On objects of the kind, wherever the folder has some. */
const on = (of: Of, { kind, namespaces }: HeldKind, verbs: string): Right[] => {
  const isPlaced = kind.namespaced || (kind.kind === 'Namespace' && kind.apiVersion === 'v1')
  if (namespaces === undefined || !isPlaced)
    return of(kind.namespaced ? 'target' : 'everywhere', verbs, named([kind]))
  return namespaces.flatMap((namespace) =>
    of('target', verbs, named([kind])).map((right) => ({ ...right, namespace })),
  )
}

const all = (of: Of, kinds: readonly ApiResource[], verbs: string): Right[] =>
  kinds.flatMap((kind) => of('everywhere', verbs, named([kind])))

/** Who may not list them gets each one. */
const read = (held: HeldKind, by: Of): Right[] => {
  const { kind } = held
  const of = reader(kind, by)
  const each = on(of, held, 'get')
  return kind.namespaced
    ? each.map((right) => ({ ...right, verb: 'list', instead: [right] }))
    : all(of, [kind], 'list').map((right) => ({ ...right, instead: each }))
}

const write = (held: readonly HeldKind[], verbs: string): Right[] =>
  held.flatMap((one) => on(writer(one.kind), one, verbs))

const hasCrd = ({ kind }: HeldKind): boolean => groupOf(kind.apiVersion) !== '' && isAmong(KINDS, kind)

export const diffRights = (held = HELD, by = responder): StepRights[] => [
  readRecords(by),
  { step: 'read', rights: held.flatMap((one) => read(one, by)) },
  {
    step: 'ask what applying would make of kinds without a CRD (a dry run)',
    rights: write(
      held.filter((one) => !hasCrd(one)),
      'patch',
    ),
    without: 'of these it is only told whether they are in sync',
  },
  {
    step: 'find what the folder has left behind',
    rights: held
      .filter(({ kind }) => kind.namespaced)
      .flatMap(({ kind }) => all(reader(kind, by), [kind], 'list')),
    without: 'it is looked for only in the namespaces where the folder has something',
  },
]

export const applyRights = (held = HELD): StepRights[] => [
  ...diffRights(held, operator),
  { step: 'write', rights: write(held, 'create patch') },
  {
    step: 'make the namespace of agentgw.yaml',
    rights: nobody('target', 'get create patch', 'namespaces'),
    without: 'it must be there already',
  },
  {
    step: 'take out what has left the folder (--prune)',
    rights: write(held, 'delete'),
    without: 'it stays in the cluster; --prune can not be used',
  },
]

export const watchRights = (held = HELD): StepRights[] => [
  ...applyRights(held),
  {
    step: 'hear of changes',
    rights: [
      ...operator('system', 'watch', 'secrets'),
      ...held.flatMap((one) => {
        const of = reader(one.kind, operator)
        return one.kind.namespaced ? on(of, one, 'watch') : all(of, [one.kind], 'watch')
      }),
    ],
    without: 'it lists every half a minute instead',
  },
]

/** New objects are looked for where the folder has something. */
export const pullRights = (held = HELD): StepRights[] => {
  const namespaces = [...new Set(held.flatMap((one) => one.namespaces ?? []))]
  const taken = TAKEN.map((kind) => ({ kind, ...(namespaces.length === 0 ? {} : { namespaces }) }))
  const others = held.filter(({ kind }) => !isAmong(TAKEN, kind) && kind.kind !== 'Secret')
  const rights = [...taken, ...others]
    .flatMap((one) => read(one, responder))
    .map(({ instead: _, ...right }) => right)
  return [readRecords(responder), { step: 'read', rights }]
}

/** Without these there is no gateway to tell of. */
const CORE = named(OPERATED)
const BESIDE = named(GATEWAY_KINDS.filter((kind) => kind.namespaced && !OPERATED.includes(kind)))

export const GET: readonly StepRights[] = [
  { step: 'read', rights: responder('target', 'list', CORE) },
  { ...readRecords(responder), without: 'what is revoked is not told' },
  {
    step: 'read what is beside it',
    rights: responder('target', 'list', BESIDE),
    without: 'gRPC routes, models, parameters and grants are not told',
  },
  {
    step: 'see ways through other namespaces (-o tree, -o mermaid)',
    rights: [...all(responder, GATEWAY_KINDS, 'list'), ...all(nobody, kindsNamed('Service'), 'list')],
    without: 'the tree ends where another namespace begins, and does not know which Services there are',
  },
]
