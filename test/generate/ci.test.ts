import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { actionFor } from '../../src/generate/ci/action.ts'
import { workflow } from '../../src/generate/ci/workflow.ts'

interface Workflow {
  readonly on: Record<string, unknown>
  readonly permissions: Record<string, string>
  readonly jobs: Record<
    string,
    { readonly 'timeout-minutes': number; readonly steps: { uses: string; with?: Record<string, unknown> }[] }
  >
}

describe('the workflow', () => {
  const steps = (way: string) =>
    (load(workflow({ action: 'a/b@v1', way })) as Workflow).jobs['validate']!.steps

  it('runs on pull requests with the right to read, and with pinned actions', () => {
    const read = load(workflow({ action: 'a/b@v1', way: '' })) as Workflow
    expect(Object.keys(read.on)).toEqual(['pull_request'])
    expect(read.permissions).toEqual({ contents: 'read' })
    expect(read.jobs['validate']?.['timeout-minutes']).toBeGreaterThan(0)
    const [checkout, validate] = steps('')
    expect(checkout?.uses).toMatch(/^actions\/checkout@[0-9a-f]{40}$/)
    expect(checkout?.with).toEqual({ 'persist-credentials': false })
    expect(validate).toEqual({ uses: 'a/b@v1' })
  })

  it.each(['sub', 'deep/sub', 'a "b" # c: d', '- x', 'ünd'])('in the folder %j', (way) => {
    expect(steps(way)[1]?.with).toEqual({ 'working-directory': way })
  })
})

describe('the action', () => {
  it.each(['a/b@v1', 'a-b/c.d/sub@0123abc', 'a/b@refs/heads/x', './', './tools/action', '.'])(
    '%s',
    (given) => {
      expect(actionFor(given, '1.2.3')).toBe(given)
    },
  )

  it('is by default of this version', () => {
    expect(actionFor(undefined, '1.2.3')).toMatch(/^[\w-]+\/[\w-]+@v1\.2\.3$/)
  })

  it.each(['', 'a/b', 'a@v1', 'a/b@', 'a/b@v1\n      - run: x', 'a/b@v1 # x', '../x', '/x'])(
    'not %j',
    (given) => {
      expect(() => actionFor(given, '1.2.3')).toThrow(UserError)
    },
  )
})
