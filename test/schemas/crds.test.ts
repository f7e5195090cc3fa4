import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findKind, KINDS } from '../../src/model/kinds.ts'
import { KIND_CASES } from '../fixtures/kinds/cases.ts'
import { type Crd, CRD_FILES, CRD_FOLDER, CRDS, type Schema, walk } from '../fixtures/kinds/crds.ts'

const read = (path: string): string => readFileSync(join(import.meta.dirname, '../..', path), 'utf8')
const schemaOf = (crd: Crd): Schema => crd.spec.versions[0].schema.openAPIV3Schema
const places = (crd: Crd) => [...walk(schemaOf(crd))]

const isBounded = (schema: Schema): boolean => {
  if (schema.type === 'array') return schema.maxItems !== undefined
  if (schema.additionalProperties) return schema.maxProperties !== undefined
  if (schema.type === 'string' || schema['x-kubernetes-int-or-string'])
    return schema.enum !== undefined || schema.maxLength !== undefined
  return true
}

describe.each(CRDS.map((crd) => [crd.spec.names.kind, crd] as const))('the CRD of %s', (kind, crd) => {
  it('bounds every list, map and string', () => {
    expect(places(crd).filter(({ schema }) => !isBounded(schema))).toEqual([])
  })

  it('describes every field', () => {
    const bare = places(crd).filter(
      ({ path, schema }) =>
        schema.description === undefined && !path.startsWith('metadata') && !/[\]}]$/.test(path),
    )
    expect(bare).toEqual([])
  })

  it('describes the entries of every list of objects', () => {
    const bare = places(crd).filter(
      ({ path, schema }) =>
        path.endsWith('[]') && schema.type === 'object' && schema.description === undefined,
    )
    expect(bare).toEqual([])
  })

  it('has a case that breaks each rule, with its message', () => {
    const broken = new Set(
      KIND_CASES.filter(({ document }) => document.kind === kind).flatMap(({ expected }) =>
        expected.map(({ path, message }) => `${path.replace(/\[\d+\]/g, '[]')}: ${message}`),
      ),
    )
    const rules = places(crd).flatMap(({ path, schema }) =>
      (schema['x-kubernetes-validations'] ?? []).map(
        ({ message, fieldPath = '' }) => `${path}${fieldPath}: ${message ?? 'no message'}`,
      ),
    )
    expect(rules.length).toBeGreaterThan(0)
    expect(rules.filter((rule) => !broken.has(rule))).toEqual([])
  })

  it('has every field of its spec in docs/kinds.md', () => {
    const page = read('docs/kinds.md')
    const names = places(crd).flatMap(({ path }) =>
      path.startsWith('spec.') ? (/(\w+)$/.exec(path) ?? []) : [],
    )
    expect(names.length).toBeGreaterThan(10)
    expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([])
  })

  it('is named as the program names it', () => {
    const { plural, singular, shortNames } = crd.spec.names
    for (const word of [kind, plural, singular, ...shortNames])
      expect(findKind(word)).toMatchObject({ kind, plural, shortNames })
    const others = KINDS.filter((other) => other.kind !== kind).flatMap((other) => [
      other.plural,
      other.kind.toLowerCase(),
      ...other.shortNames,
    ])
    expect(others.filter((word) => shortNames.includes(word))).toEqual([])
  })

  it('carries the mark and the version of this program', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string }
    expect(crd.metadata.labels).toEqual({ 'agentgw.dev/part-of': 'kubectl-agentgw' })
    expect(crd.metadata.annotations).toEqual({ 'agentgw.dev/version': version })
  })
})

it('the kustomization names every CRD', () => {
  const listed = [...readFileSync(join(CRD_FOLDER, 'kustomization.yaml'), 'utf8').matchAll(/^ +- (.*)$/gm)]
  expect(listed.map(([, file]) => file)).toEqual(CRD_FILES.map((file) => basename(file)))
})

it('no two cases have one name', () => {
  const names = KIND_CASES.map(({ name }) => name)
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([])
})
