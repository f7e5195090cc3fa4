/** Names that a shell offers while a command is typed: of the cluster, the folder and the journal. */
import { readFolder } from '../../manifest/read.ts'
import type { Cluster, KindRef } from '../../model/cluster.ts'
import { findKind, type Kind, KINDS } from '../../model/kinds.ts'
import { partLabel } from '../../model/part.ts'
import { groupOf, type Resource, type ResourceRef } from '../../model/resource.ts'
import { withReason } from '../../model/revocation.ts'
import type { Workspace } from '../../model/settings.ts'
import { mcpTargets } from '../../plan/deny.ts'
import { REVOCABLE } from '../../plan/revoke-targets.ts'
import { readJournal } from '../revocations.ts'

export interface Name {
  readonly value: string
  readonly description?: string | undefined
}

/** Takes names as they come in: whoever waits may stop at any time with what there is. */
export type Found = (names: readonly Name[]) => void

export interface Where {
  /** Undefined where none is to be asked. Both may fail, and then give nothing. */
  readonly cluster: Promise<Cluster> | undefined
  readonly workspace: Promise<Workspace>
  /** Of -n; undefined: the folder's, `all`: everywhere. */
  readonly namespace: string | undefined
  readonly all: boolean
  /** As far as it is typed. */
  readonly typed: string
}

/** What fails is not offered, and not told. */
const quietly = async (...jobs: readonly Promise<void>[]): Promise<void> => {
  await Promise.allSettled(jobs)
}

const namespaceOf = async ({ namespace, all, workspace }: Where): Promise<string | undefined> =>
  all ? undefined : (namespace ?? (await workspace).settings.namespace)

const listed = async (where: Where, kind: KindRef, whole = false): Promise<Resource[]> => {
  const namespace = await namespaceOf(where)
  const cluster = await where.cluster
  return cluster?.list(kind, { namespace, metadataOnly: !whole }).catch(() => []) ?? []
}

const isNamed = (value: unknown): value is Resource => {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Resource>
  return [apiVersion, kind, metadata?.name].every((text) => typeof text === 'string')
}

/** The documents of the folder that lie in the namespace. */
const held = async (where: Where): Promise<Resource[]> => {
  const workspace = await where.workspace
  if (workspace.root === undefined) return []
  const { documents } = await readFolder(workspace)
  const namespace = await namespaceOf(where)
  return documents.flatMap(({ value }) => {
    if (!isNamed(value)) return []
    const own = value.metadata.namespace ?? workspace.settings.namespace
    return namespace === undefined || own === namespace ? [value] : []
  })
}

const isOf = ({ apiVersion, kind }: Pick<Kind, 'apiVersion' | 'kind'>, object: Resource): boolean =>
  object.kind === kind && groupOf(object.apiVersion) === groupOf(apiVersion)

/** `KIND/NAME` with the kind as it was typed, and `KIND/NAME#MCP-TARGET` after a `#`. */
const ofKind = async (where: Where, word: string, kind: Kind, found: Found): Promise<void> => {
  const parts = where.typed.includes('#')
  const tell = (objects: readonly Resource[]): void => {
    found(
      objects
        .filter((object) => isOf(kind, object))
        .flatMap((object) => {
          const value = `${word}/${object.metadata.name}`
          if (!parts) return [{ value }]
          return (mcpTargets(object) ?? []).map((target) => ({ value: `${value}#${target}` }))
        }),
    )
  }
  await quietly(listed(where, kind, parts).then(tell), held(where).then(tell))
}

const ofAnyKind = async (where: Where, kinds: readonly Kind[], found: Found): Promise<void> => {
  const tell = (objects: readonly Resource[]): void => {
    found(
      objects
        .filter((object) => kinds.some((kind) => isOf(kind, object)))
        .map(({ kind, metadata: { name } }) => ({ value: name, description: kind })),
    )
  }
  await quietly(...kinds.map((kind) => listed(where, kind).then(tell)), held(where).then(tell))
}

const names = async (where: Where, kinds: readonly Kind[], found: Found): Promise<void> => {
  const slash = where.typed.indexOf('/')
  if (slash < 0) return ofAnyKind(where, kinds, found)
  const word = where.typed.slice(0, slash)
  const kind = findKind(word)
  return kind === undefined || !kinds.includes(kind) ? undefined : ofKind(where, word, kind, found)
}

