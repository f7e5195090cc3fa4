import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/model/clock.ts'
import { Attempts } from '../../../src/operations/watch/attempts.ts'
import { Bell } from '../../../src/operations/watch/bell.ts'

/** Time that passes when the test says so. */
class Time implements Clock {
  #now = 0
  #sleepers: { readonly due: number; readonly wake: () => void }[] = []

  now(): number {
    return this.#now
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#sleepers.push({ due: this.#now + ms, wake: resolve })
      const abort = (): void => {
        reject(new Error('aborted'))
      }
      if (signal?.aborted) abort()
      signal?.addEventListener('abort', abort)
    })
  }

  async pass(ms: number): Promise<void> {
    this.#now += ms
    for (const { due, wake } of this.#sleepers) if (due <= this.#now) wake()
    await sleep(0)
  }
}

const never = new AbortController().signal

/** Whether a promise has come to its end. */
const watched = (promise: Promise<void>): { over: boolean } => {
  const state = { over: false }
  void promise.then(() => (state.over = true))
  return state
}

describe('a bell', () => {
  it('waits until it has been quiet for long enough', async () => {
    const time = new Time()
    const bell = new Bell(time, 100)
    const next = watched(bell.next(Infinity, never))
    bell.ring()
    await time.pass(60)
    bell.ring()
    await time.pass(60)
    expect(next.over).toBe(false)
    await time.pass(60)
    await time.pass(100)
    expect(next.over).toBe(true)
  })

  it('does not wait for ever where it never gets quiet', async () => {
    const time = new Time()
    const bell = new Bell(time, 100)
    const next = watched(bell.next(Infinity, never))
    for (let i = 0; i < 30 && !next.over; i++) {
      bell.ring()
      await time.pass(50)
    }
    expect(next.over).toBe(true)
  })

  it('remembers what rang while nobody listened, and is due at a time', async () => {
    const time = new Time()
    const bell = new Bell(time, 0)
    bell.ring()
    const rung = watched(bell.next(Infinity, never))
    await time.pass(0)
    await time.pass(0)
    expect(rung.over).toBe(true)
    const due = watched(bell.next(1000, never))
    await time.pass(999)
    expect(due.over).toBe(false)
    await time.pass(1)
    expect(due.over).toBe(true)
  })

  it('ends with the signal', async () => {
    const end = new AbortController()
    const next = watched(new Bell(new Time(), 100).next(Infinity, end.signal))
    end.abort()
    await sleep(0)
    expect(next.over).toBe(true)
  })
})

it('attempts wait twice as long each time, and anew for another cause', () => {
  const attempts = new Attempts()
  expect(attempts.isDue('a', 'x', 0)).toBe(true)
  attempts.note('a', 'x', 0)
  expect(attempts.isDue('a', 'x', 999)).toBe(false)
  expect(attempts.isDue('a', 'other', 0)).toBe(true)
  expect(attempts.next(0)).toBe(1000)
  attempts.note('a', 'x', 1000)
  expect(attempts.next(1000)).toBe(3000)
  expect(attempts.isDue('a', 'x', 3000)).toBe(true)
  attempts.note('a', 'other', 3000)
  expect(attempts.count('a')).toBe(1)
  attempts.forget('a')
  expect(attempts.next(3000)).toBe(Infinity)
})
