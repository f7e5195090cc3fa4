/** Files as odd as people and tools write them: a change is exact, or the file is refused as a whole. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { parse } from '../../../src/manifest/parse.ts'
import { revise } from '../../../src/manifest/revise/revise.ts'
import { splitDocuments } from '../../../src/manifest/split.ts'
import { manifestFile } from '../manifest-file.ts'
import { Dice, Maker, valueOf } from './generated.ts'

type Values = Record<string, unknown>

/** Changes a value somewhere, without knowing what it is; never the name of the object. */
const change = (value: Values | unknown[], maker: Maker): void => {
  const { dice } = maker
  const keys = Object.keys(value).filter((key) => key !== 'metadata' || dice.chance(0.3))
  const key = dice.pick([...keys, ''])
  const at = value as Values
  const inner = at[key]
  const fresh = (): unknown => valueOf(maker.tree(2))
  if (key === '' && Array.isArray(value)) value.splice(dice.below(value.length + 1), 0, fresh())
  else if (key === '') at[`added${dice.below(9)}`] = fresh()
  else if (typeof inner === 'object' && inner !== null && dice.chance(0.8)) change(inner as Values, maker)
  else if (key === 'name' || key === 'metadata') at['beside'] = fresh()
  else if (dice.chance(0.5)) at[key] = fresh()
  else if (Array.isArray(value)) value.splice(Number(key), 1)
  else Reflect.deleteProperty(at, key)
}

const tally = { exact: 0, refused: 0 }

test('property: exact or refused, and other documents byte for byte', () => {
  fc.assert(
    fc.property(manifestFile, fc.integer(), ({ text }, seed) => {
      const maker = new Maker(new Dice(seed))
      const parsed = parse('f.yaml', text)
      const document = maker.dice.pick(parsed.documents)
      const value = JSON.parse(JSON.stringify(document.value)) as Values
      for (let times = 1 + maker.dice.below(3); times > 0; times--) change(value, maker)
      let after: string
      try {
        after = revise(parsed, [{ document, value }])
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        expect(error.code).toBe('not-editable')
        tally.refused++
        return
      }
      tally.exact++
      const read = parse('f.yaml', after)
      expect(read.findings).toEqual([])
      expect(read.documents.map((one) => one.value)).toEqual(
        parsed.documents.map((one) => (one === document ? value : one.value)),
      )
      const slices = (all: string): string[] =>
        splitDocuments(all).map(({ start, end }) => all.slice(start, end))
      const [was, is] = [slices(text), slices(after)]
      expect(is).toHaveLength(was.length)
      expect(is.filter((slice, i) => slice !== was[i]).length).toBeLessThanOrEqual(1)
    }),
    { seed: 4, numRuns: 400 },
  )
  expect(tally.refused).toBeLessThan(tally.exact / 50)
})
