/**
 * The cluster's side of the kill switch's journal: immutable Secrets in agentgw-system.
 *
 * A revocation is one Secret or several parts (a Secret holds 1 MiB): each holds objects as they stood, and can
 * never be altered; a form recorded later goes into a later part, and wins. What changes, the phase of each target,
 * stands in an annotation of its own, so that writers who meet do not undo each other.
 */
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { digestOf } from '../model/digest.ts'
import { PREFIX, SYSTEM_NAMESPACE } from '../model/kinds.ts'
import type { Resource } from '../model/resource.ts'
import {
  type ClusterRecord,
  type Phase,
  type RevocationHead,
  type SideTarget,
  targetKey,
} from '../model/revocation.ts'
import { createInSystem } from './create-in-system.ts'

const SECRET = { apiVersion: 'v1', kind: 'Secret' } as const
const LABEL = `${PREFIX}/revocation`
const TYPE = `${PREFIX}/revocation`
const RESTORED = `${PREFIX}/restored`
const phaseKey = (index: number): string => `phase.${PREFIX}/${index}`
/** Of JSON text in one part; the API server's limit for a Secret's data is 1 MiB. */
const PART_BYTES = 900 * 1024

type Entry = Omit<SideTarget<Resource>, 'phase'>

interface Part {
  readonly name: string
  readonly number: number
  readonly head: RevocationHead
  readonly entries: readonly Entry[]
  readonly annotations: Readonly<Record<string, string>>
  readonly restored: RevocationHead['restored']
}

const partName = (id: string, number: number): string => `revocation-${id}-${number}`

const isAsWritten = ({ digest, stored }: Entry): boolean =>
  digest === undefined || digest === digestOf(stored)

const withDigest = (target: SideTarget<Resource>): SideTarget<Resource> => ({
  ...target,
  digest: digestOf(target.stored),
})

const readPart = (secret: Resource): Part => {
  const data = secret['data'] as Record<string, string> | undefined
  try {
    const { entries, number, ...head } = JSON.parse(
      Buffer.from(data?.['record'] ?? '', 'base64').toString(),
    ) as {
      entries: Entry[]
      number: number
    } & RevocationHead
    if (!entries.every(isAsWritten)) throw new SyntaxError('another digest')
    const annotations = secret.metadata.annotations ?? {}
    const note = annotations[RESTORED]
    const restored = note === undefined ? undefined : (JSON.parse(note) as RevocationHead['restored'])
    return { name: secret.metadata.name, number, head, entries, annotations, restored }
  } catch {
    throw new UserError(
      'stash-damaged',
      `Secret ${SYSTEM_NAMESPACE}/${secret.metadata.name} does not hold a revocation, or not what was written`,
      {
        hint: `it carries the label ${LABEL}, which belongs to revocations alone: look who wrote it`,
      },
    )
  }
}

const readParts = async (
  cluster: Cluster,
  selector: string,
): Promise<{ parts: Part[]; damaged: UserError[] }> => {
  const secrets = await cluster.list(SECRET, { namespace: SYSTEM_NAMESPACE, selector })
  const parts: Part[] = []
  const damaged: UserError[] = []
  for (const secret of secrets.filter((one) => one['type'] === TYPE))
    try {
      parts.push(readPart(secret))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      damaged.push(error)
    }
  return { parts: parts.sort((a, b) => a.number - b.number), damaged }
}

const joinParts = (parts: readonly Part[]): ClusterRecord | undefined => {
  const first = parts[0]
  if (first === undefined) return undefined
  const targets = new Map<string, SideTarget<Resource>>()
  let restored: RevocationHead['restored']
  for (const { entries, annotations, restored: own } of parts) {
    entries.forEach((entry, i) => {
      targets.set(targetKey(entry), { ...entry, phase: (annotations[phaseKey(i)] ?? 'recorded') as Phase })
    })
    if (own !== undefined) restored = own
  }
  return { ...first.head, ...(restored ? { restored } : {}), targets: [...targets.values()] }
}

