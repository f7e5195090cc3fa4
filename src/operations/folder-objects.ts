/** What a folder wants to be in the cluster: its documents, validated, each as the object to apply. */
import { EXIT, UserError } from '../errors.ts'
import type { ParsedFile } from '../manifest/parse.ts'
import { readFolder, type ReadManifests } from '../manifest/read.ts'
import type { ManifestDocument } from '../model/document.ts'
import { type FailOn, type Finding, reaches } from '../model/finding.ts'
import { mapping } from '../model/mapping.ts'
import { type Resource, refKey, refLabel, refOf } from '../model/resource.ts'
import type { Workspace } from '../model/settings.ts'
import type { ObjectState } from '../model/sync.ts'
import { validateDocuments } from '../validate/validate.ts'
import { openKinds } from './schemas/open-kinds.ts'
import { surroundings } from './validate/surroundings.ts'
import { suppressionsOf } from './validate/suppressions.ts'

export interface FolderObjects {
  /** The valid ones, in the order of the files; of two documents of one object the later. */
  readonly resources: readonly Resource[]
  readonly invalid: readonly ObjectState[]
  /** All that validation has to say, by place. */
  readonly findings: readonly Finding[]
  /** True where something can't be applied, be it an object or a file that can't be read. */
  readonly refused: boolean
  /** The documents of `resources` and `invalid`, by refKey. */
  readonly documents: ReadonlyMap<string, ManifestDocument>
  readonly files: readonly ParsedFile[]
  /** Absolute paths of those that hold something that can't be applied. */
  readonly faultyFiles: ReadonlySet<string>
  /** Absolute paths of those of which it is not known which objects they hold. */
  readonly unclearFiles: ReadonlySet<string>
}

export interface FolderOptions {
  /** The namespace that the user named: an object that names another is a mistake, unless `anyNamespace`. */
  readonly namespace: string | undefined
  readonly anyNamespace?: boolean
  /** From which severity on a finding keeps an object from being applied. */
  readonly failOn: FailOn
  /** CODE or CODE:KIND/NAME: what is accepted, besides what agentgw.yaml accepts. */
  readonly suppress: readonly string[]
  /** What the folder holds, where that is not what lies in it now. */
  readonly manifests?: ReadManifests | undefined
}

/** Undefined where the document is no object with a name. */
export const asResource = ({ value }: ManifestDocument): Resource | undefined => {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Resource>
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof metadata?.name === 'string'
    ? (value as Resource)
    : undefined
}

/** An object can be created without a name of its own, but not applied; where its kind has no schema, the name may be anything. */
const nameless = (document: ManifestDocument): Finding => {
  const { file, value } = document
  const name = mapping(mapping(value)['metadata'])['name']
  const at = { severity: 'error', stage: 'schema', file } as const
  if (name === undefined || name === null)
    return {
      ...at,
      code: 'bad-metadata',
      message: 'metadata.name must be given: only an object with a name of its own can be applied',
      ...document.locate(['metadata']),
      path: 'metadata',
    }
  return {
    ...at,
    code: 'wrong-type',
    message: `metadata.name: must be a string`,
    hint: typeof name === 'object' ? 'write it as one word' : 'write it in quotes',
    ...document.locate(['metadata', 'name']),
    path: 'metadata.name',
  }
}

const otherNamespace = (resource: Resource, namespace: string): UserError => {
  const own = resource.metadata.namespace ?? ''
  return new UserError(
    'usage',
    `${refLabel(refOf(resource))} names the namespace ${own}, and --namespace is ${namespace}`,
    { exit: EXIT.usage, hint: `leave --namespace out, or say --namespace ${own}` },
  )
}

/** Throws `no-folder`, what opening schemas throws, and `usage` for an object of another namespace than was named. */
export const readFolderObjects = async (
  workspace: Workspace,
  { namespace, anyNamespace = false, failOn, suppress, manifests }: FolderOptions,
): Promise<FolderObjects> => {
  const assumed = namespace ?? workspace.settings.namespace
  const { files, documents, findings: ofFiles } = manifests ?? (await readFolder(workspace))
  const { around } = await surroundings(workspace)
  const ofFile = new Set(files.flatMap((file) => file.findings))
  const { findings } = await validateDocuments(files, {
    namespace: assumed,
    kinds: await openKinds(workspace.root),
    around,
    discovery: ofFiles.filter((finding) => !ofFile.has(finding)),
    suppress: {
      suppressions: await suppressionsOf(workspace.settings.suppress, suppress),
      complete: true,
      absolute: (file) => file,
    },
  })
  const failing = findings.filter((finding) => reaches(finding, failOn))
  const faulty = new Set(
    failing.flatMap(({ resource }) => (resource === undefined ? [] : [refKey(resource)])),
  )

  const resources = new Map<string, Resource>()
  const invalid = new Map<string, ObjectState>()
  const unnamed: Finding[] = []
  const held = new Map<string, ManifestDocument>()
  const unclear = new Set(
    ofFiles.flatMap(({ severity, resource, file }) =>
      severity === 'error' && resource === undefined ? (file ?? []) : [],
    ),
  )
  for (const document of documents) {
    const resource = asResource(document)
    if (resource === undefined) {
      unclear.add(document.file)
      if (!failing.some((finding) => isAt(finding, document))) unnamed.push(nameless(document))
      continue
    }
    if (!anyNamespace && namespace !== undefined && (resource.metadata.namespace ?? namespace) !== namespace)
      throw otherNamespace(resource, namespace)
    const ref = refOf(resource, assumed)
    const key = refKey(ref)
    held.set(key, document)
    if (faulty.has(key) || faulty.has(refKey(refOf(resource))))
      invalid.set(key, { ref, state: 'Invalid', changes: [], desired: resource })
    else resources.set(key, resource)
  }
  return {
    resources: [...resources.values()],
    invalid: [...invalid.values()],
    findings: [...findings, ...unnamed],
    refused: failing.length > 0 || unnamed.length > 0,
    documents: held,
    files,
    faultyFiles: new Set([...failing, ...unnamed].flatMap(({ file }) => file ?? [])),
    unclearFiles: unclear,
  }
}

const isAt = ({ file, line }: Finding, document: ManifestDocument): boolean =>
  file === document.file && line !== undefined && line >= document.locate([]).line
