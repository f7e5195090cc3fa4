/** What is so of each target at the end, from what was seen, and what stood in the way. */
import type { UserError } from '../../errors.ts'
import type { DenialStatus } from '../../model/denial-status.ts'
import type { Problem, RestoredTargetReport, RevokedTargetReport } from '../../model/kill-switch-report.ts'
import { partLabel } from '../../model/part.ts'
import { type ResourceRef, refLabel, refWords } from '../../model/resource.ts'
import { problemOfProbe, problemOfReturn, type ProbeVerdict, type ReturnVerdict } from '../../model/probe.ts'
import { type Named, targetKey } from '../../model/revocation.ts'
import type { Selection } from '../../plan/revoke-targets.ts'
import type { ClusterSide } from './cluster-side.ts'
import type { World } from './look.ts'
import type { Sides } from './parts.ts'
import { isInForce } from './taken.ts'

/** What was seen standing is live whatever a probe says, and what still answered is live wherever it was removed from. */
export const verdictOf = (
  { cluster, folder }: Sides,
  probed?: ProbeVerdict,
  denial?: { readonly status: DenialStatus | undefined; readonly controller: boolean | undefined },
): RevokedTargetReport['verdict'] => {
  const seen = [cluster, folder]
  if (seen.includes('still there') || probed?.verdict === 'not dark') return 'still live'
  if (denial?.status?.is === 'refused') return 'still live'
  if (seen.includes('not seen')) return 'not known'
  if (probed?.verdict !== 'dark' && !isInForce(denial?.status, denial?.controller)) return 'not known'
  return probed?.verdict === 'dark' ? 'dark (probed)' : 'removed (not probed)'
}

/** What probes did not see dark. */
export const notDark = (
  targets: readonly Named[],
  probed: ReadonlyMap<string, ProbeVerdict> = new Map(),
): Problem[] =>
  targets.flatMap((target) => {
    const verdict = probed.get(targetKey(target))
    return (verdict && problemOfProbe(named(target), verdict)) ?? []
  })

/** What was restored and was not seen to answer again. */
export const notAnswering = (
  targets: readonly Named[],
  probed: ReadonlyMap<string, ReturnVerdict>,
): Problem[] =>
  targets.flatMap((target) => {
    const verdict = probed.get(targetKey(target))
    return (verdict && problemOfReturn(named(target), verdict)) ?? []
  })

/** Kinds of which something could be meant, and that the user may not look at. */
export const notSeen = (
  { names, namespace }: Pick<Selection, 'names' | 'namespace'>,
  cluster: ClusterSide | undefined,
): Problem[] =>
  (cluster?.unseen ?? [])
    .filter((one) => one.namespace === (namespace ?? '*'))
    .filter(
      ({ kind }) => names.length === 0 || names.some((name) => name.kind === undefined || name.kind === kind),
    )
    .map(({ kind, error }) => ({
      code: 'not-seen',
      message: `whether a ${kind.kind} of that name stands is not known: ${error.message}`,
      hint: 'get the right to list it, or name the kind that is meant: KIND/NAME',
    }))

/** One problem for all targets that nothing keeps from coming back. */
export const notLocked = (
  reports: readonly RevokedTargetReport[],
  cluster: ClusterSide | undefined,
): Problem[] => {
  const open = reports.filter(({ locked, ...sides }) => !locked && sides.cluster !== 'not asked')
  if (cluster === undefined || open.length === 0) return []
  const [first] = open
  const what =
    open.length === 1 && first !== undefined ? named(first) : `${open.length} of ${reports.length} targets`
  const why = cluster.unlockable
  return [
    {
      code: why?.code ?? 'not-locked',
      message: `${what}: not locked, so whoever may create objects of this kind can bring it back${why === undefined ? '' : `: ${why.message}`}`,
      hint: why?.hint ?? 'run the same command again: it goes on where it stopped',
    },
  ]
}

export const asProblem = ({ code, message, hint }: UserError): Problem => ({ code, message, hint })

