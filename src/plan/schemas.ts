/** What pulling schemas changes: the lock and the files beside it against what the sources have. */
import type {
  FoundCrd,
  LockedCrd,
  SchemaChange,
  SchemaLock,
  SchemaPlan,
  SchemaState,
} from '../model/schema-lock.ts'

export interface PullFacts {
  readonly lock: SchemaLock
  /** The digest of each file that is there, by the name of the CRD. */
  readonly files: ReadonlyMap<string, string>
  /** The sources that were asked, and the groups that they were asked for. */
  readonly sources: readonly string[]
  readonly groups: readonly string[]
  readonly found: readonly FoundCrd[]
  /** Of the cluster, where one was asked. */
  readonly kubernetes?: string | undefined
}

const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1)

const stateOf = (crd: FoundCrd, old: LockedCrd | undefined, file: string | undefined): SchemaState => {
  if (old === undefined) return 'added'
  const isSame = old.sha256 === crd.sha256 && old.release === crd.release && old.source === crd.source
  if (!isSame) return 'updated'
  return file === crd.sha256 ? 'unchanged' : 'repaired'
}

const locked = ({ text: _text, ...crd }: FoundCrd): LockedCrd => crd

/** What other sources gave stays; what a source that was asked no longer has goes. */
export const planPull = (facts: PullFacts): SchemaPlan => {
  const { lock, files, sources, groups, found } = facts
  const old = new Map(lock.crds.map((crd) => [crd.name, crd]))
  const names = new Set(found.map(({ name }) => name))
  const others = lock.crds.filter(({ name }) => !names.has(name))
  const isGone = (crd: LockedCrd): boolean => sources.includes(crd.source) && groups.includes(crd.group)
  const gone = others.filter(isGone)
  const changes = [
    ...found.map((crd): SchemaChange => {
      const before = old.get(crd.name)
      const other = before?.release === crd.release ? undefined : before?.release
      return {
        state: stateOf(crd, before, files.get(crd.name)),
        crd: locked(crd),
        ...(other === undefined ? {} : { before: other }),
      }
    }),
    ...gone.map((crd): SchemaChange => ({ state: 'removed', crd })),
  ].sort((a, b) => byName(a.crd, b.crd))
  const kubernetes = facts.kubernetes ?? lock.kubernetes
  return {
    changes,
    lock: {
      ...(kubernetes === undefined ? {} : { kubernetes }),
      crds: [...others.filter((crd) => !isGone(crd)), ...found.map(locked)].sort(byName),
    },
    write: found.filter(({ name, sha256 }) => files.get(name) !== sha256),
    remove: gone.map(({ name }) => name),
  }
}
