/** What became of each object of an apply, for programs; the shape stands in schemas/output/apply.schema.json. */
import type { Finding } from '../../model/finding.ts'
import type { Waited } from '../../model/readiness.ts'
import { refKey } from '../../model/resource.ts'
import { type AppliedObject, APPLY_OUTCOMES, type ApplyOutcome } from '../../model/sync.ts'
import { objectJson } from '../diff/json.ts'
import { problemJson } from '../json.ts'
import { problemOf } from './wait/problems.ts'

export interface ApplyReport {
  readonly objects: readonly AppliedObject[]
  readonly findings: readonly Finding[]
  readonly dryRun: boolean
  readonly interrupted?: boolean
  /** What was waited for, and how long at most, ms. */
  readonly waited?: readonly Waited[] | undefined
  readonly timeout?: number | undefined
}

const readyJson = (waited: Waited | undefined, timeout: number): object => {
  if (waited === undefined) return {}
  const { end, readiness } = waited
  const { reason, message } = readiness
  const error = problemOf(waited, timeout)
  return {
    ready: end === 'ready',
    reason,
    ...(message === undefined ? {} : { message }),
    ...(error === undefined ? {} : { error: problemJson(error) }),
  }
}

export const applyJson = ({
  objects,
  findings,
  dryRun,
  interrupted = false,
  waited,
  timeout = 0,
}: ApplyReport): string => {
  const count = (outcome: ApplyOutcome): number =>
    objects.filter((object) => object.outcome === outcome).length
  const ready = waited?.filter(({ end }) => end === 'ready').length ?? 0
  const byKey = new Map(waited?.map((one) => [refKey(one.ref), one]))
  const report = {
    summary: {
      ...Object.fromEntries(APPLY_OUTCOMES.map((outcome) => [outcome, count(outcome)])),
      ...(waited && { ready, notReady: waited.length - ready }),
    },
    dryRun,
    ...(interrupted ? { interrupted } : {}),
    resources: objects.map(({ object, outcome, error }) => ({
      ...objectJson(object),
      outcome,
      ...(error === undefined ? {} : { error: problemJson(error) }),
      ...readyJson(byKey.get(refKey(object.ref)), timeout),
    })),
    findings,
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
