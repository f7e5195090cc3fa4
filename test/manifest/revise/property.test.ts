/** Random documents, random changes: the value is exact, and what was not changed is as it was. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from '../../../src/manifest/parse.ts'
import { revise } from '../../../src/manifest/revise/revise.ts'
import { Dice, Maker, type Tree, valueOf, within } from './generated.ts'
import { Writer } from './written.ts'

interface Changed {
  /** Values that are no more, and with them the comments that belong to them. */
  readonly gone: Set<Tree>
  /** Values that are others now; what is written of them may change. */
  readonly others: Set<Tree>
  /** Values that were written anew as a whole. */
  readonly anew: Set<Tree>
}

const drop = (tree: Tree, { gone }: Changed): void => {
  for (const one of within(tree)) gone.add(one)
}

/** Changes a tree somewhere; gives what it did. */
const change = (maker: Maker, tree: Tree, changed: Changed, depth: number): void => {
  const { dice } = maker
  if (tree.kind === 'scalar') return
  changed.others.add(tree)
  if (tree.kind === 'map') {
    const at = dice.below(tree.pairs.length + 1)
    const pair = tree.pairs[at]
    if (pair === undefined) {
      const key = `new-${dice.below(1000)}`
      if (!tree.pairs.some((one) => one.key === key)) tree.pairs.push({ key, tree: maker.tree(depth) })
    } else if (pair.key === 'name' || pair.key === 'kind') return
    else if (pair.tree.kind !== 'scalar' && dice.chance(0.7)) change(maker, pair.tree, changed, depth - 1)
    else if (dice.chance(0.4)) {
      drop(pair.tree, changed)
      tree.pairs.splice(at, 1)
    } else {
      // The comments of the pair stay; what was in the old value goes.
      for (const inner of within(pair.tree).slice(1)) changed.gone.add(inner)
      changed.others.add(pair.tree)
      changed.anew.add(pair.tree)
      Object.assign(
        pair.tree,
        { value: undefined, pairs: undefined, items: undefined },
        maker.tree(depth - 1),
      )
    }
    return
  }
  const at = dice.below(tree.items.length + 1)
  const item = tree.items[at]
  if (item === undefined) tree.items.splice(dice.below(tree.items.length + 1), 0, maker.item(depth))
  else if (item.kind === 'map' && dice.chance(0.6)) change(maker, item, changed, depth - 1)
  else if (dice.chance(0.3)) tree.items.push(...tree.items.splice(at, 1))
  else {
    drop(item, changed)
    tree.items.splice(at, 1)
  }
}

const run = (seed: number): void => {
  const dice = new Dice(seed)
  const maker = new Maker(dice)
  const eol = dice.pick(['\n', '\n', '\r\n'])
  const parts = Array.from({ length: 1 + dice.below(3) }, (_, i) => {
    const root = maker.map(4)
    root.pairs.unshift({ key: 'kind', tree: { kind: 'scalar', value: `Thing${i}` } })
    const writer = new Writer(dice, `d${i}`)
    writer.map(root, '')
    return { root, writer, text: writer.lines.map((line) => line + eol).join('') }
  })
  let text = (dice.chance(0.2) ? '\uFEFF' : '') + parts.map((part) => part.text).join(`---${eol}`)
  if (dice.chance(0.3)) text = text.slice(0, -eol.length)
  const parsed = parse('f.yaml', text)
  expect(parsed.findings).toEqual([])
  expect(parsed.documents.map(({ value }) => value)).toEqual(parts.map(({ root }) => valueOf(root)))

  const at = dice.below(parts.length)
  const { root, writer } = parts[at]!
  const changed: Changed = { gone: new Set(), others: new Set(), anew: new Set() }
  for (let times = 1 + dice.below(3); times > 0; times--) change(maker, root, changed, 4)
  const after = revise(parsed, [{ document: parsed.documents[at]!, value: valueOf(root) }])

  const read = parse('f.yaml', after)
  expect(read.findings).toEqual([])
  expect(read.documents.map(({ value }) => value)).toEqual(parts.map((part) => valueOf(part.root)))
  for (const [i, part] of parts.entries())
    if (i !== at) expect(after).toContain(part.text.slice(0, text.endsWith(eol) ? undefined : -eol.length))
  for (const [comment, owner] of writer.comments)
    if (!changed.gone.has(owner) && !(writer.inner.has(comment) && changed.anew.has(owner)))
      expect(after.split(comment)).toHaveLength(2)
  for (const [tree, line] of writer.own)
    if (!changed.gone.has(tree) && !changed.others.has(tree))
      expect(after).toContain(line.replace(/^(?:- *)*/, ''))
  if (eol === '\r\n') expect(after.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
  expect(after.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'))
}

test('property: exact, with all comments and lines that are not of what was changed', () => {
  fc.assert(fc.property(fc.integer(), run), { seed: 6, numRuns: 400 })
})

test('property: of JSON JSON remains, laid out as it was', () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const maker = new Maker(new Dice(seed))
      const root = maker.map(4)
      root.pairs.unshift({ key: 'kind', tree: { kind: 'scalar', value: 'Thing' } })
      const indent = maker.dice.pick([2, 4, undefined])
      const text = JSON.stringify(valueOf(root), null, indent)
      const parsed = parse('f.json', text)
      change(maker, root, { gone: new Set(), others: new Set(), anew: new Set() }, 4)
      const after = revise(parsed, [{ document: parsed.documents[0]!, value: valueOf(root) }])
      expect(JSON.parse(after)).toEqual(valueOf(root))
      if (indent === undefined) expect(after).not.toContain('\n')
    }),
    { seed: 7, numRuns: 400 },
  )
})
