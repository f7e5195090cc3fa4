/** Gives the verdict on manifests: what the API server would say of each object, then what only the whole shows. */
import type { ManifestDocument } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'
import { type ResourceRef, refKey } from '../model/resource.ts'
import { checkDocument } from './check-document.ts'
import { builtInKinds, type Kinds } from './kinds.ts'
import { inOrder } from './order.ts'
import type { ValidationResult, ValidationSummary } from './result.ts'
import { RULES } from './rules/index.ts'
import { findingAt, type RuleFinding, type Subject } from './subject.ts'

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
  /** Whether it is an error that there is no schema for a kind. */
  readonly strictKinds?: boolean
}

/** The whole verdict. What is wrong with a manifest is a finding, never an exception. */
export const validateDocuments = async (
  files: readonly FileToValidate[],
  options: ValidationOptions,
): Promise<ValidationResult> => {
  const kinds = options.kinds ?? builtInKinds
  const subjects: Subject[] = []
  for (const { documents } of files)
    for (const document of documents) {
      const subject = await checkDocument(document, kinds, options.namespace)
      subjects.push(options.strictKinds && !subject.checked ? unchecked(subject) : subject)
    }
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

/** With the finding that there is no schema for it. */
const unchecked = (subject: Subject): Subject => {
  const finding = findingAt(subject.document, subject.ref, {
    code: 'no-schema',
    severity: 'error',
    stage: 'schema',
    path: ['kind'],
    message: `there is no schema for ${String(subject.value['kind'])} of ${String(subject.value['apiVersion'])}`,
    hint: '`kubectl agentgw schemas pull` or --crds PATH gives one',
  })
  return { ...subject, findings: [...subject.findings, finding] }
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
  let outline = 0
  for (const subject of subjects) {
    const { document, ref, checked, findings } = subject
    if (subject.outline) outline++
    const isUnreadable = ref !== undefined && unreadable.has(key(document.file, ref))
    if (isUnreadable || findings.some(isError) || objectedTo.has(subject)) invalid++
    else if (!checked) skipped++
  }
  return { resources: subjects.length, valid: subjects.length - invalid - skipped, invalid, skipped, outline }
}
