import { expect, it } from 'vitest'
import { withReason } from '../../src/model/revocation.ts'

it('what has no reason has no colon', () => {
  expect(withReason('r1', '')).toBe('r1')
  expect(withReason('r1', 'leaked')).toBe('r1: leaked')
})
