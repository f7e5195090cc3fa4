/** Which locks are still to be put on what a revocation holds: its objects, and the policies that deny them. */
import type { Lock } from '../model/lock.ts'
import { type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import { type RevocationHead, type Named, targetKey } from '../model/revocation.ts'
import type { Step } from '../model/step.ts'

export interface Locked {
  readonly named: Named
  /** The policies that deny it, those that stand and those that are about to. */
  readonly denials: readonly ResourceRef[]
}

/** By the smallest valid object of its name the lock on one that stands nowhere in the cluster is seen to hold. */
const SMALLEST: Readonly<Record<string, object>> = {
  MCPBackend: { mcp: { stdio: { cmd: 'true' } } },
  AIRoute: { parentRefs: [{ name: 'none' }], rules: [{ backendRefs: [{ name: 'none' }] }] },
  AgentgatewayBackend: { static: { host: 'none.invalid', port: 80 } },
  HTTPRoute: {},
}

const smallest = ({ apiVersion, kind, ...metadata }: ResourceRef): Resource[] => {
  const spec = SMALLEST[kind]
  return spec === undefined ? [] : [{ apiVersion, kind, metadata, spec }]
}

/** One step a namespace. A part's object is not locked: it stays. `objectOf`: by refKey, as it stands or is about to. */
export const lockSteps = (
  held: readonly Locked[],
  headOf: (key: string) => RevocationHead,
  locks: ReadonlyMap<string, Lock>,
  objectOf: (key: string) => Resource | undefined,
): Step[] => {
  const missing = new Map<string, Map<string, Lock>>()
  for (const { named, denials } of held) {
    const { id, who, when, reason } = headOf(targetKey(named))
    const isObject = named.part === undefined && named.ref.kind !== 'Gateway'
    for (const ref of [...(isObject ? [named.ref] : []), ...denials]) {
      const { namespace } = ref
      if (namespace === undefined || locks.has(refKey(ref))) continue
      const own = missing.get(namespace) ?? new Map<string, Lock>()
      missing.set(namespace, own)
      own.set(refKey(ref), { ref, id, who, when, reason })
    }
  }
  return [...missing].map(([namespace, own]) => ({
    do: 'lock',
    subject: `lock ${namespace}`,
    namespace,
    locks: [...own.values()],
    objects: [...own].flatMap(([key, { ref }]) => objectOf(key) ?? smallest(ref)),
  }))
}
