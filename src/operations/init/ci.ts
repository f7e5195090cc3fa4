/** What `init --ci` adds: files that stand in the root of the repository, where GitHub and Git look for them. */
import { join, relative, sep } from 'node:path'
import { UserError } from '../../errors.ts'
import { actionFor } from '../../generate/ci/action.ts'
import { gitHook, HOOK_FILE, HOOK_MODE } from '../../generate/ci/git-hook.ts'
import { workflow, WORKFLOW_FILE } from '../../generate/ci/workflow.ts'
import { realPath } from '../../manifest/real-path.ts'
import { repositoryRoot } from '../../manifest/repository.ts'
import { textOf } from '../../manifest/text-of.ts'
import type { FileEdit } from '../../model/file-edit.ts'

export interface CiRequest {
  /** The GitHub Action to use; default the one of this version. */
  readonly action: string | undefined
  /** Of this program. */
  readonly version: string
}

/** `directory`: where agentgw.yaml lies. Throws usage errors, and `file-stands` for a file with another content. */
export const ciEdits = async (directory: string, { action, version }: CiRequest): Promise<FileEdit[]> => {
  const folder = realPath(directory)
  const root = repositoryRoot(folder)
  const way = relative(root, folder).split(sep).join('/')
  const files = [
    { path: join(root, WORKFLOW_FILE), after: workflow({ action: actionFor(action, version), way }) },
    { path: join(root, HOOK_FILE), after: gitHook(way), mode: HOOK_MODE },
  ]
  const edits = await Promise.all(files.map(async (file) => ({ ...file, before: await textOf(file.path) })))
  const others = edits.filter(({ before, after }) => before !== undefined && before !== after)
  if (others.length === 0) return edits.filter(({ before }) => before === undefined)
  throw new UserError(
    'file-stands',
    `${others.map(({ path }) => path).join(' and ')} would be written, and ${others.length === 1 ? 'stands' : 'stand'} already with another content; nothing was changed`,
    { hint: 'move it away to have it made anew, or keep it: docs/ci.md shows what to take over' },
  )
}
