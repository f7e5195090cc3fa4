/** A verdict in the Static Analysis Results Interchange Format, 2.1.0. */
import { createHash } from 'node:crypto'
import { pathToFileURL } from 'node:url'
import { docsOf, DOCS_URL } from '../../codes/docs.ts'
import { EXAMPLES } from '../../codes/examples/index.ts'
import { type Code, CODES } from '../../codes/index.ts'
import { type Finding, findingKey, type Severity } from '../../model/finding.ts'
import { refKey } from '../../model/resource.ts'
import type { Suppression } from '../../model/suppression.ts'
import { type ReportContext, STDIN_NAME } from './context.ts'
import type { ShownVerdict } from './show.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'
const LEVELS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' }

/** The example of a code as Markdown. */
const exampleOf = (code: Code): string => {
  const example = EXAMPLES[code]
  if (example === undefined) return ''
  const block = (text: string): string => `\`\`\`yaml\n${text.trimEnd()}\n\`\`\``
  return `\n\nWrong:\n\n${block(example.wrong)}\n\nRight:\n\n${block(example.right)}`
}

const rule = (code: Code): object => {
  const { title, mend } = CODES[code]
  const text = `${title}\n\n${mend}`
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: `${title} ${mend}` },
    help: { text, markdown: `${text}${exampleOf(code)}` },
    helpUri: docsOf(code),
  }
}

/** Relative to the root of the repository; percent-encoded. */
const uriOf = (file: string, { inRepository }: ReportContext): object => {
  if (file === '-') return { uri: STDIN_NAME }
  const path = inRepository(file)
  return path.startsWith('/') || /^[A-Za-z]:/.test(path)
    ? { uri: pathToFileURL(path).href }
    : { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: 'SRCROOT' }
}

const region = (finding: Finding, context: ReportContext): object => {
  const { line, column } = finding
  if (line === undefined) return {}
  const end = context.endOf(finding)
  return {
    region: {
      startLine: line,
      ...(column === undefined ? {} : { startColumn: column }),
      ...(end === undefined ? {} : { endLine: end.line, endColumn: end.column }),
    },
  }
}

const locations = (finding: Finding, context: ReportContext): object => {
  const { file, path, resource } = finding
  const logical =
    resource === undefined
      ? []
      : [
          {
            name: `${resource.kind}/${resource.name}`,
            fullyQualifiedName: `${refKey(resource)}${path === undefined ? '' : `#${path}`}`,
            kind: 'resource',
          },
        ]
  if (file === undefined) return {}
  return {
    locations: [
      {
        physicalLocation: { artifactLocation: uriOf(file, context), ...region(finding, context) },
        ...(logical.length === 0 ? {} : { logicalLocations: logical }),
      },
    ],
  }
}

const messageOf = ({ message, hint }: Finding): object => ({
  text: hint === undefined ? message : `${message}\nhint: ${hint}`,
})

/** Of equal findings each has a fingerprint of its own: the number among them is part of it. */
const fingerprinter = (): ((finding: Finding) => string) => {
  const seen = new Map<string, number>()
  return (finding) => {
    const key = findingKey(finding)
    const count = (seen.get(key) ?? 0) + 1
    seen.set(key, count)
    return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}:${count}`
  }
}

const accepted = ({ from, reason }: Suppression): object => ({
  kind: from === 'annotation' ? 'inSource' : 'external',
  status: 'accepted',
  ...(reason === undefined ? {} : { justification: reason }),
})

/** What is fixed stood in another text. */
const nowhere = (): undefined => undefined

/** What belongs to no file is about how the program was called. */
const notification = (finding: Finding): object => ({
  descriptor: { id: finding.code },
  level: LEVELS[finding.severity],
  message: messageOf(finding),
})

export const verdictSarif = (verdict: ShownVerdict, context: ReportContext): string => {
  const { findings, suppressed, comparison } = verdict
  const stateOf = (finding: Finding): string =>
    comparison?.introduced.has(finding) === true ? 'new' : 'unchanged'
  const all = [
    ...findings.map((finding) => ({ finding, suppression: undefined, state: stateOf(finding) })),
    ...suppressed.map((one) => ({ ...one, state: 'unchanged' })),
    ...(comparison?.fixed ?? []).map((finding) => ({ finding, suppression: undefined, state: 'absent' })),
  ]
  const placed = all.filter(({ finding }) => finding.file !== undefined)
  const notifications = findings.filter(({ file }) => file === undefined).map(notification)
  const codes = [...new Set(placed.map(({ finding }) => finding.code))].sort()
  const fingerprint = fingerprinter()
  const results = placed.map(({ finding, suppression, state }) => ({
    ruleId: finding.code,
    ruleIndex: codes.indexOf(finding.code),
    level: LEVELS[finding.severity],
    message: messageOf(finding),
    ...locations(finding, state === 'absent' ? { ...context, endOf: nowhere } : context),
    partialFingerprints: { 'agentgwFinding/v1': fingerprint(finding) },
    // Either every result of a run says whether it is suppressed, or none does.
    ...(suppressed.length === 0
      ? {}
      : { suppressions: suppression === undefined ? [] : [accepted(suppression)] }),
    ...(comparison === undefined ? {} : { baselineState: state }),
    properties: { stage: finding.stage },
  }))
  const run = {
    tool: {
      driver: {
        name: 'kubectl-agentgw',
        version: context.version,
        informationUri: `${DOCS_URL}/validate.md`,
        rules: codes.map(rule),
      },
    },
    invocations: [
      {
        executionSuccessful: true,
        ...(notifications.length === 0 ? {} : { toolConfigurationNotifications: notifications }),
      },
    ],
    originalUriBaseIds: {
      SRCROOT: {
        description: { text: 'The root of the repository, or else where the program was started.' },
      },
    },
    columnKind: 'unicodeCodePoints',
    results,
  }
  return `${JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2)}\n`
}
