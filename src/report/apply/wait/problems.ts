/** Why a wait did not end well: each cause once, with the objects that share it. */
import type { Code } from '../../../codes/index.ts'
import { isOwn, isRoute } from '../../../model/kinds.ts'
import { readinessText, type WaitEnd, type Waited } from '../../../model/readiness.ts'
import type { ResourceRef } from '../../../model/resource.ts'
import { labels } from '../../label.ts'
import type { ProblemLines } from '../../problem.ts'

/** `5m`, `1m30s`, `0.5s`. */
const duration = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000)
  const seconds = (ms % 60_000) / 1000
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds === 0 ? '' : `${seconds}s`}`
}

const controllerHint = (kind: string): string => {
  if (isOwn(kind))
    return 'nothing in this cluster runs MCPBackends and AIRoutes; they are applied all the same: leave --wait out until a controller does'
  if (isRoute(kind))
    return 'see whether the Gateway that it names is there and has a controller: `kubectl get gateways,gatewayclasses -A`'
  return 'see whether agentgateway runs in this cluster, and has taken its class: `kubectl get gatewayclasses`'
}

type Cause = Omit<Waited, 'ref'>

interface Problem extends ProblemLines {
  readonly code: Code
}

const MAKE: Readonly<
  Record<Exclude<WaitEnd, 'ready'>, (refs: readonly ResourceRef[], cause: Cause, timeout: number) => Problem>
> = {
  'not-accepted': (refs, { readiness }) => ({
    code: 'not-accepted',
    message: `${labels(refs)} not accepted: ${readinessText(readiness)}`,
    hint: 'it stands in the cluster as it was applied; mend what the controller says, and apply again',
  }),
  'no-controller': (refs) => ({
    code: 'no-controller',
    message: `nobody says whether ${labels(refs)} is accepted: no controller has answered`,
    hint: controllerHint(refs[0]?.kind ?? ''),
  }),
  'wait-timeout': (refs, { readiness, error }, timeout) => ({
    code: 'wait-timeout',
    message: `${labels(refs)} not ready ${timeout === 0 ? 'at the one look' : `after ${duration(timeout)}`}: ${readinessText(readiness)}${error === undefined ? '' : ` (and the cluster could not be asked any more: ${error.message})`}`,
    hint: '`kubectl agentgw apply --wait` goes on waiting; --timeout gives it more time',
  }),
  'given-up': (refs, { readiness }) => ({
    code: 'wait-timeout',
    message: `${labels(refs)} not ready, and not waited for any longer because others failed: ${readinessText(readiness)}`,
    hint: 'mend what failed, and apply again',
  }),
  unseen: (_, { error }) => error ?? { code: 'cluster-error', message: 'it could not be looked at' },
}

/** Of one object; undefined where it is ready, or its wait was interrupted. */
export const problemOf = ({ ref, end, ...cause }: Waited, timeout: number): Problem | undefined =>
  end === undefined || end === 'ready' ? undefined : MAKE[end]([ref], cause, timeout)

/** What objects share that are told as one. */
const causeOf = ({ ref, end, readiness, error }: Waited): string =>
  JSON.stringify([end, end === 'no-controller' ? ref.kind : readiness, error?.message])

export const waitProblems = (all: readonly Waited[], timeout: number): Problem[] =>
  [
    ...Map.groupBy(
      all.filter(({ end }) => end !== undefined && end !== 'ready'),
      causeOf,
    ).values(),
  ].flatMap((alike) => {
    const [first] = alike
    if (first?.end === undefined || first.end === 'ready') return []
    return [
      MAKE[first.end](
        alike.map(({ ref }) => ref),
        first,
        timeout,
      ),
    ]
  })
