/** Whether a cluster enforces locks at all: the admission policy and its binding, as `install` puts them there. */
import { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { PREFIX, SYSTEM_NAMESPACE } from '../model/kinds.ts'
import { LOCK_POLICY, LOCKS_LABEL } from '../model/lock.ts'
import type { Resource } from '../model/resource.ts'

const API = 'admissionregistration.k8s.io/v1'
const POLICY = { apiVersion: API, kind: 'ValidatingAdmissionPolicy', name: LOCK_POLICY } as const
const BINDING = { apiVersion: API, kind: 'ValidatingAdmissionPolicyBinding', name: LOCK_POLICY } as const

/** The one condition of the policy; with another, it is not asked about all that is locked. */
const OWN_CONDITION = 'locks-of-this-namespace'

export type Lockable =
  | {
      readonly is: 'lockable'
      /** False where the user may not read the policy: then only `untilEnforced` tells. */
      readonly seen: boolean
    }
  | {
      /** `changed`: the policy or its binding stands, and would not do what it is for. */
      readonly is: 'not-served' | 'not-installed' | 'changed'
      /** With the code `not-locked`. */
      readonly error: UserError
    }

const not = (is: 'not-served' | 'not-installed' | 'changed', why: string, hint: string): Lockable => ({
  is,
  error: new UserError('not-locked', `nothing can be locked: ${why}`, { hint }),
})

interface PolicySpec {
  readonly failurePolicy?: string
  readonly paramKind?: { readonly kind?: string }
  readonly validations?: readonly unknown[]
  readonly matchConditions?: readonly { readonly name?: string }[]
}

interface BindingSpec {
  readonly policyName?: string
  readonly validationActions?: readonly string[]
  readonly matchResources?: object
  readonly paramRef?: {
    readonly namespace?: string
    readonly selector?: { readonly matchExpressions?: readonly { key?: string; operator?: string }[] }
    readonly parameterNotFoundAction?: string
  }
}

/** What of the policy or the binding is not as it must be. */
const amiss = (policy: Resource, binding: Resource): string | undefined => {
  const { failurePolicy, paramKind, validations, matchConditions = [] } = policy['spec'] as PolicySpec
  const { policyName, validationActions, matchResources, paramRef } = binding['spec'] as BindingSpec
  const [selected, ...more] = paramRef?.selector?.matchExpressions ?? []
  const faults: readonly (readonly [boolean, string])[] = [
    ...[policy, binding].map(
      ({ kind, metadata }) =>
        [
          metadata.labels?.[`${PREFIX}/part-of`] === 'kubectl-agentgw',
          `the ${kind} is somebody else's`,
        ] as const,
    ),
    [paramKind?.kind === 'ConfigMap' && validations !== undefined, 'the policy does not read the locks'],
    [matchConditions.every(({ name }) => name === OWN_CONDITION), 'the policy leaves something out'],
    [failurePolicy === 'Fail', 'the policy lets pass what it can not judge'],
    [policyName === LOCK_POLICY, 'the binding is of another policy'],
    [validationActions?.includes('Deny') === true, 'the binding does not deny'],
    // The API server writes `{matchPolicy: Equivalent, …}` of its own where nothing is said.
    [!narrows(matchResources), 'the binding leaves something out'],
    [
      paramRef?.namespace === SYSTEM_NAMESPACE &&
        selected?.key === LOCKS_LABEL &&
        selected.operator === 'Exists' &&
        more.length === 0,
      'the binding does not find the locks',
    ],
    [paramRef?.parameterNotFoundAction === 'Allow', 'the binding denies everything where nothing is locked'],
  ]
  return faults.find(([good]) => !good)?.[1]
}

const narrows = (matchResources: object | undefined): boolean =>
  Object.entries(matchResources ?? {}).some(
    ([field, value]) => field !== 'matchPolicy' && Object.keys(value as object).length > 0,
  )

/** Undefined where the user may not look. */
const read = async (cluster: Cluster): Promise<(Resource | undefined)[] | undefined> => {
  try {
    return await Promise.all([cluster.get(POLICY), cluster.get(BINDING)])
  } catch (error) {
    if (isClusterError(error, 'forbidden')) return undefined
    throw error
  }
}

/** Whether locks would be enforced, as far as can be read. Throws a ClusterError where the cluster does not answer. */
export const lockable = async (cluster: Cluster): Promise<Lockable> => {
  if (!(await cluster.serves(POLICY))) {
    const version = await cluster.version()
    return not(
      'not-served',
      `the cluster ${version === undefined ? '' : `(Kubernetes ${version}) `}does not serve ${POLICY.kind} in ${API}`,
      'Kubernetes 1.30 or later does; `--no-lock` goes without, and whatever syncs the object brings it back',
    )
  }
  const standing = await read(cluster)
  if (standing === undefined) return { is: 'lockable', seen: false }
  const [policy, binding] = standing
  if (policy === undefined || binding === undefined)
    return not(
      'not-installed',
      `the cluster has no ${policy === undefined ? POLICY.kind : BINDING.kind} ${LOCK_POLICY}`,
      'kubectl agentgw install; or go without by `--no-lock`',
    )
  const fault = amiss(policy, binding)
  if (fault === undefined) return { is: 'lockable', seen: true }
  return not(
    'changed',
    fault,
    '`kubectl agentgw install --force-conflicts` puts it right; or go without by `--no-lock`',
  )
}
