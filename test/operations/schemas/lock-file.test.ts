/** A lock that is none is an error that says why. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { SchemaLock } from '../../../src/model/schema-lock.ts'
import { lockText, readLock, SCHEMAS_FOLDER } from '../../../src/operations/schemas/lock-file.ts'

const CRD = {
  name: 'things.a.dev',
  group: 'a.dev',
  kind: 'Thing',
  versions: ['v1'],
  source: 'cluster',
  sha256: 'a'.repeat(64),
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-lock-'))
})
afterEach(() => {
  rmSync(root, { recursive: true, force: true })
})
const put = (text: string): void => {
  mkdirSync(join(root, SCHEMAS_FOLDER), { recursive: true })
  writeFileSync(join(root, SCHEMAS_FOLDER, 'schemas.lock.json'), text)
}

it('is read as it is written; none is none', () => {
  expect(readLock(root)).toBeUndefined()
  const locks: SchemaLock[] = [
    { crds: [] },
    { kubernetes: 'v1.34.1', crds: [CRD, { ...CRD, release: 'v1' }] },
  ]
  for (const lock of locks) {
    put(lockText(lock))
    expect(readLock(root)).toEqual(lock)
  }
})

it.each([
  ['a conflict of Git', '<<<<<<< HEAD\n{'],
  ['nothing', ''],
  ['null', 'null'],
  ['another version', JSON.stringify({ lockVersion: 2, crds: [] })],
  ['no list', JSON.stringify({ lockVersion: 1, crds: {} })],
  ['a name that leads away', JSON.stringify({ lockVersion: 1, crds: [{ ...CRD, name: '../../x' }] })],
  ['no digest', JSON.stringify({ lockVersion: 1, crds: [{ ...CRD, sha256: 'x' }] })],
  ['no version', JSON.stringify({ lockVersion: 1, crds: [{ ...CRD, versions: [] }] })],
])('%s is no lock', (_name, text) => {
  put(text)
  expect(() => readLock(root)).toThrow(expect.objectContaining({ code: 'bad-schema-lock' }) as Error)
})
