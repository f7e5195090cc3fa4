/**
 * Which rights each verb needs, step by step: the one place where that stands. To get what was written counts with
 * writing it: an answer that was lost on the way is made up for by looking. The roles of manifests/install/rbac give
 * them, `doctor` asks for them, and test/plan/rights.test.ts and test/cluster/rights.test.ts hold all three together.
 */
import type { Access } from '../model/access.ts'
import { GATEWAY_GROUP, GROUP, type Kind, KINDS, SYSTEM_NAMESPACE } from '../model/kinds.ts'
import { LOCK_POLICY } from '../model/lock.ts'
import { groupOf } from '../model/resource.ts'
import { REVOCABLE } from './revoke-targets.ts'

export const ROLES = ['agentgw-responder', 'agentgw-operator'] as const
export type Role = (typeof ROLES)[number]

/** `target`: the namespace of what is acted on. `everywhere`: all namespaces, or kinds that belong to none. */
export type Place = 'target' | 'system' | 'everywhere'

export interface Right extends Omit<Access, 'namespace'> {
  readonly place: Place
  /** The role of ours that gives it; undefined where none does. */
  readonly role: Role | undefined
}

export interface StepRights {
  readonly step: string
  readonly rights: readonly Right[]
  /** Of a step that can be done without: what is then not so. */
  readonly without?: string
}

export const VERBS = [
  'get',
  'diff',
  'status',
  'apply',
  'pull',
  'revoke',
  'restore',
  'drill',
  'install',
] as const
export type Verb = (typeof VERBS)[number]

/** How a verb is written. */
export const commandOf = (verb: Verb): string => (verb === 'drill' ? 'revoke --drill' : verb)

const resources = (names: string): readonly (readonly [group: string, resource: string])[] =>
  names.split(' ').map((name) => {
    const dot = name.indexOf('.')
    return dot < 0 ? ['', name] : [name.slice(dot + 1), name.slice(0, dot)]
  })

const may =
  (role: Role | undefined) =>
  (
    place: Place,
    verbs: string,
    names: string,
    objects: readonly (string | undefined)[] = [undefined],
  ): Right[] =>
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

const named = (kinds: readonly Kind[]): string =>
  kinds
    .map(({ apiVersion, plural }) =>
      groupOf(apiVersion) === '' ? plural : `${plural}.${groupOf(apiVersion)}`,
    )
    .join(' ')

const responder = may('agentgw-responder')
const operator = may('agentgw-operator')
const nobody = may(undefined)

const TARGETS = named(REVOCABLE)
const ROUTES = `airoutes.${GROUP} httproutes.${GATEWAY_GROUP}`
const POLICIES = `agentgatewaypolicies.${GROUP}`
const ADMISSION = 'admissionregistration.k8s.io'
const ADMISSION_POLICIES = `validatingadmissionpolicies.${ADMISSION} validatingadmissionpolicybindings.${ADMISSION}`
const CRDS = 'customresourcedefinitions.apiextensions.k8s.io'
const DEPLOYMENTS = 'deployments.apps'

type Of = ReturnType<typeof may>

const look = (of: Of): StepRights => ({ step: 'look', rights: of('target', 'get list', TARGETS) })
const readRecords = (of: Of): StepRights => ({
  step: 'read the records',
  rights: of('system', 'list', 'secrets'),
})
const record = (of: Of): StepRights => ({
  step: 'record',
  rights: of('system', 'get create patch', 'secrets'),
})
const deny = (of: Of): StepRights => ({ step: 'deny', rights: of('target', 'get create', POLICIES) })
const lock = (of: Of): StepRights => ({
  step: 'lock',
  rights: of('system', 'get list create patch', 'configmaps'),
})
const unlock = (of: Of): StepRights => ({
  step: 'unlock',
  rights: of('system', 'get list patch', 'configmaps'),
})
const undeny = (of: Of): StepRights => ({
  step: 'end the denial',
  rights: of('target', 'list delete', POLICIES),
})
const seePolicy = (of: Of): StepRights => ({
  step: 'see that the lock is installed',
  rights: of('everywhere', 'get', ADMISSION_POLICIES, [LOCK_POLICY]),
  without: 'whether the lock is installed shows only when it is used',
})
const tell = (of: Of): StepRights => ({
  step: 'tell by an Event',
  rights: of('target', 'create', 'events'),
  without: 'no Event on the objects tells of it',
})

const REVOKE: readonly StepRights[] = [
  look(responder),
  {
    step: 'look in all namespaces',
    rights: [...responder('everywhere', 'list', ROUTES), ...responder('everywhere', 'list', POLICIES)],
    without: 'routes of other namespaces that lead to the target are not found',
  },
  readRecords(responder),
  record(responder),
  deny(responder),
  lock(responder),
  seePolicy(responder),
  { step: 'see that the lock holds', rights: responder('target', 'delete', TARGETS) },
  { step: 'delete', rights: responder('target', 'delete', TARGETS) },
  { step: 'look again', rights: responder('target', 'list', `${TARGETS} ${POLICIES}`) },
  tell(responder),
  {
    step: 'restart the bridge (--restart-bridge)',
    rights: [...nobody('target', 'get list patch', DEPLOYMENTS), ...nobody('target', 'get', 'services')],
    without: 'calls under way at a stdio server go on until they end; --restart-bridge can not be used',
  },
]

