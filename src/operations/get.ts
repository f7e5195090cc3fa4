/** Everything in the gateway, as the cluster has it. */
import { readClusterJournal } from '../apply/cluster-journal.ts'
import type { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import { ClusterError, isClusterError } from '../model/cluster-error.ts'
import { kindOf } from '../model/kinds.ts'
import type { Overview, OverviewEntry } from '../model/overview.ts'
import { groupOf, type Resource, refKey, refOf } from '../model/resource.ts'
import type { ClusterRecord } from '../model/revocation.ts'
import { parseSelector } from '../plan/label-selector.ts'
import { overviewOf } from '../plan/overview.ts'
import { type ReadKind, readKind, type Unseen } from './get/read.ts'
import { isCore, isOfCluster, parseTarget, TOLD } from './get/target.ts'

export interface GetOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  /** A label selector. */
  readonly selector?: string | undefined
  /** `KIND`, `NAME` or `KIND/NAME`; a word that is both is a kind. */
  readonly target?: string | undefined
  /** Reads what is around it, too, wherever it is: what leads to it, and what it leads to. */
  readonly around?: boolean
}

export interface PartialOverview extends Overview {
  readonly unseen: readonly Unseen[]
  /** True where some of that is what a gateway is made of. */
  readonly partial: boolean
  /** Why it is not known of all, or of nothing, whether it is revoked. */
  readonly unknown: readonly UserError[]
}

const SERVICE = kindOf('', 'Service')

/** Who may see the gateway need not be allowed to read Secrets, which is where records are. */
const readRecords = async (
  cluster: Cluster,
): Promise<{ records: readonly ClusterRecord[]; damaged: readonly UserError[] }> => {
  try {
    return await readClusterJournal(cluster)
  } catch (error) {
    if (!isClusterError(error, 'forbidden')) throw error
    return { records: [], damaged: [error] }
  }
}

const read = (cluster: Cluster, options: GetOptions): Promise<ReadKind[]> => {
  const { namespace, selector, around = false } = options
  const kinds = around ? TOLD : parseTarget(options.target).kinds
  return Promise.all([
    ...kinds.map((kind) =>
      readKind(cluster, kind, around ? { otherwise: namespace } : { namespace, selector }),
    ),
    // Only so that it is known which there are.
    ...(around && SERVICE !== undefined
      ? [readKind(cluster, SERVICE, { otherwise: namespace, metadataOnly: true })]
      : []),
  ])
}

const knowsBy =
  (kinds: readonly ReadKind[]) =>
  (group: string, kind: string, namespace: string | undefined): boolean => {
    const read = kinds.find((one) => one.kind.kind === kind && groupOf(one.kind.apiVersion) === group)
    if (read === undefined || read.seen === 'nowhere') return false
    return read.seen === 'everywhere' || read.seen.namespace === namespace
  }

const byPlace = (a: OverviewEntry, b: OverviewEntry): number =>
  TOLD.findIndex(({ kind }) => kind === a.resource.kind) -
    TOLD.findIndex(({ kind }) => kind === b.resource.kind) ||
  (a.resource.namespace ?? '').localeCompare(b.resource.namespace ?? '') ||
  a.resource.name.localeCompare(b.resource.name)

const choice = (options: GetOptions): ((entry: OverviewEntry) => boolean) => {
  const { kinds, name } = parseTarget(options.target)
  const { namespace, selector } = options
  // The API server has chosen already what stands there, unless it was to give all.
  const isBy = selector === undefined ? () => true : parseSelector(selector)
  return ({ resource, labels, created }) =>
    kinds.some(({ kind }) => kind === resource.kind) &&
    (name === undefined || name === resource.name) &&
    (namespace === undefined || (resource.namespace ?? namespace) === namespace) &&
    ((created !== undefined && !options.around) || isBy(labels))
}

const notFound = ({ target, namespace }: GetOptions): ClusterError => {
  const inOne = namespace === undefined ? 'any namespace' : `the namespace ${namespace}`
  const where = isOfCluster(parseTarget(target)) ? 'the cluster' : inOne
  return new ClusterError('not-found', 404, `there is no ${target ?? ''} in ${where}`, {
    hint: '`kubectl agentgw get -A` lists what there is',
  })
}

/**
 * Reads what there is and may be seen; other kinds are told apart. Throws usage errors, and a ClusterError, among them `not-found`
 * where an object was named and is not there, and `forbidden` where nothing else could be seen.
 */
export const get = async (cluster: Cluster, options: GetOptions): Promise<PartialOverview> => {
  const { kinds, name } = parseTarget(options.target)
  const isChosen = choice(options)
  const [found, { records, damaged }] = await Promise.all([read(cluster, options), readRecords(cluster)])
  const objectsOf = (isService: boolean): Resource[] =>
    found.flatMap(({ kind, objects }) => ((kind === SERVICE) === isService ? objects : []))
  const all = overviewOf({
    objects: objectsOf(false),
    besides: objectsOf(true).map((service) => refKey(refOf(service))),
    records,
    knows: knowsBy(found),
  })
  const entries = all.filter(isChosen).sort(byPlace)
  const asked = found.filter(({ kind }) => kinds.includes(kind))
  const unseen = asked.flatMap(({ kind, error }) => (error === undefined ? [] : [{ kind, error }]))
  const [first] = unseen
  const sawNone = asked.every(({ served, error }) => !served || error !== undefined)
  if (first !== undefined && entries.length === 0 && (sawNone || name !== undefined)) throw first.error
  const absent = asked.length === 1 ? asked[0]?.absent : undefined
  if (name !== undefined && entries.length === 0) throw absent ?? notFound(options)
  const isMissed = ({ kind, served }: ReadKind): boolean =>
    !served && (isCore(kind) || (kinds.length === 1 && name === undefined))
  return {
    entries,
    others: all.filter((entry) => !isChosen(entry)).sort(byPlace),
    notServed: asked.filter(isMissed).map(({ kind: { apiVersion, kind } }) => ({ apiVersion, kind })),
    unseen,
    partial: unseen.some(({ kind }) => isCore(kind)),
    unknown: damaged,
  }
}
