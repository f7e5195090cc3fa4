/** Everything that a pull has to know: what the folder holds, what stands in the cluster, what was agreed, what is revoked. */
import type { Cluster } from '../../model/cluster.ts'
import type { ManifestDocument } from '../../model/document.ts'
import { kindKey } from '../../model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import type { Workspace } from '../../model/settings.ts'
import { pulledKinds } from '../../plan/pull/kinds.ts'
import { parseWords, type Word } from '../../plan/pull/words.ts'
import { filledBy } from '../../plan/sync.ts'
import { readFolderOrNone } from '../add-to-folder.ts'
import { Agreements } from '../agreements.ts'
import { type FolderObjects, readFolderObjects } from '../folder-objects.ts'
import { partOf } from '../left-over.ts'
import { readJournal, revokedNow } from '../revocations.ts'
import { placed } from '../placed.ts'
import { compareWithCluster, type Force } from '../state.ts'
import { readStanding, type Standing } from './live.ts'

export interface PullOptions {
  readonly workspace: Workspace
  readonly cluster: Cluster
  /** The namespace that the user named; then nothing of others is looked at. */
  readonly namespace?: string | undefined
  readonly allNamespaces?: boolean
  readonly selector?: string | undefined
  /** KIND/NAME, KIND or NAME; none: all. */
  readonly words?: readonly string[]
  readonly prune?: boolean
  /** Of which objects to take the cluster's value in conflicts. */
  readonly force?: Force
}

/** An object that the folder holds. */
export interface Held {
  readonly ref: ResourceRef
  /** As its document has it, and with the namespace that it goes to. */
  readonly resource: Resource
  readonly placed: Resource
  readonly document: ManifestDocument
}

export interface PullFacts {
  readonly folder: FolderObjects
  /** The refKeys of what lies in the folder, where only a part of it is pulled into. */
  readonly elsewhere: ReadonlySet<string>
  /** Some file can't be read, so that any object may be in it. */
  readonly isUnclear: boolean
  readonly held: readonly Held[]
  /** What can't be applied as it stands, and where. */
  readonly invalid: readonly {
    readonly ref: ResourceRef
    readonly resource: Resource
    readonly file: string
  }[]
  /** `apiVersion kind` of those of which new objects are taken. */
  readonly taken: ReadonlySet<string>
  readonly standing: Standing
  /** By refKey, of kinds whose defaults the API server alone knows: what applying the folder's would leave. */
  readonly filled: ReadonlyMap<string, Resource>
  readonly revoked: ReadonlySet<string>
  readonly agreements: Agreements
  readonly words: readonly Word[]
}

const askFilled = async (
  held: readonly Held[],
  standing: Standing,
  { cluster, workspace }: PullOptions,
): Promise<Map<string, Resource>> => {
  const asked = held.filter(
    ({ ref }) => standing.objects.has(refKey(ref)) && standing.schemas.get(kindKey(ref)) === undefined,
  )
  const states = await compareWithCluster(
    asked.map((one) => one.placed),
    { cluster, settings: workspace.settings, revoked: new Set() },
  )
  return new Map(
    states.flatMap(({ ref, desired, merged }) =>
      desired === undefined || merged === undefined
        ? []
        : [[refKey(ref), filledBy(desired, merged)] as const],
    ),
  )
}

const readPart = async (workspace: Workspace, namespace: string | undefined): Promise<FolderObjects> =>
  readFolderObjects(workspace, {
    namespace,
    anyNamespace: true,
    failOn: 'error',
    suppress: [],
    manifests: await readFolderOrNone(workspace),
  })

/** Throws what reading the folder, the journal and the cluster throws, and `usage` for words that mean nothing. */
export const readFacts = async (options: PullOptions): Promise<PullFacts> => {
  const { workspace, cluster, namespace } = options
  const { settings, root } = workspace
  const assumed = namespace ?? settings.namespace
  const folder = await readPart(workspace, namespace)
  const whole = partOf(workspace)
  const rest =
    whole === undefined
      ? undefined
      : await readPart({ ...workspace, folder: whole, folders: [whole] }, namespace)
  const around = [
    ...(rest?.resources ?? []),
    ...(rest?.invalid.flatMap(({ desired }) => desired ?? []) ?? []),
  ]
  const isLooked = (ref: ResourceRef): boolean =>
    namespace === undefined || ref.namespace === undefined || ref.namespace === namespace
  const inPlace = await placed(cluster, folder.resources, assumed)
  const held = folder.resources.flatMap((resource, i): Held[] => {
    const document = folder.documents.get(refKey(refOf(resource, assumed)))
    const own = inPlace[i] ?? resource
    const ref = refOf(own)
    return document !== undefined && isLooked(ref) ? [{ ref, resource, placed: own, document }] : []
  })
  const invalid = folder.invalid.flatMap(({ ref, desired: resource }) => {
    const { file } = folder.documents.get(refKey(ref)) ?? {}
    return resource !== undefined && file !== undefined && isLooked(ref) ? [{ ref, resource, file }] : []
  })
  const refs = [...held, ...invalid].map(({ ref }) => ref)
  const words = parseWords(
    options.words ?? [],
    refs.map(({ kind }) => kind),
  )
  const own = refs.flatMap((ref) => ref.namespace ?? [])
  const namespaces = namespace === undefined ? [...new Set([settings.namespace, ...own])] : [namespace]
  const kinds = pulledKinds(
    words.flatMap(({ kind }) => kind ?? []),
    refs,
  )
  const [standing, journal, agreements] = await Promise.all([
    readStanding(cluster, kinds, options.allNamespaces ? undefined : namespaces),
    readJournal(root, cluster),
    Agreements.open(workspace, cluster.server),
  ])
  // Else it can't be known what is revoked.
  if (journal.damaged[0] !== undefined) throw journal.damaged[0]
  return {
    folder,
    elsewhere: new Set((await placed(cluster, around, assumed)).map((resource) => refKey(refOf(resource)))),
    isUnclear: [folder, rest].some((part) => part !== undefined && part.unclearFiles.size > 0),
    held,
    invalid,
    taken: new Set(kinds.flatMap((kind) => (kind.all ? [kindKey(kind)] : []))),
    standing,
    filled: await askFilled(held, standing, options),
    revoked: new Set(revokedNow(journal).keys()),
    agreements,
    words,
  }
}
