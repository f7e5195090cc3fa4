/** The string formats; that Kubernetes has them so is seen in test/cluster/verdict.test.ts. */
import { describe, expect, it } from 'vitest'
import { FORMATS } from '../../src/validate/compile/formats.ts'
import { compileCrd } from '../../src/validate/compile/module.ts'
import { readCrd } from '../../src/validate/compile/schema.ts'
import { FORMAT_SAMPLES } from './format-samples.ts'
import { crd, kindsOf } from './kinds-of.ts'

const checkerOf = async (format: string): Promise<(text: unknown) => boolean> => {
  const kinds = kindsOf({ type: 'object', properties: { a: { type: 'string', format } } })
  const validator = await kinds.validator('test.example.com', 'v1', 'Thing')
  return (text) => validator!.structural({ spec: { a: text } })
}

describe.each(Object.entries(FORMAT_SAMPLES))('%s', (format, { good, bad }) => {
  it('takes what is of it, and nothing else', async () => {
    const check = await checkerOf(format)
    expect(good.filter((text) => !check(text))).toEqual([])
    expect(bad.filter((text) => check(text))).toEqual([])
  })

  it('takes a list, as Kubernetes does, and no number', async () => {
    const check = await checkerOf(format)
    expect([check(['x']), check(1), check({})]).toEqual([true, false, false])
  })
})

it('there are samples of every format that is known', () => {
  const sampled = Object.keys(FORMAT_SAMPLES).map((name) => name.replaceAll('-', ''))
  expect(sampled.sort()).toEqual(Object.keys(FORMATS).sort())
})

it('a format is the same with other hyphens, and one that is unknown does not count', async () => {
  expect((await checkerOf('i-p-v4'))('x')).toBe(false)
  expect((await checkerOf('semver'))('x')).toBe(true)
})

it.each(['isDuration', 'isHostname', 'isEmail', 'isUri', 'isBase64', 'isRgbColor', 'isCreditCard'])(
  '%s is quick on long texts',
  async (name) => {
    const runtime = (await import('../../src/validate/runtime/index.ts')) as unknown as Record<
      string,
      (text: string) => boolean
    >
    for (const unit of ['a', '1', 'a.', '((', '"\\', '1 d', '%41', 'A/', ':', '[', ' '])
      runtime[name]!(unit.repeat(300_000))
  },
)

it('a format that a version of Kubernetes does not have yet is not checked for it', () => {
  const [version] = readCrd(crd({ type: 'string', format: 'k8s-short-name' }))!
  expect(compileCrd(version!, 34).uses).not.toContain('isShortName')
  expect(compileCrd(version!, 35).uses).toContain('isShortName')
})
