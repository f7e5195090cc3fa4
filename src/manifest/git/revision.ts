/** A folder as a commit has it. The working tree is not looked at, and not touched. */
import { dirname, join, relative, resolve, sep } from 'node:path'
import { UserError } from '../../errors.ts'
import type { Finding } from '../../model/finding.ts'
import type { Workspace } from '../../model/settings.ts'
import { isFoundBelow } from '../discover.ts'
import { parseBytes } from '../parse-bytes.ts'
import { gather, type ReadManifests } from '../read.ts'
import { realPath } from '../real-path.ts'
import { folderOf, parseSettings, SETTINGS_FILE } from '../settings.ts'
import { blobsOf, contentsOf } from './blobs.ts'
import { commitNamed, repositoryOf } from './commit.ts'

export interface RevisionRequest {
  /** The workspace as it is now. */
  readonly workspace: Workspace
  readonly ref: string
}

export interface Revision {
  readonly commit: string
  /** With the settings of that commit: what goes by them is what `apply` would do there. */
  readonly workspace: Workspace
  readonly manifests: ReadManifests
}

const FLAG = '--rev'

const missing = (ref: string, what: string): UserError =>
  new UserError('no-folder', `the commit ${ref} has no ${what}`, {
    hint: 'name a commit that has it, or another folder with --dir',
  })

const link = (file: string): Finding => ({
  code: 'link-not-followed',
  severity: 'error',
  stage: 'file',
  message: 'this symbolic link leads out of the folder, and is not followed',
  file,
})

/** Throws `no-folder`, `not-in-repository`, `unknown-ref`, `usage`, `bad-settings`, and what Git fails with. */
export const readRevision = async ({ workspace, ref }: RevisionRequest): Promise<Revision> => {
  const { root } = workspace
  if (root === undefined)
    throw new UserError('no-folder', 'there is no agentgw.yaml here or in a folder above', {
      hint: `run it where agentgw.yaml lies: ${FLAG} compares the folder that it stands for`,
    })
  const top = await repositoryOf(root, FLAG)
  const commit = await commitNamed(top, ref, FLAG)
  const wayOf = (path: string): string => relative(realPath(top), realPath(path)).split(sep).join('/')

  const settingsWay = wayOf(join(root, SETTINGS_FILE))
  const blob = (await blobsOf(top, commit, [settingsWay])).get(settingsWay)
  if (blob === undefined || blob.isLink) throw missing(ref, SETTINGS_FILE)
  const [text] = await contentsOf(top, [blob.id])
  const settings = parseSettings(join(root, SETTINGS_FILE), text?.toString() ?? '')
  const isNamed = workspace.folders.length > 1 || workspace.folder !== folderOf(root, workspace.settings)
  const folders = isNamed ? workspace.folders : [folderOf(root, settings)]

  const files = new Map<string, string>()
  const findings: Finding[] = []
  const ways = folders.map((folder) => ({ folder, way: wayOf(folder) }))
  const blobs = await blobsOf(
    top,
    commit,
    ways.map(({ way }) => way),
  )
  for (const { folder, way } of ways) {
    const inside = [...blobs].filter(([path]) => way === '' || path.startsWith(`${way}/`))
    if (inside.length === 0) throw missing(ref, `folder ${relative(root, folder)}`)
    for (const [path, { id, isLink }] of inside) {
      const below = way === '' ? path : path.slice(way.length + 1)
      const file = join(folder, below)
      if (!isFoundBelow(below)) continue
      if (!isLink) files.set(path, file)
      else {
        // What lies in the folder is read by its own name.
        const [end] = await contentsOf(top, [id])
        const to = wayOf(resolve(dirname(file), end?.toString() ?? ''))
        if (!ways.some((one) => one.way === '' || to.startsWith(`${one.way}/`))) findings.push(link(file))
      }
    }
  }
  const found = [...files].sort(([, a], [, b]) => (a < b ? -1 : 1))
  const contents = await contentsOf(
    top,
    found.map(([path]) => blobs.get(path)?.id ?? ''),
  )
  const parsed = found.map(([, file], i) => parseBytes(file, contents[i] ?? Buffer.alloc(0)))
  return {
    commit,
    workspace: { root, folder: folders[0] ?? workspace.folder, folders, settings },
    manifests: gather(parsed, findings),
  }
}
