/** What diff and apply share: the folder, and how they take what is wrong with it. */
import { relative } from 'node:path'
import { Flags } from '@oclif/core'
import type { Workspace } from '../../model/settings.ts'
import type { FolderObjects } from '../../operations/folder-objects.ts'
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

/** Reads and validates; no cluster is asked. */
export const openObjects = async (flags: {
  readonly dir: readonly string[]
  readonly namespace?: string | undefined
  readonly 'fail-on': 'error' | 'warning' | 'never'
  readonly suppress: readonly string[]
}): Promise<{ workspace: Workspace; folder: FolderObjects }> => {
  const { openFolders } = await import('../../manifest/settings.ts')
  const { readFolderObjects } = await import('../../operations/folder-objects.ts')
  const workspace = await openFolders({ cwd: process.cwd(), dirs: flags.dir })
  const folder = await readFolderObjects(workspace, {
    namespace: flags.namespace,
    failOn: flags['fail-on'],
    suppress: flags.suppress,
  })
  return { workspace, folder }
}

/** A file as seen from where the command runs, unless that is further away than the root. */
export const showPath = (file: string): string => {
  const near = relative(process.cwd(), file)
  return near.startsWith('..') ? file : near
}
