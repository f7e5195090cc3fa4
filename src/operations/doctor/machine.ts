/** What can be said without a cluster: this program, the folder, and the folder's records. */
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import { readFolder } from '../../manifest/read.ts'
import { readStash } from '../../manifest/stash.ts'
import type { Check } from '../../model/doctor.ts'
import type { ManifestDocument } from '../../model/document.ts'
import { type ResourceRef, refOf } from '../../model/resource.ts'
import { activeTargets } from '../../model/revocation.ts'
import type { Workspace } from '../../model/settings.ts'
import { asResource } from '../folder-objects.ts'

/** What a UserError says, as a fault. */
export const faultOf = (about: string, { code, message, hint }: UserError, instead?: string): Check => ({
  about,
  state: 'fault',
  code,
  message,
  hint: hint ?? instead,
})

export const checkProgram = (version: string): Check => ({
  about: 'program',
  state: 'ok',
  message: `kubectl agentgw ${version}, Node ${process.version}`,
})

/** `said`: what is to be said of a version outside of what is known to work. */
export const versionCheck = (about: string, message: string, said: string | undefined): Check =>
  said === undefined
    ? { about, state: 'ok', message }
    : {
        about,
        state: 'note',
        code: 'untried-version',
        message: `${message}; ${said}`,
        hint: 'docs/versions.md has the table; `kubectl agentgw revoke TARGET --drill` shows whether the kill switch works',
      }

const canWrite = async (path: string): Promise<boolean> =>
  access(path, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  )

const exists = async (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const unwritable = (path: string, consequence: string): Check => ({
  about: 'folder',
  state: 'fault',
  code: 'file-unwritable',
  message: `${path} can not be written: ${consequence}`,
  hint: `give yourself the right to write there: ls -ld ${path}`,
})

const checkWritable = async (root: string, folder: string): Promise<Check[]> => {
  const own = join(root, '.agentgw')
  const holder = (await exists(own)) ? own : root
  return [
    ...((await canWrite(folder)) ? [] : [unwritable(folder, 'revoke can not take documents out of it')]),
    ...((await canWrite(holder))
      ? []
      : [unwritable(holder, 'revoke can not record there what it takes out')]),
  ]
}

/** Of the objects that go to the namespace that the user named, or to any. */
const refsIn = (documents: readonly ManifestDocument[], assumed: string, named: boolean): ResourceRef[] =>
  documents.flatMap((document) => {
    const resource = asResource(document)
    const ref = resource && refOf(resource, assumed)
    return ref === undefined || (named && ref.namespace !== assumed) ? [] : [ref]
  })

const checkRecords = async (root: string): Promise<Check[]> => {
  const { records, damaged } = await readStash(root)
  if (damaged.length > 0) return damaged.map((error) => faultOf("folder's records", error))
  const message = `${records.length} revocations, ${activeTargets(records).size} objects or parts revoked now`
  return [{ about: "folder's records", state: 'ok', message }]
}

export interface FolderChecks {
  readonly checks: readonly Check[]
  /** What the folder holds; undefined where there is nothing to say it. */
  readonly held: readonly ResourceRef[] | undefined
}

/** `namespace`: the one that the user named. */
export const checkFolder = async (
  workspace: Workspace,
  namespace: string | undefined,
): Promise<FolderChecks> => {
  const { root, folder, settings } = workspace
  if (root === undefined) {
    const message = 'there is no agentgw.yaml here or in a folder above: commands act on the cluster alone'
    const hint =
      'where there is a folder of manifests, run it there or name it with --dir; `kubectl agentgw init` makes one'
    return {
      checks: [{ about: 'folder', state: 'note', code: 'no-folder', message, hint }],
      held: undefined,
    }
  }
  const records = await checkRecords(root)
  try {
    const { files, documents, findings } = await readFolder(workspace)
    const [broken] = findings.filter(({ severity }) => severity === 'error')
    const faults = await checkWritable(root, folder)
    const read: Check = { about: 'folder', state: 'ok', message: `${folder}: ${files.length} files` }
    const unread: Check[] =
      broken === undefined
        ? []
        : [
            {
              about: 'folder',
              state: 'fault',
              code: broken.code,
              message: `${broken.file}:${broken.line ?? 1}: ${broken.message}`,
              hint: 'kubectl agentgw validate',
            },
          ]
    const held = refsIn(documents, namespace ?? settings.namespace, namespace !== undefined)
    return { checks: [read, ...unread, ...faults, ...records], held: held.length > 0 ? held : undefined }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const check = faultOf('folder', error, 'give yourself the right to read it')
    return { checks: [check, ...records], held: undefined }
  }
}