/** Failed steps, damaged records, and files that can not be read and mention a target. */
export const problemsOf = (
  failures: readonly UserError[],
  { folder, cluster }: World,
  words: readonly string[],
): Problem[] => {
  const names = words.map((word) => word.slice(word.indexOf('/') + 1))
  const mentions = (file: string | undefined): boolean => {
    const text = folder?.files.find((parsed) => parsed.file === file)?.text ?? ''
    return names.some((name) => text.includes(name))
  }
  return [
    ...failures.map(asProblem),
    ...[...(folder?.damaged ?? []), ...(cluster?.damaged ?? [])].map(asProblem),
    ...(folder?.unreadable ?? [])
      .filter(({ code, file }) => code === 'link-not-followed' || mentions(file))
      .map(({ code, file, line, message }): Problem => ({
        code,
        message: `${file}:${line}: ${message}: what stands in this file could not be taken out, and it mentions the target`,
        hint: 'mend the file and run the same command again',
      })),
  ]
}

/** `mcpbackend/files`, `agentgatewaybackend/shared#files`. */
export const named = ({ ref, part }: Named): string => `${refLabel(ref)}${partLabel(part)}`

const sides = (report: { readonly cluster: string; readonly folder: string }, part: string): string =>
  [report.cluster === part && 'the cluster', report.folder === part && 'the folder']
    .filter(Boolean)
    .join(' and ')

export const notRevoked = (word: string): Problem => ({
  code: 'not-revoked',
  message: `${word}: no revocation has that id or target`,
  hint: '`kubectl agentgw revocations` lists what is revoked',
})

/** Every target that still stands is named, whatever kept it there. */
export const stillLive = (reports: readonly RevokedTargetReport[]): Problem[] =>
  reports
    .filter((report) => [report.cluster, report.folder].includes('still there'))
    .map((report) => ({
      code: 'still-live',
      message: `${named(report)} is still live: it ${report.part === undefined ? 'stands' : 'is not denied'} in ${sides(report, 'still there')}`,
      hint: 'mend the cause and run the same command again: it goes on where it stopped',
    }))

export const notRestored = (reports: readonly RestoredTargetReport[], force: boolean): Problem[] =>
  reports.flatMap((report): Problem[] => {
    const missing = sides(report, 'still revoked')
    return [
      ...(report.cluster === 'differs' ? [differing(report.ref, 'the cluster')] : []),
      ...(report.folder !== 'differs' ? [] : [force ? differing(report.ref, 'the folder') : keeping(report)]),
      ...(missing === ''
        ? []
        : [
            {
              code: 'not-restored' as const,
              message: `${named(report)} is not back in ${missing}`,
              hint: 'mend the cause and run the same command again: it goes on where it stopped',
            },
          ]),
    ]
  })

/** What nobody could look at, at the end of a run in which the cluster answered. */
export const unseenSides = (
  reports: readonly (Named & { readonly cluster: string })[],
  cluster: ClusterSide | undefined,
): Problem[] =>
  cluster === undefined
    ? []
    : reports
        .filter((report) => report.cluster === 'not seen')
        .map((report) => ({
          code: 'not-seen',
          message: `${named(report)}: what is so of it in the cluster could not be looked at`,
          hint: 'get the right to list its kind and AgentgatewayPolicies in its namespace, and run the same command again',
        }))

export const differing = (ref: ResourceRef, where: string): Problem => ({
  code: 'not-restored',
  message: `${refLabel(ref)} stands in ${where} in another form than was recorded, and is left alone`,
  hint: 'compare the two; --force puts the recorded form in its place, and `revoke` again records the one that stands',
})

/** The folder's text is its owner's: it ends the revocation there, and what was stored is still to be had. */
export const keeping = ({ ref }: { readonly ref: ResourceRef }): Problem => ({
  code: 'folder-keeps-own',
  message: `${refLabel(ref)} stands in the folder in another form than was revoked: the folder keeps it, and is not brought back to what was recorded`,
  hint: `\`kubectl agentgw diff\` shows what it changes, \`apply\` brings that to the cluster; \`restore ${refWords(ref)} --force\` puts the recorded text in its place`,
})

export const leaving = (ref: ResourceRef): Problem => ({
  code: 'being-deleted',
  message: `${refLabel(ref)} still stands in the cluster and is being deleted: it waits for its finalizers, and can come back only when it is gone`,
  hint: 'once whoever set the finalizers has removed them, run the same command again',
})
