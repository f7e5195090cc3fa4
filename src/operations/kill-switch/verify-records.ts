/** What is wrong with the records themselves, and with files that hide what stands in them. */
import { REVOCATION_LABEL } from '../../model/deny.ts'
import type { Problem } from '../../model/kill-switch-report.ts'
import { mapping, mappings } from '../../model/mapping.ts'
import { refLabel } from '../../model/resource.ts'
import type { Named } from '../../model/revocation.ts'
import type { World } from './look.ts'
import { asProblem } from './verdict.ts'

/** Records that can not be read, or are not what was written; and those that are gone though something tells of them. */
export const recordProblems = (
  { folder, cluster }: World,
  id: string | undefined,
): { findings: Problem[]; problems: Problem[] } => {
  const errors = [...(folder?.damaged ?? []), ...(cluster?.damaged ?? [])]
  const damaged = errors.filter(({ code }) => code === 'stash-damaged')
  const others = errors.filter(({ code }) => code !== 'stash-damaged')
  const told = (text: string): boolean => id === undefined || text.includes(id)
  const known = new Set([...(folder?.records ?? []), ...(cluster?.records ?? [])].map((record) => record.id))
  const marks = new Map<string, string>()
  for (const lock of cluster?.locks.values() ?? [])
    if (lock.id !== '') marks.set(lock.id, `a lock on ${refLabel(lock.ref)}`)
  for (const { metadata } of cluster?.denials?.values() ?? [])
    marks.set(metadata.labels?.[REVOCATION_LABEL] ?? '', `the policy ${metadata.name}`)
  const lost = [...marks].filter(
    ([one]) =>
      one !== '' && !known.has(one) && told(one) && !damaged.some(({ message }) => message.includes(one)),
  )
  return {
    findings: [
      ...damaged.filter(({ message }) => told(message)).map(asProblem),
      ...lost.map(([one, mark]): Problem => ({
        code: 'record-missing',
        message: `${mark} belongs to the revocation ${one}, of which no record is left`,
        hint: 'look who deleted the Secret in agentgw-system; what it held must come back from Git or a backup',
      })),
    ],
    problems: others.map(asProblem),
  }
}

/** Denials that are of no one target, as of a whole Gateway, and that anybody may take away. */
export const looseDenials = ({ cluster }: World, ids: ReadonlySet<string>): Problem[] => {
  if (cluster === undefined || cluster.unlockable !== undefined) return []
  return [...(cluster.denials ?? [])].flatMap(([key, policy]): Problem[] => {
    const { name, namespace = '', labels } = policy.metadata
    const id = labels?.[REVOCATION_LABEL] ?? ''
    const ofGateway = mappings(mapping(policy['spec'])['targetRefs']).some(({ kind }) => kind === 'Gateway')
    if (!ofGateway || !ids.has(id) || cluster.locks.has(key)) return []
    return [
      {
        code: 'not-locked',
        message: `agentgatewaypolicy/${name} -n ${namespace} denies all of a Gateway (${id}) and is not locked: whoever may delete it can lift that`,
        hint: `\`kubectl agentgw revoke --all -n ${namespace}\` locks it, where the lock is installed`,
      },
    ]
  })
}

/** Files that can not be read whole, and mention what is revoked. */
export const unreadable = ({ folder }: World, held: readonly Named[]): Problem[] =>
  (folder?.unreadable ?? []).flatMap(({ code, file, line, message }): Problem[] => {
    const text = folder?.files.find((parsed) => parsed.file === file)?.text ?? ''
    const mentions = code === 'link-not-followed' || held.some(({ ref }) => text.includes(ref.name))
    if (!mentions) return []
    return [
      {
        code,
        message: `${file}:${line}: ${message}: what stands in this file is not known`,
        hint: 'mend the file',
      },
    ]
  })
