/** Asks the API server for every right that the verbs need, each once. */
import { type Access, accessLabel } from '../../model/access.ts'
import { mapSome } from '../../model/map-some.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { MissingRight, StepCheck, VerbCheck } from '../../model/doctor.ts'
import { bindCommand } from '../../plan/bind-role.ts'
import type { HeldKind } from '../../plan/rights/folder.ts'
import { accessOf, type Right, type StepRights } from '../../plan/rights/right.ts'
import { commandOf, rightsOf, type Verb } from '../../plan/rights/rights.ts'

/** The labels of those that the user has. */
const askAll = async (cluster: Cluster, wanted: readonly Access[]): Promise<ReadonlySet<string>> => {
  const once = [...new Map(wanted.map((access) => [accessLabel(access), access]))]
  const held = await mapSome(once, async ([label, access]) => ((await cluster.can(access)) ? [label] : []))
  return new Set(held.flat())
}

export interface Asked {
  readonly namespace: string
  /** Who is asked about, for the commands that would give the right. */
  readonly user: string
  /** What the folder holds; undefined: nothing is known of one. */
  readonly held?: readonly HeldKind[] | undefined
}

const missingOf = (right: Right, { namespace, user }: Asked): MissingRight => {
  const bind = bindCommand(right, namespace, user)
  return {
    ...accessOf(right, namespace),
    ...(right.role === undefined || bind === undefined ? {} : { role: right.role, bind }),
  }
}

/** What the user lacks of the rights of these steps. Throws a ClusterError where the API server does not say. */
export const checkSteps = async (
  cluster: Cluster,
  steps: readonly StepRights[],
  asked: Asked,
): Promise<StepCheck[]> => {
  const access = (right: Right): Access => accessOf(right, asked.namespace)
  const all = steps.flatMap(({ rights }) => rights.flatMap((right) => [right, ...(right.instead ?? [])]))
  const held = await askAll(cluster, all.map(access))
  const has = (right: Right): boolean => held.has(accessLabel(access(right)))
  return steps.map(({ step, rights, without }) => {
    const missing = rights
      .filter((right) => !has(right) && right.instead?.every(has) !== true)
      .map((right) => missingOf(right, asked))
    return { step, missing, ...(missing.length > 0 && without !== undefined ? { without } : {}) }
  })
}

/** Throws a ClusterError where the API server does not say. */
export const checkRights = async (
  cluster: Cluster,
  verbs: readonly Verb[],
  asked: Asked,
): Promise<VerbCheck[]> => {
  const needed = verbs.map((verb) => ({ verb, steps: rightsOf(verb, asked.held) }))
  const checked = await checkSteps(
    cluster,
    needed.flatMap(({ steps }) => steps),
    asked,
  )
  return needed.map(({ verb, steps: { length } }) => {
    const steps = checked.splice(0, length)
    const works = steps.every(({ missing, without }) => missing.length === 0 || without !== undefined)
    return { verb: commandOf(verb), works, steps }
  })
}
