import { describe, expect, it } from 'vitest'
import { execute, type Runners } from '../../src/apply/execute.ts'
import { UserError } from '../../src/errors.ts'
import type { Event } from '../../src/model/event.ts'
import { EVERYTHING, type Step } from '../../src/model/step.ts'
import { backend } from '../fixtures/objects.ts'

const apply = (subject: string): Step => ({ do: 'apply', subject, resource: backend(subject) })

const run = async (stages: Step[][], runners: Runners, options = {}): Promise<string[]> => {
  const told: string[] = []
  const events: AsyncIterable<Event> = execute({ stages }, runners, options)
  for await (const event of events) told.push(`${event.step.subject} ${event.outcome}`)
  return told
}

const failing = (...subjects: string[]): Runners => ({
  apply: ({ subject }) =>
    subjects.includes(subject)
      ? Promise.reject(new UserError('still-live', 'no'))
      : Promise.resolve({ outcome: 'done' }),
})

describe('execute', () => {
  it('runs the stages one after the other, and the steps of one side by side', async () => {
    const log: string[] = []
    const runners: Runners = {
      apply: async ({ subject }) => {
        log.push(`+${subject}`)
        await new Promise((resolve) => setTimeout(resolve, subject === 'a' ? 20 : 1))
        log.push(`-${subject}`)
        return { outcome: 'done' }
      },
    }
    expect(await run([[apply('a'), apply('b')], [apply('c')]], runners)).toEqual([
      'b done',
      'a done',
      'c done',
    ])
    expect(log).toEqual(['+a', '+b', '-b', '-a', '+c', '-c'])
  })

  it('runs no more steps at a time than it is told to', async () => {
    let now = 0
    let most = 0
    const runners: Runners = {
      apply: async () => {
        most = Math.max(most, ++now)
        await new Promise((resolve) => setTimeout(resolve, 1))
        now--
        return { outcome: 'done' }
      },
    }
    await run([Array.from({ length: 20 }, (_, i) => apply(String(i)))], runners, { parallel: 3 })
    expect(most).toBe(3)
  })

  it('goes on after a failure, but not for its subject', async () => {
    const stages = [
      [apply('a'), apply('b')],
      [apply('a'), apply('b')],
    ]
    expect((await run(stages, failing('a'))).sort()).toEqual(['a failed', 'a skipped', 'b done', 'b done'])
  })

  it('does nothing more after a step that everything depends on has failed', async () => {
    expect(await run([[apply(EVERYTHING)], [apply('b')]], failing(EVERYTHING))).toEqual([
      '* failed',
      'b skipped',
    ])
  })

  it('skips what was not begun when it is interrupted', async () => {
    const stop = new AbortController()
    const runners: Runners = {
      apply: () => {
        stop.abort()
        return Promise.resolve({ outcome: 'done' })
      },
    }
    expect(await run([[apply('a')], [apply('b')]], runners, { signal: stop.signal })).toEqual([
      'a done',
      'b skipped',
    ])
  })

  it('lets a fault of the program through', async () => {
    await expect(run([[apply('a')]], { apply: () => Promise.reject(new Error('bug')) })).rejects.toThrow(
      'bug',
    )
  })
})
