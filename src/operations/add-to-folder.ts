/**
 * How generated objects get into the folder: each is looked for in every file; what stands as asked is left
 * alone, what stands otherwise is an error that shows the difference, and the rest goes to the end of one file.
 * No byte that stands is ever changed.
 */
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../errors.ts'
import { differenceLines } from '../generate/difference.ts'
import { type ReadManifests, readFolder } from '../manifest/read.ts'
import { stringify } from '../manifest/stringify.ts'
import type { ManifestDocument } from '../model/document.ts'
import type { FileEdit } from '../model/file-edit.ts'
import { type Resource, refKey, refLabel, refOf } from '../model/resource.ts'
import type { Workspace } from '../model/settings.ts'

export interface Addition {
  /** Undefined where everything stands already. */
  readonly edit: FileEdit | undefined
  readonly missing: readonly Resource[]
  /** What stands as asked, and in which file. */
  readonly standing: readonly { readonly resource: Resource; readonly file: string }[]
}

export interface AdditionOptions {
  /** Absolute path of the file that takes what is missing. */
  readonly file: string
  /** The namespace of objects that name none. */
  readonly namespace: string
  /** How a path is shown in messages. */
  readonly show: (path: string) => string
}

const isResource = (value: unknown): value is Resource => {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Resource>
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string'
}

/** Every document that holds the object, in whatever form. */
export const documentsOf = (
  resource: Resource,
  folder: ReadManifests,
  namespace: string,
): ManifestDocument[] => {
  const key = refKey(refOf(resource, namespace))
  return folder.documents.filter(({ value }) => isResource(value) && refKey(refOf(value, namespace)) === key)
}

/** Git keeps no empty folders: the one that agentgw.yaml names may be missing, one that the user names may not. */
export const readFolderOrNone = async (workspace: Workspace): Promise<ReadManifests> => {
  const { root, folder, settings } = workspace
  const isNamedBySettings = root !== undefined && folder === join(root, settings.manifests)
  try {
    return await readFolder(workspace)
  } catch (error) {
    if (!isNamedBySettings || !(error instanceof UserError) || error.code !== 'no-folder') throw error
    return { files: [], documents: [], findings: [] }
  }
}

/** `place`: where it stands, with its preposition; `lines`: what differs. */
export const nameTaken = (resource: Resource, place: string, lines: readonly string[]): UserError =>
  new UserError(
    'name-taken',
    `${refLabel(refOf(resource))} stands ${place} with another content; nothing was changed`,
    {
      hint: ['choose another name, or change what stands ("-") to what was asked for ("+"):', ...lines].join(
        '\n  ',
      ),
    },
  )

/** Throws `name-taken` and `file-not-extendable`. */
export const planAddition = (
  resources: readonly Resource[],
  folder: ReadManifests,
  { file, namespace, show }: AdditionOptions,
): Addition => {
  const standing: { resource: Resource; file: string }[] = []
  const missing: Resource[] = []
  for (const resource of resources) {
    const documents = documentsOf(resource, folder, namespace)
    for (const document of documents) {
      // Labels and annotations are the owner's, and so is the way in which the file is written.
      const stands = document.value as Resource
      if (!isDeepStrictEqual(stands['spec'], resource['spec']))
        throw nameTaken(
          resource,
          `in ${show(document.file)}:${document.locate([]).line}`,
          differenceLines(stands['spec'], resource['spec'], ['spec']),
        )
    }
    if (documents[0] === undefined) missing.push(resource)
    else standing.push({ resource, file: documents[0].file })
  }
  return { edit: missing.length === 0 ? undefined : extend(missing, folder, file, show), missing, standing }
}

const extend = (
  missing: readonly Resource[],
  folder: ReadManifests,
  file: string,
  show: AdditionOptions['show'],
): FileEdit => {
  const parsed = folder.files.find((candidate) => candidate.file === file)
  if (parsed?.findings.some((finding) => finding.severity === 'error'))
    throw new UserError(
      'file-not-extendable',
      `${show(file)} exists and can not be read; it was left alone`,
      {
        hint: '`kubectl agentgw validate` says what is wrong with it',
      },
    )
  const added = stringify(missing)
  const before = parsed?.text
  if (before === undefined || before.trim() === '') return { path: file, before, after: added }
  return { path: file, before, after: `${before}${before.endsWith('\n') ? '' : '\n'}---\n${added}` }
}
