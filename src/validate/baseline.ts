/** Two verdicts side by side: what the second introduces, what both have, and what is fixed. */
import { type Finding, findingKey } from '../model/finding.ts'
import type { Comparison, Verdict } from '../model/verdict.ts'

/**
 * Findings are matched by what they say about which object, never by line; of equal ones as many are unchanged as the
 * baseline has. `isLookedAt`: whether this run would have seen it again.
 */
export const compareWith = (
  { findings, suppressed }: Pick<Verdict, 'findings' | 'suppressed'>,
  baseline: readonly Finding[],
  isLookedAt: (finding: Finding) => boolean,
): Comparison => {
  const left = new Map<string, Finding[]>()
  for (const finding of baseline) {
    const key = findingKey(finding)
    left.set(key, [...(left.get(key) ?? []), finding])
  }
  const take = (finding: Finding): boolean => left.get(findingKey(finding))?.pop() !== undefined
  const introduced = new Set(findings.filter((finding) => !take(finding)))
  // What is accepted now is still found.
  for (const { finding } of suppressed) take(finding)
  const gone = new Set([...left.values()].flat())
  return { introduced, fixed: baseline.filter((finding) => gone.has(finding) && isLookedAt(finding)) }
}
