/** Which recorded objects a restoration means. */
import { type ResourceRef, refKey } from '../model/resource.ts'
import { isActive, type SideRecord } from '../model/revocation.ts'
import { means, parseTarget, type TargetName } from './revoke-targets.ts'

export interface RestoreChoice {
  /** refKeys of what is to come back. */
  readonly keys: ReadonlySet<string>
  /** Words whose targets are back already. */
  readonly already: readonly string[]
  /** Words that no revocation knows. */
  readonly missing: readonly string[]
}

interface Recorded {
  readonly id: string
  readonly ref: ResourceRef
  readonly active: boolean
}

/** An id or a bare NAME means all that was revoked with it; KIND/NAME means that object alone. */
const chooseOne = (word: string, namespace: string, recorded: readonly Recorded[]): Recorded[] => {
  const ofId = recorded.filter(({ id }) => id === word)
  if (ofId.length > 0) return ofId
  const target: TargetName = parseTarget(word)
  const named = recorded.filter(({ ref }) => means(target, namespace, ref))
  if (target.kind !== undefined) return named
  const relevant = named.some(({ active }) => active) ? named.filter(({ active }) => active) : named
  const ids = new Set(relevant.map(({ id }) => id))
  return recorded.filter(({ id }) => ids.has(id))
}

/** `words` empty means everything of the namespace that is revoked. */
export const chooseRestore = (
  words: readonly string[],
  namespace: string,
  records: readonly SideRecord<unknown>[],
): RestoreChoice => {
  const recorded = records.flatMap(({ id, targets }) =>
    targets.map(({ ref, phase }): Recorded => ({ id, ref, active: isActive(phase) })),
  )
  const keys = new Set<string>()
  const already: string[] = []
  const missing: string[] = []
  for (const word of words) {
    const chosen = chooseOne(word, namespace, recorded)
    const active = chosen.filter((one) => one.active)
    for (const { ref } of active) keys.add(refKey(ref))
    if (chosen.length === 0) missing.push(word)
    else if (active.length === 0) already.push(word)
  }
  if (words.length === 0)
    for (const { ref, active } of recorded) if (active && ref.namespace === namespace) keys.add(refKey(ref))
  return { keys, already, missing }
}
