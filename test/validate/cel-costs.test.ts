/** The limits of what evaluations may cost; test/cluster/cel-costs.test.ts asks the API server where they lie. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { compileCrd } from '../../src/validate/compile/module.ts'
import { readCrd, type Schema } from '../../src/validate/compile/schema.ts'
import { safeWeights } from '../../src/validate/compile/cel/safe-weight.ts'
import { ROOT } from '../cli/environment.ts'
import { MANY, PAIRS, pairs } from '../fixtures/cel/costly.ts'
import { check } from './kinds-of.ts'

describe('what evaluations may cost', () => {
  it('bounds a rule, and nothing is evaluated after it', async () => {
    expect(await check(PAIRS, pairs(500))).toEqual(['error rule-error spec'])
  })

  it('does not change what comes of a large object below the limit', async () => {
    expect(await check(PAIRS, pairs(200))).toEqual([])
    expect(await check(PAIRS, { list: [...(pairs(200) as { list: number[] }).list, -500] })).toEqual([
      'error failed-rule spec',
    ])
  })

  it('bounds all rules of an object', async () => {
    expect(await check(MANY, pairs(370))).toEqual(['error rule-error spec'])
    expect(await check(MANY, pairs(100))).toEqual([])
  })
})

describe('no costs are counted', () => {
  const schema = (maxItems: number): Schema => ({
    type: 'object',
    properties: { list: { type: 'array', maxItems, items: { type: 'string', maxLength: 20 } } },
    'x-kubernetes-validations': [{ rule: 'self.list.all(x, self.list.exists_one(y, x == y))' }],
  })

  it('where the schema leaves no room for a limit', () => {
    expect(safeWeights(schema(32))).toEqual([Infinity, Infinity])
  })

  it('in objects that are too small for one', () => {
    const [any, short] = safeWeights(schema(100_000))
    expect(any).toBeGreaterThanOrEqual(64)
    expect(any).toBeLessThan(10_000)
    expect(short).toBe(Infinity)
  })
})

/** The evaluator, its parser and RE2 take longer to load than all else that validate needs. */
describe('the kinds that are built in', () => {
  const folders = ['schemas/crds', 'schemas/outline'].map((folder) => join(ROOT, folder))
  const crds = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml')
      .flatMap((file) => readCrd(load(readFileSync(join(folder, file), 'utf8'))) ?? []),
  )

  it('need no evaluator', () => {
    expect(crds.length).toBeGreaterThan(4)
    expect(crds.flatMap((crd) => compileCrd(crd).uses).filter((name) => name === 'evaluator')).toEqual([])
  })
})
