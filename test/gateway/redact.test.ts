import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Redactor } from '../../src/gateway/redact.ts'

const secret = fc
  .string({ minLength: 4, maxLength: 40 })
  .filter((text) => text.trim().length >= 4 && !'***…'.includes(text))

test('no known secret is left in any value, whatever stands around it', () => {
  fc.assert(
    fc.property(
      fc.array(secret, { minLength: 1, maxLength: 3 }),
      fc.string(),
      fc.string(),
      (secrets, before, after) => {
        const redactor = new Redactor()
        redactor.learn(secrets)
        for (const each of secrets) {
          const value = { list: [before + each + after], [before + each]: { deep: each } }
          const seen = JSON.stringify(redactor.value(value))
          const decoded: string[] = []
          JSON.parse(seen, (key, own: unknown) => {
            decoded.push(key, ...(typeof own === 'string' ? [own] : []))
            return own
          })
          // What a mask and its surroundings happen to spell is no secret.
          for (const text of decoded)
            expect(text.split('***').some((part) => part.includes(each))).toBe(false)
        }
      },
    ),
  )
})

test('usual encodings of a secret are masked too', () => {
  const redactor = new Redactor()
  redactor.learn(['pa"ss/wörd\nline two is long'])
  for (const form of [
    JSON.stringify('pa"ss/wörd\nline two is long'),
    encodeURIComponent('pa"ss/wörd\nline two is long'),
    Buffer.from('pa"ss/wörd\nline two is long').toString('base64'),
    'only line two is long here',
  ])
    expect(redactor.text(form)).toContain('***')
})

test('what stands under the name of a credential is masked, and a password in a URL', () => {
  const redactor = new Redactor()
  expect(redactor.value({ password: 'a', key: 'b', nested: [{ 'X-Api-Key': { c: 1 } }] })).toEqual({
    password: '***',
    key: 'b',
    nested: [{ 'X-Api-Key': '***' }],
  })
  expect(redactor.text('postgres://me:s3cr3t@db/x')).toBe('postgres://me:***@db/x')
})

test('what has the shape of a token is masked without being known', () => {
  const token = ['gh', 'p_', 'abcdefghijklmnopqrstuvwxyz'].join('')
  expect(new Redactor().value({ body: `use ${token}, please` })).toEqual({ body: 'use ***, please' })
})

test('values are bounded, in size and in time, whatever they are', () => {
  const redactor = new Redactor()
  redactor.learn(['some secret'])
  const deep = Array.from({ length: 50 }).reduce<unknown>((inner) => ({ inner }), 'end')
  const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key${i}`, 'v'.repeat(1000)]))
  for (const value of [deep, wide, Array.from({ length: 10_000 }, () => wide), 'x'.repeat(2 ** 23)])
    expect(JSON.stringify(redactor.value(value)).length).toBeLessThan(500_000)
})
