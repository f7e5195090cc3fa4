import { expect, it } from 'vitest'
import type { RevokedTargetReport } from '../../../src/model/kill-switch-report.ts'
import { refOf } from '../../../src/model/resource.ts'
import { revokeJson } from '../../../src/report/kill-switch/json.ts'
import { backend } from '../../fixtures/objects.ts'

it('counts as removed only what was seen gone', () => {
  const target = (verdict: RevokedTargetReport['verdict']): RevokedTargetReport => ({
    ref: refOf(backend('fs')),
    because: 'named',
    id: undefined,
    cluster: 'not seen',
    folder: 'absent',
    verdict,
    locked: false,
    denials: [],
  })
  const text = revokeJson({
    head: { id: 'x', reason: '', who: 'me', when: '' },
    targets: [target('removed (not probed)'), target('not known'), target('still live')],
    missing: [],
    shared: [],
    unseen: [],
    problems: [],
    darkAfterMs: undefined,
    owners: [],
    commit: undefined,
    notes: [],
  })
  expect(JSON.parse(text)).toMatchObject({ summary: { targets: 3, removed: 1, stillLive: 1 } })
})
