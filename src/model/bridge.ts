/** The Deployments that serve stdio servers: how they are known, and how they are restarted. */
import { createHash } from 'node:crypto'
import { PREFIX } from './kinds.ts'
import type { ResourceRef } from './resource.ts'
import type { Named } from './revocation.ts'

/** On the Deployment that serves an MCPBackend of its namespace; its value is `bridgeLabel` of the name. */
export const BRIDGE_LABEL = `${PREFIX}/mcpbackend`

/** Of a label's value; names may be longer. */
const LONGEST = 63
const KEPT = 54

export const bridgeLabel = (name: string): string =>
  name.length <= LONGEST
    ? name
    : `${name.slice(0, KEPT)}-${createHash('sha256').update(name).digest('hex').slice(0, 8)}`

/** As `kubectl rollout restart` restarts a Deployment: a pod template that says something new. */
export const RESTARTED_AT = 'kubectl.kubernetes.io/restartedAt'
export const RESTART_MANAGER = 'kubectl-rollout'

export const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' } as const

/** A Deployment that serves targets. */
export interface Bridge {
  readonly ref: ResourceRef
  readonly serves: readonly Named[]
  /** How long its pods may take to end, seconds. */
  readonly grace: number
}
