/** A verdict as test results in the XML that CI systems read since JUnit: a suite a file, a case an object. */
import type { Finding } from '../../model/finding.ts'
import type { CheckedObject } from '../../model/verdict.ts'
import { label } from '../label.ts'
import { type ReportContext, STDIN_NAME } from './context.ts'
import type { ShownVerdict } from './show.ts'

/** XML has no form at all for these characters, not even as a reference. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
}

/** The first is for text, where lines stay lines. */
const escapeText = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>\r]/g, (character) => ENTITIES[character] ?? '')
const escapeAttribute = (text: string): string =>
  text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"\t\n\r]/g, (character) => ENTITIES[character] ?? '')

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escapeAttribute(String(value))}"`)
    .join('')

const lineOf = ({ file, line, column, severity, message, code, hint }: Finding): string => {
  const place = [file === '-' ? STDIN_NAME : file, line, column]
    .filter((part) => part !== undefined)
    .join(':')
  const head = `${place === '' ? '' : `${place}: `}${severity}: ${message} [${code}]`
  return hint === undefined ? head : `${head}\n  hint: ${hint}`
}

interface Case {
  readonly name: string
  readonly findings: readonly Finding[]
  readonly skipped?: boolean
}

/** One `failure` a case, which is all that every reader of the format takes; the rest is output. */
const testCase = (
  { name, findings, skipped = false }: Case,
  file: string,
  context: ReportContext,
): string => {
  const failures = findings.filter(context.fails)
  const others = findings.filter((finding) => !context.fails(finding))
  const [first] = failures
  const children = [
    first === undefined
      ? skipped
        ? '      <skipped message="there is no schema for the kind"/>\n'
        : ''
      : `      <failure${attributes({ type: first.code, message: failures.length === 1 ? first.message : `${first.message} (and ${failures.length - 1} more)` })}>${escapeText(failures.map(lineOf).join('\n'))}</failure>\n`,
    others.length === 0
      ? ''
      : `      <system-out>${escapeText(others.map(lineOf).join('\n'))}</system-out>\n`,
  ].join('')
  const head = `    <testcase${attributes({ name, classname: file, time: 0 })}`
  return children === '' ? `${head}/>\n` : `${head}>\n${children}    </testcase>\n`
}

const nameOf = ({ ref }: CheckedObject, number: number): string =>
  ref === undefined ? `object ${number}, which does not name itself` : label(ref)

/** The cases of each file: its objects, and what was found that is about none of them. */
const casesOf = ({ objects, findings }: ShownVerdict): Map<string, Case[]> => {
  const suites = new Map<string, Case[]>()
  const suite = (file: string): Case[] => {
    const cases = suites.get(file) ?? []
    suites.set(file, cases)
    return cases
  }
  const told = new Set(findings)
  const ofObjects = new Set<Finding>()
  for (const object of objects) {
    const cases = suite(object.file)
    for (const finding of object.findings) ofObjects.add(finding)
    cases.push({
      name: nameOf(object, cases.length + 1),
      findings: object.findings.filter((finding) => told.has(finding)),
      skipped: object.state === 'skipped',
    })
  }
  const rest = Map.groupBy(
    findings.filter((finding) => !ofObjects.has(finding)),
    ({ file }) => file ?? '',
  )
  for (const [file, others] of rest)
    suite(file).push({ name: file === '' ? 'settings' : 'the file itself', findings: others })
  return suites
}

export const verdictJunit = (verdict: ShownVerdict, context: ReportContext): string => {
  const fails = ({ findings }: Case): boolean => findings.some(context.fails)
  const count = (cases: readonly Case[]): Readonly<Record<string, number>> => ({
    tests: cases.length,
    failures: cases.filter(fails).length,
    errors: 0,
    skipped: cases.filter((one) => one.skipped === true && !fails(one)).length,
    time: 0,
  })
  const suites = [...casesOf(verdict)].map(([file, cases]) => {
    const name = file === '' ? 'command line' : file === '-' ? STDIN_NAME : context.inRepository(file)
    const body = cases.map((one) => testCase(one, name, context)).join('')
    return { cases, xml: `  <testsuite${attributes({ name, ...count(cases) })}>\n${body}  </testsuite>\n` }
  })
  const total = count(suites.flatMap(({ cases }) => cases))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${attributes({ name: 'kubectl agentgw validate', ...total })}>\n${suites.map(({ xml }) => xml).join('')}</testsuites>\n`
}
