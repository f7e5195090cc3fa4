/** `validate`: reads manifests, gives the verdict. */
import { relative, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { usageError } from '../errors.ts'
import type { ParsedFile } from '../manifest/parse.ts'
import { mustExist, readPaths } from '../manifest/read.ts'
import { openFolders } from '../manifest/settings.ts'
import type { Cluster } from '../model/cluster.ts'
import { type FailOn, type Finding, reaches } from '../model/finding.ts'
import type { Verdict } from '../model/verdict.ts'
import { validateDocuments } from '../validate/validate.ts'
import { openKinds } from './schemas/open-kinds.ts'
import type { ChangedSince } from './validate/changed-since.ts'
import { surroundings } from './validate/surroundings.ts'
import { minorVersion, newerThanKnown } from './validate/minor-version.ts'
import { suppressionsOf } from './validate/suppressions.ts'

export interface ValidateRequest {
  /** Files, folders, `-`; none means the workspace's folder. */
  readonly paths: readonly string[]
  /** Files and folders of CRDs whose kinds are checked, too. */
  readonly crds: readonly string[]
  /** As the user gave it: `1.31`. */
  readonly kubernetesVersion?: string | undefined
  readonly cwd: string
  /** Folders instead of the one of agentgw.yaml. */
  readonly dirs: readonly string[]
  /** Of objects that name none; default: the workspace's. */
  readonly namespace: string | undefined
  /** Whether it is an error that there is no schema for a kind. */
  readonly strictKinds: boolean
  /** Only what came with the changes since this commit is told. */
  readonly changedSince: string | undefined
  /** CODE or CODE:KIND/NAME: what is accepted, besides what agentgw.yaml accepts. */
  readonly suppress: readonly string[]
  /** A former `-o json`, to compare with. */
  readonly baseline: string | undefined
  /** Whose objects references may point to, besides those of the input. */
  readonly cluster: Cluster | undefined
  readonly stdin: Readable
}

export interface ValidateOutcome {
  readonly verdict: Verdict
  readonly files: readonly ParsedFile[]
  /** What was looked through, as the user knows it. */
  readonly looked: readonly string[]
  /** What the reader of the verdict must know, each as a sentence. */
  readonly notes: readonly string[]
}

const changesSince = async (request: ChangedSince) => {
  const { findChanges, onlyChanges } = await import('./validate/changed-since.ts')
  return { changes: await findChanges(request), onlyChanges }
}

const openBaseline = async (file: string, { changedSince }: ValidateRequest) => {
  if (changedSince !== undefined)
    throw usageError('--baseline and --changed-since both say what is new', 'leave one of them out')
  const { comparedWith, readBaseline } = await import('./validate/baseline.ts')
  return { known: await readBaseline(file), comparedWith }
}

const openOutside = async (cluster: Cluster) => {
  // Nothing may have to be looked up, and then nobody would be told that there is no cluster.
  await cluster.serves({ apiVersion: 'v1', kind: 'Namespace' })
  const { ClusterOutside } = await import('./validate/cluster-outside.ts')
  return new ClusterOutside(cluster)
}

/** Throws the codes of reading and of Git, `bad-crd`, `bad-baseline`, and `bad-settings`; a ClusterError where the cluster can't be asked. */
export const validate = async (request: ValidateRequest): Promise<ValidateOutcome> => {
  const { paths, cwd, dirs, stdin } = request
  if ([...request.crds, ...paths].filter((path) => path === '-').length > 1)
    throw usageError('standard input is named twice, and can be read once', 'leave one `-` out')
  const workspace = await openFolders({ cwd, dirs })
  // As the user sees them from here, which is also what a CI job can make links of.
  const looked = paths.length > 0 ? paths : workspace.folders.map((folder) => relative(cwd, folder) || '.')
  if (paths.length === 0) workspace.folders.forEach(mustExist)
  const baseline = request.baseline === undefined ? undefined : await openBaseline(request.baseline, request)
  const since =
    request.changedSince === undefined
      ? undefined
      : await changesSince({ ...request, ref: request.changedSince, looked, root: workspace.root })
  const kubernetes = minorVersion(request.kubernetesVersion)
  const kinds = await openKinds(workspace.root, { crds: request.crds, stdin, kubernetes })
  const { files, findings: all } = await readPaths(looked, { stdin })
  const namespace = request.namespace ?? workspace.settings.namespace
  const outside = request.cluster === undefined ? undefined : await openOutside(request.cluster)
  const { around: known, damaged } = await surroundings(workspace)
  const around = { ...known, ...(outside === undefined ? {} : { outside }) }
  const { strictKinds } = request
  const suppressions = await suppressionsOf(workspace.settings.suppress, request.suppress, (file) =>
    relative(cwd, file),
  )
  const absolute = (file: string): string => resolve(cwd, file)
  const suppress = { suppressions, complete: paths.length === 0, absolute }
  // What was found while looking for files belongs to none of them.
  const ofFiles = new Set(files.flatMap((file) => file.findings))
  const discovery = all.filter((finding) => !ofFiles.has(finding))
  const judge = (input: readonly ParsedFile[]): Promise<Verdict> =>
    validateDocuments(input, { namespace, kinds, strictKinds, around, suppress, discovery })
  const verdict = await judge(files)
  const notes = [
    ...newerThanKnown(kubernetes),
    ...damaged.map(({ message }) => `what is revoked is not known: ${message}`),
    ...(outside?.notes() ?? []),
  ]
  if (baseline !== undefined)
    return { verdict: baseline.comparedWith(verdict, baseline.known, files, cwd), files, looked, notes }
  if (since === undefined) return { verdict, files, looked, notes }
  const { verdict: told, note } = await since.onlyChanges(verdict, files, since.changes, judge)
  return { verdict: told, files, looked, notes: [...notes, note] }
}

/** Whether the run fails for a finding; with a baseline only for what is introduced. */
export const failsFor =
  ({ comparison }: Verdict, failOn: FailOn) =>
  (finding: Finding): boolean =>
    (comparison === undefined || comparison.introduced.has(finding)) && reaches(finding, failOn)
