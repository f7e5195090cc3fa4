/** Writes a generated tree as a person might, with comments everywhere, and remembers what belongs to what. */
import type { Dice, Tree } from './generated.ts'

export interface Written {
  readonly lines: readonly string[]
  /** Each comment with the value that it belongs to: it goes only with that one. */
  readonly comments: ReadonlyMap<string, Tree>
  /** Those that stand within a collection and go with its old value. */
  readonly inner: ReadonlySet<string>
  /** Lines that hold all of one value and nothing else but its key. */
  readonly own: ReadonlyMap<Tree, string>
}

const PLAIN = /^[A-Za-z][\w-]*$/
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i

export class Writer implements Written {
  readonly lines: string[] = []
  readonly comments = new Map<string, Tree>()
  readonly inner = new Set<string>()
  readonly own = new Map<Tree, string>()
  private readonly dice: Dice
  private readonly name: string
  private readonly step: number
  private readonly dash: number

  constructor(dice: Dice, name: string) {
    this.dice = dice
    this.name = name
    this.step = dice.pick([2, 2, 4])
    this.dash = dice.pick([0, 2, this.step])
  }

  private comment(owner: Tree): string {
    const text = `# ${this.name}c${this.comments.size}.`
    this.comments.set(text, owner)
    return text
  }

  private within(owner: Tree): string {
    const text = this.comment(owner)
    this.inner.add(text)
    return text
  }

  private behind(owner: Tree): string {
    return this.dice.chance(0.4) ? `${this.dice.pick([' ', '   '])}${this.comment(owner)}` : ''
  }

  private word(text: string): string {
    const isPlain = PLAIN.test(text) && !RESERVED.test(text)
    const isSingle = !/[\n\t]/.test(text)
    const at = this.dice.next()
    if (isPlain && at < 0.6) return text
    return isSingle && at < 0.8 ? `'${text.replaceAll("'", "''")}'` : JSON.stringify(text)
  }

  private scalar(value: unknown): string {
    if (typeof value === 'string') return this.word(value)
    return value === null ? this.dice.pick(['null', '~']) : JSON.stringify(value)
  }

  private flow(tree: Tree): string {
    if (tree.kind === 'scalar') return this.scalar(tree.value)
    if (tree.kind === 'list') return `[${tree.items.map((item) => this.flow(item)).join(', ')}]`
    return `{${tree.pairs.map(({ key, tree: inner }) => `${this.word(key)}: ${this.flow(inner)}`).join(', ')}}`
  }

  /** A collection between brackets, each child on a line. */
  private flowLines(tree: Tree, indent: string): void {
    const isMap = tree.kind === 'map'
    const children =
      tree.kind === 'map'
        ? tree.pairs
        : tree.kind === 'list'
          ? tree.items.map((item) => ({ key: '', tree: item }))
          : []
    const trailing = this.dice.chance(0.3)
    this.append((isMap ? '{' : '[') + (this.dice.chance(0.3) ? ` ${this.within(tree)}` : ''))
    for (const [i, { key, tree: inner }] of children.entries()) {
      if (this.dice.chance(0.2)) this.lines.push(`${indent}  ${this.comment(inner)}`)
      const comma = i < children.length - 1 || trailing ? ',' : ''
      this.lines.push(
        `${indent}  ${isMap ? `${this.word(key)}: ` : ''}${this.flow(inner)}${comma}${this.behind(inner)}`,
      )
    }
    this.lines.push(indent + (isMap ? '}' : ']'))
  }

  private append(text: string): void {
    this.lines.push(`${this.lines.pop() ?? ''}${text}`)
  }

  /** Behind a key or a dash that is the end of the last line, and that is indented by `indent`. */
  private value(tree: Tree, indent: string, isItem: boolean): void {
    const { dice } = this
    if (tree.kind === 'scalar') {
      const text = typeof tree.value === 'string' ? tree.value : ''
      if (/^\S[^]*\n/.test(text) && !/[\t ]\n|\n[ \n]|\t/.test(text) && dice.chance(0.7)) {
        const strip = text.endsWith('\n') ? '' : '-'
        this.append(` |${strip}${this.behind(tree)}`)
        const body = text.replace(/\n$/, '').split('\n')
        this.lines.push(...body.map((line) => `${indent}${' '.repeat(this.step)}${line}`))
        return
      }
      if (tree.value === null && dice.chance(0.3)) this.append(this.behind(tree))
      else this.append(` ${this.scalar(tree.value)}${this.behind(tree)}`)
      this.own.set(tree, this.lines.at(-1)!.trim())
      return
    }
    const length = tree.kind === 'list' ? tree.items.length : tree.pairs.length
    if (length === 0 || dice.chance(0.15)) {
      this.append(` ${this.flow(tree)}${this.behind(tree)}`)
      return
    }
    if (dice.chance(0.1)) {
      this.append(' ')
      this.flowLines(tree, indent)
      return
    }
    const isCompact = isItem && tree.kind === 'map' && dice.chance(0.8)
    if (!isCompact) this.append(this.behind(tree))
    if (tree.kind === 'map')
      this.map(tree, isItem ? `${indent}  ` : indent + ' '.repeat(this.step), isCompact)
    else this.list(tree, isItem ? `${indent}  ` : indent + ' '.repeat(this.dash))
  }

  private above(owner: Tree, indent: string): void {
    if (this.dice.chance(0.1)) this.lines.push('')
    if (this.dice.chance(0.2)) this.lines.push(indent + this.comment(owner))
  }

  map(tree: Tree & { kind: 'map' }, indent: string, isCompact = false): void {
    for (const [i, { key, tree: inner }] of tree.pairs.entries()) {
      if (i === 0 && isCompact) this.append(` ${this.word(key)}:`)
      else {
        this.above(inner, indent)
        this.lines.push(`${indent}${this.word(key)}:`)
      }
      this.value(inner, indent, false)
    }
    if (this.dice.chance(0.1) && indent !== '') this.lines.push(indent + this.within(tree))
  }

  private list(tree: Tree & { kind: 'list' }, indent: string): void {
    for (const item of tree.items) {
      this.above(item, indent)
      this.lines.push(`${indent}-`)
      this.value(item, indent, true)
    }
  }
}
