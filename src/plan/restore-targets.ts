/** Which recorded objects a restoration means. */
import { type Part, partLabel, withoutDrill } from '../model/part.ts'
import { canComeBack, type Named, type SideRecord, targetKey } from '../model/revocation.ts'
import { means, parseTarget, type TargetName, withTools } from './revoke-targets.ts'

export interface RestoreChoice {
  /** targetKeys of what is to come back. */
  readonly keys: ReadonlySet<string>
  /** Words whose targets are back already. */
  readonly already: readonly string[]
  /** Words that no revocation knows. */
  readonly missing: readonly string[]
}

interface Recorded {
  readonly id: string
  readonly named: Named
  readonly active: boolean
}

/** A part means a drill of it, too. */
const isPart = (wanted: Part, part: Part | undefined): boolean =>
  part !== undefined && partLabel(wanted) === partLabel(withoutDrill(part))

/**
 * An id or a bare NAME means all that was revoked with it, KIND/NAME that object with its parts, and a part that part
 * alone.
 */
const chooseOne = (
  target: TargetName,
  namespace: string | undefined,
  recorded: readonly Recorded[],
): Recorded[] => {
  const named = recorded.filter(
    ({ named: { ref, part } }) =>
      means(target, namespace, ref) && (target.part === undefined || isPart(target.part, part)),
  )
  if (target.kind !== undefined || target.part !== undefined) return named
  const relevant = named.some(({ active }) => active) ? named.filter(({ active }) => active) : named
  const ids = new Set(relevant.map(({ id }) => id))
  return recorded.filter(({ id }) => ids.has(id))
}

export interface RestoreSelection {
  /** Ids and TARGETs; none means everything that is revoked. */
  readonly words: readonly string[]
  readonly tools: readonly string[]
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined
  /** What is named may be what an earlier restore left as it was. */
  readonly force: boolean
}

export const chooseRestore = (
  { words, tools, namespace, force }: RestoreSelection,
  records: readonly SideRecord<unknown>[],
): RestoreChoice => {
  const isWanted = canComeBack(force && words.length > 0)
  const recorded = records.flatMap(({ id, targets }) =>
    targets.map(({ ref, part, phase }): Recorded => ({
      id,
      named: { ref, ...(part && { part }) },
      active: isWanted(phase),
    })),
  )
  const keys = new Set<string>()
  const already: string[] = []
  const missing: string[] = []
  const take = (word: string, chosen: readonly Recorded[]): void => {
    const active = chosen.filter((one) => one.active)
    for (const { named } of active) keys.add(targetKey(named))
    if (chosen.length === 0) missing.push(word)
    else if (active.length === 0) already.push(word)
  }
  for (const word of words) {
    const ofId = recorded.filter(({ id }) => id === word)
    if (ofId.length > 0 && tools.length === 0) take(word, ofId)
    else
      for (const target of withTools([parseTarget(word)], tools))
        take(target.word, chooseOne(target, namespace, recorded))
  }
  if (words.length === 0)
    for (const { named, active } of recorded)
      if (active && (namespace === undefined || named.ref.namespace === namespace)) keys.add(targetKey(named))
  return { keys, already, missing }
}
