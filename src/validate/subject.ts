/** One object of the input with what was found about it: what rules across resources look at. */
import type { Code } from '../codes/index.ts'
import { formatPath, type JsonPath, type ManifestDocument } from '../model/document.ts'
import type { Finding, Severity, Stage } from '../model/finding.ts'
import type { ResourceRef } from '../model/resource.ts'
import { maskSecrets, secretValues } from '../model/secret-values.ts'

export interface Subject {
  readonly document: ManifestDocument
  readonly value: Readonly<Record<string, unknown>>
  /** Absent where the object does not name itself. The namespace is the one to assume where it names none. */
  readonly ref: ResourceRef | undefined
  /** Whether there was a schema to check it by. */
  readonly checked: boolean
  readonly findings: readonly Finding[]
}

export interface Fault {
  readonly code: Code
  readonly severity: Severity
  readonly stage: Stage
  readonly path: JsonPath
  readonly part?: 'key' | undefined
  readonly message: string
  readonly hint?: string | undefined
}

/** Gives a fault its place in the file. The message begins with the path, and shows no secret of the document. */
export const findingAt = (
  document: ManifestDocument,
  ref: ResourceRef | undefined,
  fault: Fault,
): Finding => {
  const { code, severity, stage, path, part, hint } = fault
  // What is absent is shown at the name of what lacks it.
  const absent = code === 'missing-field'
  const place = document.locate(absent ? path.slice(0, -1) : path, absent ? 'key' : (part ?? 'value'))
  const at = formatPath(path)
  const message = maskSecrets(
    at === '' ? fault.message : `${at}: ${fault.message}`,
    secretValues(document.value),
  )
  return {
    code,
    severity,
    stage,
    message,
    file: document.file,
    ...place,
    ...(at === '' ? {} : { path: at }),
    ...(ref === undefined ? {} : { resource: ref }),
    ...(hint === undefined ? {} : { hint }),
  }
}