const words = ({ kind, plural, shortNames }: Kind, typed: string): Name[] => [
  { value: plural, description: kind },
  // Other ways to write it are offered to who began to.
  ...(typed === '' ? [] : [kind.toLowerCase(), ...shortNames].map((value) => ({ value, description: kind }))),
]

const IN_GATEWAY = KINDS.filter(({ apiVersion }) => apiVersion.includes('.'))

export const kindsAndNames = async (where: Where, found: Found): Promise<void> => {
  if (!where.typed.includes('/')) found(IN_GATEWAY.flatMap((kind) => words(kind, where.typed)))
  await names(where, IN_GATEWAY, found)
}

export const standing = async (where: Where, found: Found): Promise<void> => {
  if (where.typed !== '' && !where.typed.includes('/'))
    found(
      REVOCABLE.flatMap((kind) => words(kind, where.typed)).map((one) => ({
        ...one,
        value: `${one.value}/`,
      })),
    )
  await names(where, REVOCABLE, found)
}

/** Of the folder, and after KIND/ of the cluster, which may have what left the folder. */
export const heldObjects = async (where: Where, found: Found): Promise<void> => {
  const tell = (objects: readonly Resource[]): void => {
    found(objects.map(({ kind, metadata: { name } }) => ({ value: `${kind.toLowerCase()}/${name}` })))
  }
  const more = where.typed.includes('/') ? names(where, IN_GATEWAY, found) : Promise.resolve()
  await quietly(held(where).then(tell), more)
}

export const namespaces = async (where: Where, found: Found): Promise<void> => {
  const objects = await listed({ ...where, all: true }, { apiVersion: 'v1', kind: 'Namespace' })
  found(objects.map(({ metadata }) => ({ value: metadata.name })))
}

interface Revoked {
  readonly id: string
  readonly state: string
  readonly reason: string
  readonly targets: readonly { readonly ref: ResourceRef; readonly label: string; readonly active: boolean }[]
}

/** Each side by itself: the folder's is there at once. */
const eachJournal = async (where: Where, tell: (revocations: readonly Revoked[]) => void): Promise<void> => {
  const read = async (root: string | undefined, cluster: Cluster | undefined): Promise<void> => {
    const { revocations } = await readJournal(root, cluster)
    const isActive = (phase: string | undefined): boolean => phase === 'recorded' || phase === 'removed'
    tell(
      revocations.map(({ id, state, reason, targets }) => ({
        id,
        state,
        reason,
        targets: targets.map(({ ref, part, ...on }) => ({
          ref,
          label: partLabel(part),
          active: isActive(on.folder) || isActive(on.cluster),
        })),
      })),
    )
  }
  await quietly(
    where.workspace.then(({ root }) => read(root, undefined)),
    Promise.resolve(where.cluster).then((cluster) => cluster && read(undefined, cluster)),
  )
}

export const revoked = async (where: Where, found: Found): Promise<void> => {
  const namespace = await namespaceOf(where).catch(() => undefined)
  const slash = where.typed.indexOf('/')
  const word = where.typed.slice(0, Math.max(slash, 0))
  const kind = slash < 0 ? undefined : findKind(word)
  await eachJournal(where, (revocations) => {
    for (const { id, reason, targets } of revocations) {
      const own = targets.filter(
        ({ ref, active }) => active && (namespace === undefined || ref.namespace === namespace),
      )
      if (own.length === 0) continue
      if (slash < 0)
        found([
          ...own.map(({ ref }) => ({ value: ref.name, description: reason })),
          { value: id, description: reason },
        ])
      else
        found(
          own
            .filter(({ ref }) => kind !== undefined && isOf(kind, { ...ref, metadata: ref }))
            .map(({ ref, label }) => ({ value: `${word}/${ref.name}${label}`, description: reason })),
        )
    }
  })
}

export const revocations = (where: Where, found: Found): Promise<void> =>
  eachJournal(where, (all) => {
    found(all.map(({ id, state, reason }) => ({ value: id, description: withReason(state, reason) })))
  })
