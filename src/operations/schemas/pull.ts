/** `schemas pull`: takes CRDs from their sources into the root, with a lock; or says how far the lock is behind. */
import { readFileSync } from 'node:fs'
import { UserError } from '../../errors.ts'
import { withLock } from '../../manifest/lock.ts'
import { removeDurably, writeDurably } from '../../manifest/write.ts'
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { EMPTY_LOCK, type FoundCrd, type SchemaLock, type SchemaPlan } from '../../model/schema-lock.ts'
import { planPull } from '../../plan/schemas.ts'
import { keptCrd } from './kept-crd.ts'
import { crdFile, lockFile, lockText, readLock } from './lock-file.ts'
import { fileDigest } from './pulled.ts'
import { clusterSource, recordedSource, type Source, type SourceContext, sourceOf } from './sources.ts'

export interface PullRequest extends SourceContext {
  /** Paths and URLs; none means the cluster, and with `check` the sources of the lock. */
  readonly sources: readonly string[]
  /** Beside those of agentgateway and Gateway API. */
  readonly groups: readonly string[]
  /** Says what would be done, and does nothing. */
  readonly check: boolean
}

const unique = (words: readonly string[]): string[] => [...new Set(words)]

const sourcesOf = (request: PullRequest, lock: SchemaLock): Source[] => {
  if (request.sources.length > 0) return request.sources.map((word) => sourceOf(word, request))
  if (!request.check || lock.crds.length === 0) return [clusterSource(request)]
  return unique(lock.crds.map(({ source }) => source)).map((label) => recordedSource(label, request))
}

const noCrds = (label: string, groups: readonly string[]): UserError =>
  new UserError('no-crds', `${label} holds no CRDs of ${groups.join(', ')}`, {
    hint: 'name another source, or the group with --group',
  })

interface Found {
  readonly crds: readonly FoundCrd[]
  readonly kubernetes: string | undefined
}

/** `mayBeEmpty`: whether a source that has none of the groups is an answer, and not a slip. */
const findCrds = async (
  sources: readonly Source[],
  groups: readonly string[],
  mayBeEmpty: (label: string) => boolean,
): Promise<Found> => {
  const found = new Map<string, FoundCrd>()
  let kubernetes: string | undefined
  for (const source of sources) {
    const content = await source.read()
    kubernetes ??= content.kubernetes
    const crds = content.values
      .flatMap((value) => keptCrd(value, source.label) ?? [])
      .filter(({ group }) => groups.includes(group))
    if (crds.length === 0 && !mayBeEmpty(source.label)) throw noCrds(source.label, groups)
    for (const crd of crds) {
      const other = found.get(crd.name)
      if (other !== undefined && other.sha256 !== crd.sha256)
        throw new UserError('crd-twice', `${other.source} and ${crd.source} hold different CRDs ${crd.name}`)
      found.set(crd.name, crd)
    }
  }
  return { crds: [...found.values()], kubernetes }
}

/** What is not there has no digest. */
const digestsOf = (root: string, names: readonly string[]): Map<string, string> =>
  new Map(
    names.flatMap((name): [string, string][] => {
      try {
        return [[name, fileDigest(readFileSync(crdFile(root, name)))]]
      } catch {
        return []
      }
    }),
  )

/** The lock is written last: what is cut off is found by its digests, and the next run ends it. */
const carryOut = async (
  root: string,
  { write, remove, lock }: SchemaPlan,
  old: SchemaLock,
): Promise<void> => {
  for (const { name, text } of write) await writeDurably(crdFile(root, name), text)
  for (const name of remove) await removeDurably(crdFile(root, name))
  if (lockText(lock) !== lockText(old)) await writeDurably(lockFile(root), lockText(lock))
}

/**
 * Throws the codes of the sources (`no-such-file`, `bad-crd`, `download-failed`, those of a cluster), `no-crds`,
 * `crd-twice`, `no-source`, `bad-schema-lock`.
 */
export const pullSchemas = async (request: PullRequest): Promise<SchemaPlan> => {
  const { root, check } = request
  const before = readLock(root) ?? EMPTY_LOCK
  const groups = unique([
    GROUP,
    GATEWAY_GROUP,
    ...request.groups,
    ...(check ? before.crds : []).map(({ group }) => group),
  ])
  const sources = sourcesOf(request, before)
  const mayBeEmpty = (label: string): boolean => check && before.crds.some(({ source }) => source === label)
  const { crds: found, kubernetes } = await findCrds(sources, groups, mayBeEmpty)
  const plan = (lock: SchemaLock): SchemaPlan =>
    planPull({
      lock,
      found,
      groups,
      kubernetes,
      sources: sources.map(({ label }) => label),
      files: digestsOf(root, unique([...lock.crds, ...found].map(({ name }) => name))),
    })
  if (check) return plan(before)
  return withLock(root, async () => {
    const lock = readLock(root) ?? EMPTY_LOCK
    const planned = plan(lock)
    await carryOut(root, planned, lock)
    return planned
  })
}
