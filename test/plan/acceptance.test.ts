import { describe, expect, it } from 'vitest'
import { acceptanceOf } from '../../src/plan/acceptance.ts'

const condition = (type: string, status: string, reason: string, observedGeneration = 2) => ({
  type,
  status,
  reason,
  observedGeneration,
})
const accepted = condition('Accepted', 'True', 'Accepted')
const read = (status: unknown): string => {
  const { accepted: said, reason } = acceptanceOf({
    apiVersion: 'v1',
    kind: 'Any',
    metadata: { name: 'a', generation: 2 },
    status,
  })
  return `${said} ${reason}`
}

describe('what a status says', () => {
  it.each([
    ['nobody has written one', undefined, 'Unknown no controller'],
    ['no conditions', { conditions: [] }, 'Unknown no controller'],
    ['something that is none', { conditions: 'x', parents: [7] }, 'Unknown no controller'],
    [
      'other conditions alone',
      { conditions: [condition('Ready', 'True', 'Ready')] },
      'Unknown no controller',
    ],
    ['accepted', { conditions: [accepted] }, 'True Accepted'],
    [
      'refused',
      { conditions: [condition('Accepted', 'False', 'TranslationError')] },
      'False TranslationError',
    ],
    ['waiting', { conditions: [condition('Accepted', 'Unknown', 'Pending')] }, 'Unknown Pending'],
    [
      'of an earlier generation',
      { conditions: [condition('Accepted', 'True', 'Accepted', 1)] },
      'Unknown OutOfDate',
    ],
    [
      'partly',
      { ancestors: [{ conditions: [condition('Accepted', 'True', 'PartiallyValid')] }] },
      'True PartiallyValid',
    ],
    [
      'accepted, and attached to nothing',
      { ancestors: [{ conditions: [accepted, condition('Attached', 'False', 'Pending')] }] },
      'True Pending',
    ],
    [
      'accepted, with a backend that is not there',
      { parents: [{ conditions: [accepted, condition('ResolvedRefs', 'False', 'BackendNotFound')] }] },
      'True BackendNotFound',
    ],
    [
      'refused by one of two parents',
      {
        parents: [
          { conditions: [accepted] },
          { conditions: [condition('Accepted', 'False', 'NotAllowedByListeners')] },
        ],
      },
      'False NotAllowedByListeners',
    ],
  ])('%s', (_, status, expected) => {
    expect(read(status)).toBe(expected)
  })
})
