import type { Code } from '../codes/index.ts'
import { refKey, type ResourceRef } from './resource.ts'

export type Severity = 'error' | 'warning' | 'info'

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 }

export const isAtLeast = (severity: Severity, least: Severity): boolean => RANK[severity] >= RANK[least]

export type FailOn = 'error' | 'warning' | 'never'

/**
 * Where in the chain of checks a finding comes from. `rules` looks across resources and says what the API
 * server can not; the others say what the API server would say.
 */
export type Stage = 'file' | 'schema' | 'cel' | 'rules'

/** One verdict on one place of one manifest. Lines and columns count from 1, columns in characters. */
export interface Finding {
  readonly code: Code
  readonly severity: Severity
  readonly stage: Stage
  readonly message: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
  /** As the API server writes it: `spec.rules[0].backendRefs[1].name`. */
  readonly path?: string
  readonly resource?: ResourceRef
  readonly hint?: string
}

/**
 * What makes two findings of different runs the same: not the place, which moves with every line that is added above
 * it, nor the places of others that a message names.
 */
export const findingKey = ({ code, message, file, path, resource }: Finding): string => {
  const about = resource === undefined ? (file ?? '') : refKey(resource)
  return [code, about, path ?? '', message.replace(/(\.(?:ya?ml|json)):\d+(?::\d+)?/g, '$1')].join('\n')
}

/** Whether one finding is grave enough to fail for. What the API server would refuse always is. */
export const reaches = ({ severity, stage }: Finding, failOn: FailOn): boolean =>
  failOn === 'never' ? severity === 'error' && stage !== 'rules' : isAtLeast(severity, failOn)
