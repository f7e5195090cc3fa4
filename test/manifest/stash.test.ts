/** The folder's record of a revocation: what was written is what is read, and anything else is told. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readStash, writeStash } from '../../src/manifest/stash.ts'
import { digestOf } from '../../src/model/digest.ts'
import { refOf } from '../../src/model/resource.ts'
import type { FolderRecord } from '../../src/model/revocation.ts'
import { backend } from '../fixtures/objects.ts'
import { makeFolder } from './folder.ts'

const stored = [{ file: 'manifests/fs.yaml', piece: { text: 'kind: MCPBackend\n', before: '', after: '' } }]
const record: FolderRecord = {
  id: 'one',
  reason: 'why',
  who: 'alice',
  localUser: 'al@laptop',
  incident: 'https://pager.example.com/4711',
  when: '2026-11-27T08:00:00.000Z',
  toolVersion: '0.1.0',
  targets: [{ ref: refOf(backend('fs')), because: 'named', phase: 'removed', stored }],
}

interface Content {
  targets: { digest?: string; stored: { file: string }[] }[]
}

const rewritten = async (change: (content: Content) => void) => {
  const root = makeFolder()
  await writeStash(root, record)
  const file = join(root, '.agentgw/revoked/one.stash')
  const content = JSON.parse(readFileSync(file, 'utf8')) as Content
  change(content)
  writeFileSync(file, JSON.stringify(content))
  return readStash(root)
}

describe('a record in the folder', () => {
  it('is read as it was written, with the digest of what each target stored', async () => {
    const root = makeFolder()
    await writeStash(root, record)
    const targets = record.targets.map((target) => ({ ...target, digest: digestOf(stored) }))
    expect(await readStash(root)).toEqual({ records: [{ ...record, targets }], damaged: [] })
  })

  it('is read though it was written before targets had digests', async () => {
    const { records, damaged } = await rewritten(({ targets }) => {
      for (const target of targets) delete target.digest
    })
    expect([records.length, damaged]).toEqual([1, []])
  })

  it.each<[string, (content: Content) => void]>([
    ['what is stored is another', ({ targets }) => (targets[0]!.stored[0]!.file = 'elsewhere.yaml')],
    ['the digest is another', ({ targets }) => (targets[0]!.digest = digestOf([]))],
    ['a target is gone', (content) => (content.targets = [])],
  ])('is damaged where %s', async (_, change) => {
    const { records, damaged } = await rewritten(change)
    expect([records, damaged.map(({ code }) => code)]).toEqual([[], ['stash-damaged']])
  })
})

it('a digest does not depend on the order of fields, but on that of items', () => {
  expect(digestOf({ a: 1, b: { c: [1, 2], d: 2 } })).toBe(digestOf({ b: { d: 2, c: [1, 2] }, a: 1 }))
  expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]))
})
