/** Gives the verdict on manifests: what the API server would say of each object, then what only the whole shows. */
import type { ManifestDocument } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'
import { append } from '../model/multimap.ts'
import { groupOf, type ResourceRef, refKey } from '../model/resource.ts'
import { type CheckedObject, summaryOf, type Verdict } from '../model/verdict.ts'
import { checkDocument } from './check-document.ts'
import { builtInKinds, type Kinds } from './kinds.ts'
import { inOrder } from './order.ts'
import { checkRules } from './rules/index.ts'
import { findingAt, type RuleFinding, type Subject } from './subject.ts'
import { nothingKnown, type Surroundings } from './world/outside.ts'
import { makeWorld } from './world/world.ts'
import type { Judged, Suppressed, SuppressOptions } from './suppress/suppress.ts'
import { carriesSuppressions } from './suppress/annotation-text.ts'

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
  /** What rules across resources know beside the manifests. */
  readonly around?: Surroundings
  /** What was found while looking for files, and is about none of them. */
  readonly discovery?: readonly Finding[]
  /** Default: what the objects themselves carry. */
  readonly suppress?: SuppressOptions
}

const ONLY_CARRIED: SuppressOptions = { suppressions: [], complete: false, absolute: (file) => file }
const NONE: Suppressed = { suppressed: [], complaints: [] }

/** The whole verdict. What is wrong with a manifest is a finding, never an exception. */
export const validateDocuments = async (
  files: readonly FileToValidate[],
  options: ValidationOptions,
): Promise<Verdict> => {
  const kinds = options.kinds ?? builtInKinds
  const subjects: Subject[] = []
  for (const { documents } of files)
    for (const document of documents) {
      const checked = checkDocument(document, kinds, options.namespace)
      const subject = checked instanceof Promise ? await checked : checked
      subjects.push(options.strictKinds && !subject.checked ? unchecked(subject) : subject)
    }
  const { around = {} } = options
  const across = await checkRules(makeWorld(subjects, around), around.outside ?? nothingKnown)
  const judged = gather(files, subjects, across, options.namespace)
  const found = inOrder(files, [
    ...(options.discovery ?? []),
    ...files.flatMap((file) => file.findings),
    ...subjects.flatMap((subject) => subject.findings),
    ...across.map(({ finding }) => finding),
  ])
  const { suppressed, complaints } = await accept(found, judged, options.suppress ?? ONLY_CARRIED)
  const accepted = new Set(suppressed.map(({ finding }) => finding))
  const counts = accepted.size === 0 ? found : found.filter((finding) => !accepted.has(finding))
  const objects = judged.map((one) => judge(one, accepted))
  return {
    summary: { files: files.length, ...summaryOf(objects) },
    findings: complaints.length === 0 ? counts : inOrder(files, [...counts, ...complaints]),
    suppressed,
    objects,
  }
}

/** Loaded only where something is to be suppressed. */
const accept = async (
  findings: readonly Finding[],
  judged: readonly Judged[],
  options: SuppressOptions,
): Promise<Suppressed> => {
  if (options.suppressions.length === 0 && !judged.some(({ subject }) => carriesSuppressions(subject)))
    return NONE
  return (await import('./suppress/suppress.ts')).suppress(findings, judged, options)
}

const judge = ({ subject, findings }: Judged, accepted: ReadonlySet<Finding>): CheckedObject => {
  const { document, ref, checked, outline } = subject
  const isInvalid = findings.some((finding) => isError(finding) && !accepted.has(finding))
  const state = isInvalid ? 'invalid' : checked ? 'valid' : 'skipped'
  return { file: document.file, ref, state, outline, findings }
}

/** With the finding that there is no schema for it. */
const unchecked = (subject: Subject): Subject => {
  const { apiVersion, kind } = subject.value
  const isOfKubernetes = !groupOf(String(apiVersion)).includes('.')
  const finding = findingAt(subject.document, subject.ref, {
    code: 'no-schema',
    severity: 'error',
    stage: 'schema',
    path: ['kind'],
    message: `there is no schema for ${String(kind)} of ${String(apiVersion)}`,
    hint: isOfKubernetes
      ? 'kinds of Kubernetes itself have no CRD; accept it with --suppress no-schema:KIND/NAME'
      : '`kubectl agentgw schemas pull --group GROUP` or --crds PATH gives one',
  })
  return { ...subject, findings: [...subject.findings, finding] }
}

const isError = ({ severity }: Finding): boolean => severity === 'error'

/** Each object with all that was found about it: while reading, by itself, and across objects. */
const gather = (
  files: readonly FileToValidate[],
  subjects: readonly Subject[],
  across: readonly RuleFinding[],
  namespace: string,
): Judged[] => {
  // Findings of reading name the object as it names itself; those of an object assume a namespace for it.
  const key = (file: string, ref: ResourceRef): string =>
    `${file} ${refKey({ ...ref, namespace: ref.namespace ?? namespace })}`
  const ofReading = new Map<string, Finding[]>()
  for (const { file, findings } of files)
    for (const finding of findings)
      if (finding.resource !== undefined) append(ofReading, key(file, finding.resource), finding)
  const ofRules = new Map<Subject, Finding[]>()
  for (const { subject, finding } of across) append(ofRules, subject, finding)

  return subjects.map((subject) => {
    const { document, ref } = subject
    const read =
      ref === undefined || ofReading.size === 0 ? undefined : ofReading.get(key(document.file, ref))
    const rules = ofRules.get(subject)
    return read === undefined && rules === undefined
      ? { subject, findings: subject.findings }
      : { subject, findings: [...(read ?? []), ...subject.findings, ...(rules ?? [])] }
  })
}
