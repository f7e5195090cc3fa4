import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { refOf } from '../../../src/model/resource.ts'
import type { SyncEvent } from '../../../src/model/sync-event.ts'
import { Teller } from '../../../src/operations/watch/teller.ts'
import { backend } from '../../fixtures/objects.ts'

const ref = refOf(backend('a'))
const drifted = { event: 'drifted', ref, changes: [], deleted: true } as const
const busy = (message: string): UserError => new UserError('cluster-busy', message)

describe('what is told of an object', () => {
  const tell = (say: (teller: Teller) => void): string[] => {
    const told: SyncEvent[] = []
    say(new Teller((event) => told.push(event)))
    return told.map((event) => ('error' in event ? `${event.event}: ${event.error.message}` : event.event))
  }

  it('is where it stands, once, however often it is tried to change that', () => {
    const told = tell((teller) => {
      for (let attempt = 1; attempt < 4; attempt++) {
        teller.once(drifted, 'deleted')
        teller.failed(ref, busy(`asked ${attempt} times, with ${attempt * 2.5} s of waiting`))
      }
    })
    expect(told).toEqual(['drifted', 'failed: asked 1 times, with 2.5 s of waiting'])
  })

  it('is told again where it is another thing, and after it was over', () => {
    const told = tell((teller) => {
      teller.failed(ref, busy('a'))
      teller.failed(ref, busy('b'))
      teller.settled(ref)
      teller.settled(ref)
      teller.failed(ref, busy('b'))
      teller.done({ event: 'pruned', ref })
      teller.settled(ref)
    })
    expect(told).toEqual(['failed: a', 'failed: b', 'settled', 'failed: b', 'pruned'])
  })
})
