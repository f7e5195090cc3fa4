/** What `doctor` found. */
import type { Code } from '../codes/index.ts'
import type { Access } from './access.ts'

export interface Check {
  /** What was looked at: `lock`, `kubeconfig`. */
  readonly about: string
  /** `note`: nothing that keeps a command from working. */
  readonly state: 'ok' | 'fault' | 'note'
  readonly message: string
  readonly code?: Code
  /** What to do; every fault has one. */
  readonly hint?: string | undefined
}

export interface MissingRight extends Access {
  /** The role of ours that gives it, and the command by which an administrator gives the user that role. */
  readonly role?: string
  readonly bind?: string
}

export interface StepCheck {
  readonly step: string
  readonly missing: readonly MissingRight[]
  /** Of a step that can be done without, and of which something is missing: what is then not so. */
  readonly without?: string
}

export interface VerbCheck {
  /** As it is typed: `revoke --drill`. */
  readonly verb: string
  readonly works: boolean
  readonly steps: readonly StepCheck[]
}

export interface DoctorReport {
  /** Of which the rights were asked. */
  readonly namespace: string
  readonly checks: readonly Check[]
  /** Empty where no cluster answers. */
  readonly verbs: readonly VerbCheck[]
  /** False: there was no cluster to look at. */
  readonly reached: boolean
}
