/** What diff and apply share: the folder, and how they take what is wrong with it. */
import { relative } from 'node:path'
import { Flags } from '@oclif/core'
import type { ReadManifests } from '../../manifest/read.ts'
import { refKey } from '../../model/resource.ts'
import type { Workspace } from '../../model/settings.ts'
import { type FolderObjects, readFolderObjects } from '../../operations/folder-objects.ts'
import type { PlaceOf } from '../../report/problem.ts'
import { clusterFlags, foldersFlag, namespaceFlag, suppressFlag, yesFlag } from './flags.ts'

export const syncFlags = {
  'fail-on': Flags.option({
    options: ['error', 'warning', 'never'] as const,
    default: 'error',
    description:
      'from which severity on a finding counts; "never" lets pass what only looks wrong across objects, not what the API server would refuse',
  })(),
  ...suppressFlag,
  ...yesFlag,
  ...namespaceFlag,
  ...foldersFlag,
  ...clusterFlags,
}

export const pruneFlag = {
  prune: Flags.boolean({
    description: 'also what this folder put into the cluster and does not hold any more: it is to go',
  }),
}

/** Of the commands that take it out. */
export const pruneFlags = {
  ...pruneFlag,
  'allow-empty': Flags.boolean({
    description: 'let --prune take everything away where the folder holds no objects',
    dependsOn: ['prune'],
  }),
}

export interface OpenedObjects {
  readonly workspace: Workspace
  readonly folder: FolderObjects
  readonly placeOf: PlaceOf
  /** Whose folder it is; absent for what lies there now. */
  readonly commit?: string
}

/** `namespace`: the one that is assumed; the folder knows objects of no namespace by it. */
const placesIn =
  ({ documents }: FolderObjects, namespace: string): PlaceOf =>
  (ref) => {
    const document = documents.get(refKey({ namespace, ...ref }))
    if (document === undefined) return undefined
    const { line, column } = document.locate([])
    return `${showPath(document.file)}:${line}:${column}`
  }

/** Reads and validates; no cluster is asked. */
export const openObjects = async (flags: {
  readonly dir: readonly string[]
  readonly namespace?: string | undefined
  readonly 'fail-on': 'error' | 'warning' | 'never'
  readonly suppress: readonly string[]
  readonly rev?: string | undefined
}): Promise<OpenedObjects> => {
  const { openFolders } = await import('../../manifest/settings.ts')
  const { namespace, suppress, rev, dir: dirs } = flags
  const options = { namespace, failOn: flags['fail-on'], suppress }
  const workspace = await openFolders({ cwd: process.cwd(), dirs })
  const opened = async (workspace: Workspace, manifests?: ReadManifests): Promise<OpenedObjects> => {
    const folder = await readFolderObjects(workspace, { ...options, manifests })
    return { workspace, folder, placeOf: placesIn(folder, namespace ?? workspace.settings.namespace) }
  }
  if (rev === undefined) return opened(workspace)
  const { readRevision } = await import('../../manifest/git/revision.ts')
  const then = await readRevision({ workspace, ref: rev })
  return { ...(await opened(then.workspace, then.manifests)), commit: then.commit }
}

/** A file as seen from where the command runs, unless that is further away than the root. */
export const showPath = (file: string): string => {
  const near = relative(process.cwd(), file)
  return near.startsWith('..') ? file : near
}