export interface ClusterJournal {
  /** The oldest first. */
  readonly records: readonly ClusterRecord[]
  /** Secrets that could not be read; what they hold is unknown. */
  readonly damaged: readonly UserError[]
}

/** Every revocation that this cluster records. */
export const readClusterJournal = async (cluster: Cluster): Promise<ClusterJournal> => {
  const { parts, damaged } = await readParts(cluster, LABEL)
  const records = [...Map.groupBy(parts, ({ head }) => head.id).values()]
    .flatMap((own) => joinParts(own) ?? [])
    .sort((a, b) => a.when.localeCompare(b.when) || a.id.localeCompare(b.id))
  return { records, damaged }
}

/** Splits what is not recorded yet into parts that fit into a Secret each. */
const chunk = <T extends Entry>(entries: readonly T[]): T[][] => {
  const chunks: T[][] = []
  let size = Infinity
  for (const entry of entries) {
    const bytes = Buffer.byteLength(JSON.stringify(entry))
    if (bytes > PART_BYTES)
      throw new UserError(
        'record-too-large',
        `${entry.ref.kind} ${entry.ref.name} takes ${bytes} bytes, and a record holds ${PART_BYTES}`,
      )
    if (size + bytes > PART_BYTES) {
      chunks.push([])
      size = 0
    }
    chunks.at(-1)?.push(entry)
    size += bytes
  }
  return chunks
}

const partOf = (head: RevocationHead, number: number, targets: readonly SideTarget<Resource>[]): Resource => {
  const entries = targets.map(({ phase: _phase, ...entry }): Entry => entry)
  const record = Buffer.from(JSON.stringify({ ...head, number, entries })).toString('base64')
  return {
    ...SECRET,
    metadata: {
      name: partName(head.id, number),
      namespace: SYSTEM_NAMESPACE,
      labels: { [LABEL]: head.id },
      annotations: Object.fromEntries(targets.map(({ phase }, i) => [phaseKey(i), phase])),
    },
    type: TYPE,
    immutable: true,
    data: { record },
  }
}

/** Makes a record, or what is new in it, durable. */
export const writeClusterJournal = async (cluster: Cluster, record: ClusterRecord): Promise<void> => {
  const { targets, restored, ...head } = record
  const { parts } = await readParts(cluster, `${LABEL}=${head.id}`)
  const stored = new Map<string, { part: Part; index: number }>()
  for (const part of parts)
    part.entries.forEach((entry, index) => stored.set(targetKey(entry), { part, index }))

  const changes = new Map<Part, Record<string, string>>()
  const fresh: SideTarget<Resource>[] = []
  for (const target of targets) {
    const at = stored.get(targetKey(target))
    if (at === undefined || !isDeepStrictEqual(at.part.entries[at.index]?.stored, target.stored))
      fresh.push(target)
    else if (at.part.annotations[phaseKey(at.index)] !== target.phase)
      changes.set(at.part, { ...changes.get(at.part), [phaseKey(at.index)]: target.phase })
  }
  if (restored !== undefined && parts[0] !== undefined)
    changes.set(parts[0], { ...changes.get(parts[0]), [RESTORED]: JSON.stringify(restored) })

  let number = (parts.at(-1)?.number ?? 0) + 1
  for (const targetsOfPart of chunk(fresh.map(withDigest)))
    await createInSystem(cluster, partOf(head, number++, targetsOfPart))
  for (const [part, annotations] of changes)
    await cluster.patch(
      { ...SECRET, namespace: SYSTEM_NAMESPACE, name: part.name },
      { metadata: { annotations } },
    )
}

/** Asks the API server whether it would take a record; throws what it would say. */
export const tryClusterJournal = async (
  cluster: Cluster,
  { targets, restored: _, ...head }: ClusterRecord,
): Promise<void> => {
  for (const [i, own] of chunk(targets.map(withDigest)).entries())
    await cluster
      .create(partOf({ ...head, id: `${head.id}-try` }, i, own), { dryRun: true })
      .catch((error: unknown) => {
        // The first record makes the namespace.
        if (!isClusterError(error, 'namespace-missing')) throw error
      })
}
