import { describe, expect, it } from 'vitest'
import type { RestoreReport, RevokedTargetReport } from '../../../src/model/kill-switch-report.ts'
import { refOf } from '../../../src/model/resource.ts'
import { meaning, restoreNotes, revokeText } from '../../../src/report/kill-switch/text.ts'
import { backend } from '../../fixtures/objects.ts'

const target = (own: Partial<RevokedTargetReport> = {}): RevokedTargetReport => ({
  ref: refOf(backend('fs')),
  because: 'named',
  id: 'r1',
  cluster: 'removed',
  folder: 'absent',
  verdict: 'removed (not probed)',
  locked: true,
  denials: [],
  ...own,
})
const report = (...targets: RevokedTargetReport[]) => ({
  head: { id: 'r1', reason: '', who: 'me', when: '' },
  targets,
  missing: [],
  shared: [],
  unseen: [],
  problems: [],
  darkAfterMs: 130,
  owners: [],
  commit: undefined,
  notes: [],
})
const part = target({ part: { tool: 'write' }, cluster: 'denied' })

describe('a part', () => {
  it('is denied, not removed, and named as revoke takes it', () => {
    const text = revokeText(report(part))
    expect(text).toContain('mcpbackend/fs#:write -n agentgateway-system  denied (not probed)')
    expect(text).toContain('denied after 0.13 s')
    expect(revokeText(report(part, target()))).toContain('gone after 0.13 s')
  })
})

describe('what the words mean', () => {
  const words = (...all: Parameters<typeof meaning>): string[] =>
    meaning(...all)
      .split('\n')
      .flatMap((line) => /^note: ([^:]*):/.exec(line)?.[1] ?? [])

  it('is told of those that were said, and of no others', () => {
    expect(words(report(target()))).toEqual(['locked', 'not probed'])
    expect(words(report(part))).toEqual(['denied', 'locked', 'not probed'])
    expect(words(report(target({ locked: false, verdict: 'dark (probed)' })))).toEqual([])
    expect(words(report(target({ verdict: 'still live' })))).toEqual([])
    expect(words(report(target({ cluster: 'not asked', locked: false })))).toEqual(['not probed'])
  })

  it('is silent of probes where one told itself that it proved nothing', () => {
    const problems = [{ code: 'not-proven' as const, message: '' }]
    expect(words({ ...report(target()), problems })).toEqual(['locked'])
    expect(words(report(target({ verdict: 'dark (probed)' }), target()))).toEqual(['locked'])
  })
})

describe('after a restore', () => {
  const restored = (own: Partial<RestoreReport>): RestoreReport => ({
    targets: [],
    already: [],
    missing: [],
    problems: [],
    owners: [],
    commit: undefined,
    notes: [],
    ...own,
  })
  const back = { ref: refOf(backend('fs')), id: 'r1', folder: 'absent' } as const

  it('old sessions are mentioned where something came back in the cluster', () => {
    expect(restoreNotes(restored({ targets: [{ ...back, cluster: 'restored' }] }))).toContain('sessions')
    expect(restoreNotes(restored({ targets: [{ ...back, cluster: 'still revoked' }] }))).toBe('')
  })

  it('nothing to restore is said', () => {
    expect(restoreNotes(restored({}))).toContain('nothing is revoked')
    expect(restoreNotes(restored({ missing: ['fs'] }))).toBe('')
  })
})
