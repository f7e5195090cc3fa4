/** One object of the input with what was found about it: what rules across resources look at. */
import type { Code } from '../codes/index.ts'
import { maskSecrets, secretValues } from '../model/credentials/values.ts'
import { formatPath, type JsonPath, type ManifestDocument, type Position } from '../model/document.ts'
import type { Finding, Severity, Stage } from '../model/finding.ts'
import type { ResourceRef } from '../model/resource.ts'

export interface Subject {
  readonly document: ManifestDocument
  readonly value: Readonly<Record<string, unknown>>
  /** Absent where the object does not name itself. The namespace is the one to assume where it names none. */
  readonly ref: ResourceRef | undefined
  /** Whether there was a schema to check it by. */
  readonly checked: boolean
  /** Whether that was only an outline. */
  readonly outline: boolean
  readonly findings: readonly Finding[]
}

/** What a rule across resources found, and about which object. */
export interface RuleFinding {
  readonly subject: Subject
  readonly finding: Finding
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

/** What is absent, an object or a list is shown at the name of what holds it; anything else where it stands. */
const placeOf = (document: ManifestDocument, { path, part }: Fault): Position => {
  let value = document.value
  let depth = 0
  for (const segment of path) {
    const inside: unknown =
      typeof value === 'object' && value !== null ? (value as never)[segment] : undefined
    if (inside === undefined) break
    value = inside
    depth++
  }
  const isContainer = typeof value === 'object' && value !== null
  return document.locate(path.slice(0, depth), isContainer ? 'key' : (part ?? 'value'))
}

/** An object may have many faults, and its secrets are looked for once. */
const secrets = new WeakMap<ManifestDocument, readonly string[]>()

const secretsOf = (document: ManifestDocument): readonly string[] => {
  const known = secrets.get(document) ?? secretValues(document.value)
  secrets.set(document, known)
  return known
}

/** Gives a fault its place in the file. The message begins with the path, and shows no secret of the document. */
export const findingAt = (
  document: ManifestDocument,
  ref: ResourceRef | undefined,
  fault: Fault,
): Finding => {
  const { code, severity, stage, path, hint } = fault
  const place = placeOf(document, fault)
  const at = formatPath(path)
  const message = maskSecrets(at === '' ? fault.message : `${at}: ${fault.message}`, secretsOf(document))
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
