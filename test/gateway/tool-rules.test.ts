import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isAllowed } from '../../src/gateway/tool-rules.ts'
import { matches } from '../../src/model/tool-pattern.ts'

const name = fc.string({ unit: fc.constantFrom('a', 'b', '.', '_', '$'), maxLength: 12 })
const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '_', '$', '*'), maxLength: 8 })

test('a pattern means what the same regular expression means', () => {
  fc.assert(
    fc.property(pattern, name, (glob, text) => {
      const parts = glob.split('*').map((part) => part.replaceAll(/[.$]/g, '\\$&'))
      expect(matches(glob, text)).toBe(new RegExp(`^${parts.join('.*')}$`, 's').test(text))
    }),
    { numRuns: 5000 },
  )
})

test('deny wins over allow, and an empty allow list allows nothing', () => {
  expect(isAllowed({ deny: [] }, 'read')).toBe(true)
  expect(isAllowed({ deny: ['read'] }, 'read')).toBe(false)
  expect(isAllowed({ allow: ['*'], deny: ['re*'] }, 'read')).toBe(false)
  expect(isAllowed({ allow: ['read'], deny: [] }, 'write')).toBe(false)
  expect(isAllowed({ allow: [], deny: [] }, 'read')).toBe(false)
})
