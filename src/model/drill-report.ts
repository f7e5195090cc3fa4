/** What was seen in a drill of the kill switch. */
import type { DenialStatus } from './denial-status.ts'
import type { Problem } from './kill-switch-report.ts'
import type { ReturnVerdict } from './probe.ts'
import type { ResourceRef } from './resource.ts'
import type { Named } from './revocation.ts'

export const DRILL_STEPS = [
  'undo an earlier drill',
  'try to delete',
  'record',
  'deny',
  'see it dark',
  'lock',
  'undo',
  'see it back',
] as const

export interface DrillStep {
  readonly step: (typeof DRILL_STEPS)[number]
  readonly worked: boolean
  /** How long it took. */
  readonly ms: number
}

export interface DrilledTarget extends Named {
  readonly denied: boolean
  readonly locked: boolean
  /** What the gateway's controller said of the denial; undefined where it was not denied. */
  readonly denialStatus: DenialStatus | undefined
  /** From the start of the step `deny` until calls were refused; undefined where that was not seen. */
  readonly darkAfterMs: number | undefined
  /** Undefined where it was not probed. */
  readonly back: ReturnVerdict | undefined
  /** The denial is gone again. */
  readonly undone: boolean
}

export interface DrillReport {
  /** Under which it is recorded; undefined where nothing was begun. */
  readonly id: string | undefined
  readonly who: string
  /** In the order in which they were done. */
  readonly steps: readonly DrillStep[]
  readonly targets: readonly DrilledTarget[]
  readonly undeniable: readonly ResourceRef[]
  readonly problems: readonly Problem[]
  readonly notes: readonly string[]
}
