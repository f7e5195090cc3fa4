import { describe, expect, it } from 'vitest'
import { nearest } from '../../src/model/nearest.ts'
import { didYouMean } from '../../src/validate/unknown-field.ts'

const FIELDS = ['args', 'cmd', 'env', 'workingDir', 'backendRef', 'backendRefs']

describe('nearest', () => {
  it.each([
    ['arg', 'args'],
    ['workingdir', 'workingDir'],
    ['workingDri', 'workingDir'],
    ['CMD', 'cmd'],
    ['backendref', 'backendRef'],
    ['nev', 'env'],
    ['command', 'cmd'],
    ['comand', 'cmd'],
    ['backend', 'backendRef'],
  ])('takes %s for %s', (word, field) => {
    expect(nearest(word, FIELDS)).toBe(field)
  })

  it.each(['', 'x', 'image', 'a'.repeat(1000)])('takes %j for nothing', (word) => {
    expect(nearest(word, FIELDS)).toBeUndefined()
  })

  it('without a suggestion lists what there is, if it is little', () => {
    expect(didYouMean('image', FIELDS).hint).toContain('backendRef, backendRefs, cmd')
    expect(didYouMean('image', [])).toEqual({})
    expect(
      didYouMean(
        'image',
        Array.from({ length: 50 }, (_, i) => `field${i}`),
      ),
    ).toEqual({})
  })
})
