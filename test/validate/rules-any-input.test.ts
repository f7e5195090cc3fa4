/** Rules are run on whatever a manifest holds, also where a schema refuses it: they must say something or nothing. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import type { ManifestDocument } from '../../src/model/document.ts'
import { builtInKinds } from '../../src/validate/kinds.ts'
import { checkDocument } from '../../src/validate/check-document.ts'
import { checkRules } from '../../src/validate/rules/index.ts'
import type { Subject } from '../../src/validate/subject.ts'
import { nothingKnown } from '../../src/validate/world/outside.ts'
import { makeWorld } from '../../src/validate/world/world.ts'
import { AROUND, NAMESPACE } from './verdict-of.ts'

const folder = join(import.meta.dirname, '../fixtures/rules')
const ODD: readonly unknown[] = [
  null,
  1,
  '',
  '$a',
  [],
  {},
  [[null]],
  { name: 1 },
  { name: {} },
  'constructor',
  { kind: '__proto__', group: 'constructor', name: 'toString' },
]

/** The value with one of its parts replaced by another, for each part. */
function* replaced(value: unknown, by: unknown): Generator {
  yield by
  if (Array.isArray(value)) {
    for (const [i, item] of value.entries())
      for (const inner of replaced(item, by)) yield value.map((one: unknown, j) => (i === j ? inner : one))
  } else if (typeof value === 'object' && value !== null)
    for (const [field, inner] of Object.entries(value))
      for (const other of replaced(inner, by)) yield { ...value, [field]: other }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of the documents, one with a part of its spec replaced. */
function* inputs(documents: readonly Subject[]): Generator<readonly Subject[]> {
  for (const [i, subject] of documents.entries())
    for (const by of ODD)
      for (const spec of replaced(subject.value['spec'], by)) {
        const value = { ...subject.value, spec }
        const { file, index } = subject.document
        const locate: ManifestDocument['locate'] = (path, part) => subject.document.locate(path, part)
        const document: ManifestDocument = { file, index, value, locate }
        yield documents.map((one, j) => (i === j ? { ...one, document, value } : one))
      }
}

describe.each(readdirSync(folder))('%s', (code) => {
  it('takes any input', async () => {
    const text = readFileSync(join(folder, code, 'bad.yaml'), 'utf8')
    const subjects: Subject[] = []
    for (const document of parse('a.yaml', text).documents)
      subjects.push(await checkDocument(document, builtInKinds, NAMESPACE))
    let count = 0
    for (const input of inputs(subjects)) {
      const findings = await checkRules(makeWorld(input, AROUND), nothingKnown)
      expect(findings.every(({ finding }) => finding.line !== undefined && isRecord(finding))).toBe(true)
      count++
    }
    expect(count).toBeGreaterThan(10)
  })
})
