/**
 * Documents as people write them, made from a seed, with what is needed to say whether a change kept them: every
 * comment is different from every other and belongs to one value.
 */

/** A generator of numbers between 0 and 1; the same for the same seed (mulberry32). */
export class Dice {
  private state: number

  constructor(seed: number) {
    this.state = seed
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  below(n: number): number {
    return Math.floor(this.next() * n)
  }

  chance(share: number): boolean {
    return this.next() < share
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!
  }
}

export type Tree =
  | { kind: 'scalar'; value: unknown }
  | { kind: 'map'; pairs: { key: string; tree: Tree }[] }
  | { kind: 'list'; items: Tree[] }

const WORDS = [
  'a',
  'yes',
  'No',
  '1e3',
  '0777',
  '0x1f',
  '~',
  'null',
  'true',
  '12:30',
  '2001-01-01',
  '.5',
  '-',
  '#x',
]
const TEXTS = [
  'a: b',
  'a #b',
  "it's",
  '"q"',
  '{x}',
  '[x',
  '*a',
  '&a',
  '!t',
  '%x',
  '@x',
  ' x',
  'x ',
  'ü\u{1F600}',
  'é: ',
  '',
]
const LONG = ['one\ntwo\n', 'one\ntwo', '# no comment\n- x\n', 'a\n\n b\n\n', 'x\n', 'tab\there\nand\n']
const KEYS = [
  'spec',
  'name',
  'yes',
  '1',
  'a.b/c',
  'with space',
  'x:y',
  'on',
  'port',
  'null',
  "it's",
  'args',
  'Ä',
]

export class Maker {
  readonly dice: Dice
  private count = 0

  constructor(dice: Dice) {
    this.dice = dice
  }

  scalar(): Tree {
    const { dice } = this
    const value = dice.pick<() => unknown>([
      () => dice.pick(WORDS),
      () => dice.pick(TEXTS),
      () => dice.pick(LONG),
      () => dice.below(1000),
      () => dice.pick([1.5, -3, 1e21, 0, 9007199254740991]),
      () => dice.chance(0.5),
      () => null,
      () => `word-${this.count++}`,
    ])()
    return { kind: 'scalar', value }
  }

  /** In a list every item is another: by its name, or by itself. */
  item(depth: number): Tree {
    const name: Tree = { kind: 'scalar', value: `item-${this.count++}` }
    if (depth <= 0 || this.dice.chance(0.4)) return name
    const map = this.map(depth - 1)
    const others = map.pairs.filter(({ key }) => key !== 'name')
    const at = this.dice.chance(0.7) ? 0 : others.length
    others.splice(at, 0, { key: 'name', tree: name })
    return { kind: 'map', pairs: others }
  }

  map(depth: number): Tree & { kind: 'map' } {
    const keys = new Set(
      Array.from({ length: this.dice.below(4) + (depth > 2 ? 1 : 0) }, () => this.dice.pick(KEYS)),
    )
    return { kind: 'map', pairs: [...keys].map((key) => ({ key, tree: this.tree(depth - 1) })) }
  }

  tree(depth: number): Tree {
    const at = this.dice.next()
    if (depth <= 0 || at < 0.35) return this.scalar()
    if (at < 0.7) return this.map(depth)
    return { kind: 'list', items: Array.from({ length: this.dice.below(4) }, () => this.item(depth)) }
  }
}

export const valueOf = (tree: Tree): unknown => {
  if (tree.kind === 'scalar') return tree.value
  if (tree.kind === 'list') return tree.items.map(valueOf)
  return Object.fromEntries(tree.pairs.map(({ key, tree: inner }) => [key, valueOf(inner)]))
}

/** All values of a tree, itself included. */
export const within = (tree: Tree): Tree[] => [
  tree,
  ...(tree.kind === 'list' ? tree.items.flatMap(within) : []),
  ...(tree.kind === 'map' ? tree.pairs.flatMap((pair) => within(pair.tree)) : []),
]
