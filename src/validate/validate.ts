/** Gives the verdict on manifests: what the API server would say of each object, then what only the whole shows. */
import type { ManifestDocument } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'
import { type ResourceRef, refKey } from '../model/resource.ts'
import { checkDocument } from './check-document.ts'
import { builtInKinds, type Kinds } from './kinds.ts'
import { inOrder } from './order.ts'
import type { ValidationResult } from './result.ts'
import { RULES } from './rules/index.ts'
import type { Subject } from './subject.ts'

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
  const findings: Finding[] = []
  const subjects: Subject[] = []
  for (const file of files) {
    findings.push(...file.findings)
    for (const document of file.documents) {
      const subject = await checkDocument(document, kinds, options.namespace)
      subjects.push(subject)
      findings.push(...subject.findings)
    }
  }
  for (const rule of RULES) findings.push(...rule(subjects))
  return {
    summary: { files: files.length, ...count(subjects, findings, options.namespace) },
    findings: inOrder(files, findings),
  }
}

const count = (subjects: readonly Subject[], findings: readonly Finding[], namespace: string) => {
  // Findings of a file name the object as it names itself, those of a document give it a namespace, too.
  const key = (file: string | undefined, ref: ResourceRef) =>
    `${file ?? ''} ${refKey({ ...ref, namespace: ref.namespace ?? namespace })}`
  const faulty = new Set(
    findings
      .filter((finding) => finding.severity === 'error')
      .flatMap((finding) => (finding.resource === undefined ? [] : [key(finding.file, finding.resource)])),
  )
  let invalid = 0
  let skipped = 0
  for (const { document, ref, checked, findings: own } of subjects) {
    const isFaulty = own.some((finding) => finding.severity === 'error')
    if (isFaulty || (ref !== undefined && faulty.has(key(document.file, ref)))) invalid++
    else if (!checked) skipped++
  }
  return { resources: subjects.length, valid: subjects.length - invalid - skipped, invalid, skipped }
}
