/** What is so of each target at the end, from what was seen, and what stood in the way. */
import type { UserError } from '../../errors.ts'
import type {
  Problem,
  RestoredTargetReport,
  RevokedPart,
  RevokedTargetReport,
} from '../../model/kill-switch-report.ts'
import { type ResourceRef, refKey, refLabel } from '../../model/resource.ts'
import type { TargetName } from '../../plan/revoke-targets.ts'
import { type ClusterSide, isUnseen } from './cluster-side.ts'
import type { World } from './look.ts'

const recordedIn = (records: readonly { targets: readonly { ref: ResourceRef }[] }[], key: string): boolean =>
  records.some(({ targets }) => targets.some(({ ref }) => refKey(ref) === key))

const part = (stands: boolean, recorded: boolean): RevokedPart =>
  stands ? 'still there' : recorded ? 'removed' : 'absent'

/** `asked`: a cluster took part, though the last look at it may have failed. */
export const partsAfterRevoke = (
  ref: ResourceRef,
  { folder, cluster }: World,
  asked: boolean,
): { readonly cluster: RevokedPart; readonly folder: RevokedPart } => {
  const key = refKey(ref)
  const inCluster = (): RevokedPart => {
    if (cluster === undefined) return asked ? 'not seen' : 'not asked'
    if (isUnseen(cluster, ref)) return 'not seen'
    return part(cluster.live.has(key), recordedIn(cluster.records, key))
  }
  return {
    cluster: inCluster(),
    folder: folder === undefined ? 'not asked' : part(folder.held.has(key), recordedIn(folder.records, key)),
  }
}

export const verdictOf = (parts: {
  readonly cluster: RevokedPart
  readonly folder: RevokedPart
}): RevokedTargetReport['verdict'] => {
  const seen = [parts.cluster, parts.folder]
  if (seen.includes('still there')) return 'still live'
  return seen.includes('not seen') ? 'not known' : 'removed (not probed)'
}

/** Kinds of which something could be meant, and that the user may not look at. */
export const notSeen = (
  names: readonly TargetName[],
  namespace: string,
  cluster: ClusterSide | undefined,
): Problem[] =>
  (cluster?.unseen ?? [])
    .filter((one) => one.namespace === namespace)
    .filter(({ kind }) => names.some((name) => name.kind === undefined || name.kind === kind))
    .map(({ kind, error }) => ({
      code: 'not-seen',
      message: `whether a ${kind.kind} of that name stands is not known: ${error.message}`,
      hint: 'get the right to list it, or name the kind that is meant: KIND/NAME',
    }))

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

const sides = (report: { readonly cluster: string; readonly folder: string }, part: string): string =>
  [report.cluster === part && 'the cluster', report.folder === part && 'the folder']
    .filter(Boolean)
    .join(' and ')

export const notFound = (word: string): Problem => ({
  code: 'target-not-found',
  message: `${word}: nothing of that name stands, and nothing of it is revoked`,
  hint: 'look for the name with `kubectl agentgw get` or in the folder; -n names another namespace',
})

export const notRevoked = (word: string): Problem => ({
  code: 'not-revoked',
  message: `${word}: no revocation has that id or target`,
  hint: '`kubectl agentgw revocations` lists what is revoked',
})

/** Every target that still stands is named, whatever kept it there. */
export const stillLive = (reports: readonly RevokedTargetReport[]): Problem[] =>
  reports
    .filter(({ verdict }) => verdict === 'still live')
    .map((report) => ({
      code: 'still-live',
      message: `${refLabel(report.ref)} is still live: it stands in ${sides(report, 'still there')}`,
      hint: 'mend the cause and run the same command again: it goes on where it stopped',
    }))

export const notRestored = (reports: readonly RestoredTargetReport[]): Problem[] =>
  reports.flatMap((report): Problem[] => {
    const differs = sides(report, 'differs')
    const missing = sides(report, 'still revoked')
    return [
      ...(differs === '' ? [] : [differing(report.ref, differs)]),
      ...(missing === ''
        ? []
        : [
            {
              code: 'not-restored' as const,
              message: `${refLabel(report.ref)} is not back in ${missing}`,
              hint: 'mend the cause and run the same command again: it goes on where it stopped',
            },
          ]),
    ]
  })

export const differing = (ref: ResourceRef, where: string): Problem => ({
  code: 'not-restored',
  message: `${refLabel(ref)} stands in ${where} in another form than was recorded, and is left alone`,
  hint: 'compare the two; --force puts the recorded form in its place',
})

export const leaving = (ref: ResourceRef): Problem => ({
  code: 'being-deleted',
  message: `${refLabel(ref)} still stands in the cluster and is being deleted: it waits for its finalizers, and can come back only when it is gone`,
  hint: 'once whoever set the finalizers has removed them, run the same command again',
})