const RESTORE: readonly StepRights[] = [
  look(operator),
  readRecords(operator),
  unlock(operator),
  { step: 'create', rights: operator('target', 'create patch', TARGETS) },
  {
    step: 'put the recorded form in place of another (--force)',
    rights: operator('target', 'update', TARGETS),
    without: 'what stands there in another form stays; --force can not be used',
  },
  undeny(operator),
  { step: 'record', rights: operator('system', 'get list patch', 'secrets') },
  tell(operator),
]

const DRILL: readonly StepRights[] = [
  look(operator),
  readRecords(operator),
  record(operator),
  deny(operator),
  lock(operator),
  { step: 'try to delete (a dry run)', rights: operator('target', 'delete', TARGETS) },
  unlock(operator),
  undeny(operator),
  tell(operator),
]

/** Without these a drill would leave something dark behind. */
export const DRILL_UNDO: readonly StepRights[] = [
  readRecords(operator),
  record(operator),
  unlock(operator),
  undeny(operator),
]

const INSTALL: readonly StepRights[] = [
  {
    step: 'the namespace',
    rights: operator('everywhere', 'get create patch', 'namespaces', [SYSTEM_NAMESPACE]),
  },
  {
    step: 'the CRDs',
    rights: operator('everywhere', 'get create patch', CRDS, [`airoutes.${GROUP}`, `mcpbackends.${GROUP}`]),
  },
  {
    step: 'the lock',
    rights: operator('everywhere', 'get create patch', ADMISSION_POLICIES, [
      'agentgw-responders',
      LOCK_POLICY,
    ]),
  },
  {
    step: 'the roles',
    rights: [
      ...operator('everywhere', 'get create patch', 'clusterroles.rbac.authorization.k8s.io', ROLES),
      ...operator('system', 'get create patch', 'roles.rbac.authorization.k8s.io', ROLES),
    ],
  },
]

const TOLD = named(
  KINDS.filter(
    ({ kind }) => REVOCABLE.some((one) => one.kind === kind) || /^(Gateway|AgentgatewayPolicy)$/.test(kind),
  ),
)

const kindsNamed = (names: string): string =>
  named(KINDS.filter(({ kind }) => names.split(' ').includes(kind)))

const BESIDE = kindsNamed('GRPCRoute AgentgatewayModel AgentgatewayParameters ReferenceGrant')
const AROUND = `${BESIDE} ${kindsNamed('GatewayClass Service')}`

/** What a role of ours lets its holder put there. */
const OPERATED = KINDS.filter((kind) => REVOCABLE.includes(kind) || kind.kind === 'AgentgatewayPolicy')

const write = (kinds: readonly Kind[], verbs: string): Right[] =>
  kinds.flatMap((kind) =>
    (OPERATED.includes(kind) ? operator : nobody)(
      kind.namespaced ? 'target' : 'everywhere',
      verbs,
      named([kind]),
    ),
  )

const DIFF = (kinds: readonly Kind[]): readonly StepRights[] => [
  readRecords(responder),
  {
    step: 'read',
    rights: kinds.flatMap((kind) =>
      (TOLD.includes(named([kind])) ? responder : nobody)(
        kind.namespaced ? 'target' : 'everywhere',
        'list',
        named([kind]),
      ),
    ),
  },
  {
    step: 'compare by the CRDs',
    rights: nobody(
      'everywhere',
      'get',
      CRDS,
      kinds.filter(({ apiVersion }) => groupOf(apiVersion).includes('.')).map((kind) => named([kind])),
    ),
    without: 'the API server is asked by dry runs instead, which takes longer and needs the right to patch',
  },
]

/** `kinds`: those that the folder holds; without a folder, those that can be revoked, and policies. */
export const rightsOf = (verb: Verb, kinds: readonly Kind[] = OPERATED): readonly StepRights[] => {
  switch (verb) {
    case 'get':
      return [
        { step: 'read', rights: responder('target', 'list', TOLD) },
        { ...readRecords(responder), without: 'what is revoked is not told' },
        {
          step: 'read what is beside it',
          rights: nobody('target', 'list', BESIDE),
          without: 'gRPC routes, models, parameters and grants are not told',
        },
        {
          step: 'see ways through other namespaces (-o tree, -o mermaid)',
          rights: [...responder('everywhere', 'list', TOLD), ...nobody('everywhere', 'list', AROUND)],
          without: 'the tree ends where another namespace begins, and does not know which Services there are',
        },
      ]
    case 'diff':
      return DIFF(kinds)
    case 'status':
      return [
        ...DIFF(kinds),
        {
          step: 'find what the folder has left behind',
          rights: DIFF(kinds)
            .flatMap(({ rights }) => rights)
            .filter(({ verb, place }) => verb === 'list' && place === 'target')
            .map((right) => ({ ...right, place: 'everywhere' })),
          without: 'it is looked for only in the namespaces where the folder has something',
        },
      ]
    case 'apply':
      return [...DIFF(kinds), { step: 'write', rights: write(kinds, 'create patch') }]
    case 'pull':
      return DIFF(kinds)
    case 'revoke':
      return REVOKE
    case 'restore':
      return RESTORE
    case 'drill':
      return DRILL
    case 'install':
      return INSTALL
  }
}

/** A right in its namespace. */
export const accessOf = ({ place, role: _, ...right }: Right, namespace: string): Access => ({
  ...right,
  ...(place === 'everywhere' ? {} : { namespace: place === 'system' ? SYSTEM_NAMESPACE : namespace }),
})
