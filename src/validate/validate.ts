/** Gives the verdict on manifests: what the API server would say of each object, then what only the whole shows. */
import type { ManifestDocument } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'
import { type ResourceRef, refKey } from '../model/resource.ts'
import { checkDocument } from './check-document.ts'
import { builtInKinds, type Kinds } from './kinds.ts'
import { inOrder } from './order.ts'
import type { ValidationResult, ValidationSummary } from './result.ts'
import { RULES } from './rules/index.ts'
import type { RuleFinding, Subject } from './subject.ts'

/** One file as it was read; what src/manifest gives has this shape. */
export interface FileToValidate {
  readonly file: string
  readonly documents: readonly ManifestDocument[]
  /** Of the stage `file`. */
  readonly findings: readonly Finding[]
}

export interface ValidationOptions {
  /** The namespace of objects that name none. */
  readonly namespace: string
  /** Default: the kinds built in. */
  readonly kinds?: Kinds
}

/** The whole verdict. What is wrong with a manifest is a finding, never an exception. */
export const validateDocuments = async (
  files: readonly FileToValidate[],
  options: ValidationOptions,
): Promise<ValidationResult> => {
  const kinds = options.kinds ?? builtInKinds
  const subjects: Subject[] = []
  for (const { documents } of files)
    for (const document of documents) subjects.push(await checkDocument(document, kinds, options.namespace))
  const across = RULES.flatMap((rule) => rule(subjects))
  const findings = [
    ...files.flatMap((file) => file.findings),
    ...subjects.flatMap((subject) => subject.findings),
    ...across.map(({ finding }) => finding),
  ]
  return {
    summary: { files: files.length, ...count(files, subjects, across, options.namespace) },
    findings: inOrder(files, findings),
  }
}

const isError = ({ severity }: Finding): boolean => severity === 'error'

const count = (
  files: readonly FileToValidate[],
  subjects: readonly Subject[],
  across: readonly RuleFinding[],
  namespace: string,
): Omit<ValidationSummary, 'files'> => {
  // Findings of reading name the object as it names itself; those of an object assume a namespace for it.
  const key = (file: string, ref: ResourceRef): string =>
    `${file} ${refKey({ ...ref, namespace: ref.namespace ?? namespace })}`
  const unreadable = new Set(
    files.flatMap(({ file, findings }) =>
      findings
        .filter(isError)
        .flatMap(({ resource }) => (resource === undefined ? [] : [key(file, resource)])),
    ),
  )
  const objectedTo = new Set(across.flatMap(({ subject, finding }) => (isError(finding) ? [subject] : [])))
  let invalid = 0
  let skipped = 0
  for (const subject of subjects) {
    const { document, ref, checked, findings } = subject
    const isUnreadable = ref !== undefined && unreadable.has(key(document.file, ref))
    if (isUnreadable || findings.some(isError) || objectedTo.has(subject)) invalid++
    else if (!checked) skipped++
  }
  return { resources: subjects.length, valid: subjects.length - invalid - skipped, invalid, skipped }
}
