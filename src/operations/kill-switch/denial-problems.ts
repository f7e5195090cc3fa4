/** What is to be told of denials that the gateway's controller did not take. */
import { type DenialStatus, statusLabel } from '../../model/denial-status.ts'
import type { Problem, RevokedTargetReport } from '../../model/kill-switch-report.ts'
import { refKey, refLabel, type Resource } from '../../model/resource.ts'
import type { Named } from '../../model/revocation.ts'
import { mcpTargets } from '../../plan/deny.ts'
import { isInForce, TAKEN_WITHIN } from './taken.ts'
import { named } from './verdict.ts'

/** What the controller said, as far as it did. */
const words = (status: DenialStatus): string =>
  `${statusLabel(status)}${'message' in status ? ` (${status.message})` : ''}`

const policyOf = ({ denials: [first] }: RevokedTargetReport): string =>
  first === undefined ? 'its denial' : `${refLabel(first)} -n ${first.namespace ?? ''}`

/** Parts whose denial the gateway was not seen to take. Without a controller nobody could have taken it. */
export const notTaken = (
  reports: readonly RevokedTargetReport[],
  controller: boolean | undefined,
): Problem[] =>
  reports.flatMap((report): Problem[] => {
    const { ref, part, denialStatus: status, verdict } = report
    if (part === undefined || status === undefined || isInForce(status, controller)) return []
    if (status.is === 'refused')
      return [
        {
          code: 'denial-refused',
          message: `${named(report)} is still live: the gateway's controller does not take ${policyOf(report)} as it is: ${words(status)}`,
          hint: `until that is mended, revoke all of it: kubectl agentgw revoke ${refLabel(ref)} -n ${ref.namespace ?? ''}`,
        },
      ]
    if (verdict === 'dark (probed)') return []
    return [
      {
        code: 'denial-not-taken',
        message: `${named(report)}: the gateway's controller was not seen to take ${policyOf(report)} within ${TAKEN_WITHIN / 1000} s: ${words(status)}`,
        hint: 'look whether the controller runs, and whether a route leads to the backend; then run the same command again',
      },
    ]
  })

/** What is to be known of denials, and keeps nothing from being done. */
export const denialNotes = (
  reports: readonly RevokedTargetReport[],
  controller: boolean | undefined,
): string[] => {
  const refused = reports.filter(
    ({ part, denialStatus }) => part === undefined && denialStatus?.is === 'refused',
  )
  const silent = reports.filter(
    ({ part, denialStatus }) => part !== undefined && denialStatus?.is === 'pending',
  )
  return [
    ...refused.map(
      (report) =>
        `the gateway's controller did not take ${policyOf(report)} as it is (${report.denialStatus === undefined ? '' : words(report.denialStatus)}): ${named(report)} was not denied before it went`,
    ),
    ...(controller === false && silent.length > 0
      ? [
          `no controller has said yet that it took the denial of ${silent.map(named).join(', ')}: whether the gateway refuses it is not known`,
        ]
      : []),
  ]
}

/**
 * Tools that were named as clients of several targets see them, `TARGET_TOOL`: rules read the server's own name, so that
 * such a denial may deny nothing. `stood`: by refKey.
 */
export const prefixNotes = (targets: readonly Named[], stood: ReadonlyMap<string, Resource>): string[] =>
  targets.flatMap((one) => {
    const { tool, target } = one.part ?? {}
    const object = one.ref.kind === 'AgentgatewayBackend' ? stood.get(refKey(one.ref)) : undefined
    if (tool === undefined || target !== undefined || object === undefined) return []
    return (mcpTargets(object) ?? [])
      .filter((name) => tool.startsWith(`${name}_`))
      .map(
        (name) =>
          `${named(one)} denies what a server itself calls ${tool}. If clients call it so, it is ${tool.slice(name.length + 1)} of ${name}, and still live: kubectl agentgw revoke '${refLabel(one.ref)}#${name}:${tool.slice(name.length + 1)}' -n ${one.ref.namespace ?? ''}`,
      )
  })
