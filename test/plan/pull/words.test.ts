import { expect, it, test } from 'vitest'
import { isNamed, parseWords } from '../../../src/plan/pull/words.ts'

const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'n', name: 'web' }

test.each(['deployment/web', 'deploy/web', 'Deployments/web', 'deployments.apps/web'])(
  '%s names the object',
  (text) => {
    const words = parseWords([text], [])
    expect(isNamed(words, web)).toBe(true)
    expect(isNamed(words, { ...web, name: 'other' })).toBe(false)
    expect(words).toMatchObject([{ kind: { apiVersion: 'apps/v1', kind: 'Deployment' } }])
  },
)

test.each(['deployment', 'web'])('%s means it and does not name it', (text) => {
  const words = parseWords([text], [])
  expect(words.map(({ means }) => means(web))).toEqual([true])
  expect(isNamed(words, web)).toBe(false)
  expect(words[0]).not.toHaveProperty('kind')
})

it('a kind that is the folder’s alone is known by its name there', () => {
  const widget = { ...web, apiVersion: 'x/v1', kind: 'Widget' }
  const words = parseWords(['widget/web'], ['Widget'])
  expect(isNamed(words, widget)).toBe(true)
  expect(() => parseWords(['widget/web'], [])).toThrow(
    expect.objectContaining({ code: 'usage', hint: expect.any(String) as string }),
  )
  expect(() => parseWords(['secrets/web'], [])).toThrow('never pulled')
})
