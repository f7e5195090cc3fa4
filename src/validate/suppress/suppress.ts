/**
 * Parts findings into those that count and those that somebody accepts, by what the objects carry themselves, by
 * agentgw.yaml and by the command line. What accepts nothing, or could not, is a finding itself.
 */
import type { Finding } from '../../model/finding.ts'
import { isNamed, type SuppressedFinding, type Suppression } from '../../model/suppression.ts'
import type { Subject } from '../subject.ts'
import { isSuppressible } from './suppressible.ts'
import { complaintAt, readAnnotation } from './annotation.ts'
import { carriesSuppressions } from './annotation-text.ts'

/** One object, and all that was found about it. */
export interface Judged {
  readonly subject: Subject
  readonly findings: readonly Finding[]
}

export interface SuppressOptions {
  /** Of agentgw.yaml and the command line. */
  readonly suppressions: readonly Suppression[]
  /** Whether the input is all that agentgw.yaml speaks of: what is not in it suppresses nothing then. */
  readonly complete: boolean
  /** The absolute path of a file, which findings name as the user did. */
  readonly absolute: (file: string) => string
}

export interface Suppressed {
  readonly suppressed: readonly SuppressedFinding[]
  /** Findings about suppressions. */
  readonly complaints: readonly Finding[]
}

export const suppress = (
  findings: readonly Finding[],
  judged: readonly Judged[],
  options: SuppressOptions,
): Suppressed => {
  const carried = new Map<Suppression, Subject>()
  const ofObject = new Map<Finding, readonly Suppression[]>()
  const complaints: Finding[] = []
  for (const { subject, findings: own } of judged) {
    if (!carriesSuppressions(subject)) continue
    const read = readAnnotation(subject)
    complaints.push(...read.complaints)
    for (const suppression of read.suppressions) carried.set(suppression, subject)
    for (const finding of own) ofObject.set(finding, read.suppressions)
  }

  const used = new Set<Suppression>()
  const refused = new Set<Suppression>()
  const suppressed = findings.flatMap((finding): SuppressedFinding[] => {
    const fitting = [
      ...(ofObject.get(finding) ?? []).filter(({ code }) => code === finding.code),
      ...options.suppressions.filter((suppression) => fits(suppression, finding, options)),
    ]
    const kept = isSuppressible(finding) ? used : refused
    for (const suppression of fitting) kept.add(suppression)
    const [first] = fitting
    return kept === used && first !== undefined ? [{ finding, suppression: first }] : []
  })

  for (const suppression of [...carried.keys(), ...options.suppressions]) {
    const subject = carried.get(suppression)
    const useless = used.has(suppression)
      ? undefined
      : refused.has(suppression)
        ? REFUSED
        : subject !== undefined || isExpected(suppression, judged, options)
          ? UNUSED
          : undefined
    if (useless !== undefined) complaints.push(complaint(suppression, subject, useless))
  }
  return { suppressed, complaints }
}

interface Useless {
  readonly code: 'bad-suppression' | 'unused-suppression'
  readonly message: string
  readonly hint: string
}

const REFUSED: Useless = {
  code: 'bad-suppression',
  message: 'is not suppressed: the API server would refuse the object',
  hint: 'mend what is found; only what the API server would let pass can be suppressed',
}

const UNUSED: Useless = {
  code: 'unused-suppression',
  message: 'is not found, so this suppresses nothing',
  hint: 'remove it, or correct its code, resource or path',
}

const fits = (
  { code, object, path }: Suppression,
  finding: Finding,
  { absolute }: SuppressOptions,
): boolean =>
  code === finding.code &&
  (object === undefined || (finding.resource !== undefined && isNamed(object, finding.resource))) &&
  (path === undefined || (finding.file !== undefined && isWithin(path, absolute(finding.file))))

const isWithin = (folder: string, file: string): boolean =>
  file === folder || (file.startsWith(folder) && /[\\/]/.test(file.charAt(folder.length)))

/** Whether what it is about was looked at. */
const isExpected = (
  { object, from }: Suppression,
  judged: readonly Judged[],
  { complete }: SuppressOptions,
): boolean =>
  complete ||
  from === 'command line' ||
  (object !== undefined && judged.some(({ subject: { ref } }) => ref !== undefined && isNamed(object, ref)))

/** At its place; what the command line says has none and is quoted. */
const complaint = (
  { code: accepted, object, path, place }: Suppression,
  subject: Subject | undefined,
  { code, message, hint }: Useless,
): Finding => {
  if (subject !== undefined) return complaintAt(subject, code, `${accepted} ${message}`, hint)
  const named = object === undefined ? undefined : `${object.kind}/${object.name}`
  const quoted = place === undefined ? `--suppress ${[accepted, named].filter(Boolean).join(':')}: ` : ''
  const what = [accepted, named, ...(path === undefined ? [] : ['that path'])].filter(Boolean).join(' of ')
  return {
    code,
    severity: 'warning',
    stage: 'rules',
    message: `${quoted}${what} ${message}`,
    ...place,
    hint,
  }
}
