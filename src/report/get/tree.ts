/** The gateway as a tree, for people: from where a call comes in to what decides about it. */
import type { Forest, TreeNode } from '../../model/tree.ts'
import { columns } from '../columns.ts'
import { printable } from '../printable.ts'
import { acceptedWords, nameWords, troubleWords } from './words.ts'

const label = ({ ref, listener, section, again }: TreeNode, from: string | undefined): string =>
  (listener === undefined ? nameWords(ref, from) : `listener ${printable(listener.name)}`) +
  (section === undefined ? '' : ` of ${printable(section)}`) +
  (again ? ' (see above)' : '')

const state = ({ entry, gone, listener }: TreeNode): string => {
  if (gone !== undefined) return `(${gone.toLowerCase()})`
  return entry === undefined || listener !== undefined ? '' : acceptedWords(entry)
}

const details = ({ entry, listener }: TreeNode): string =>
  listener === undefined
    ? [printable(entry?.details ?? ''), ...(entry === undefined ? [] : troubleWords(entry))]
        .filter(Boolean)
        .join('; ')
    : printable(listener.details)

/** `lead` stands before the node itself, `below` before what hangs on it. */
const rowsOf = (node: TreeNode, lead: string, below: string, from: string | undefined): string[][] => [
  [lead + label(node, from), state(node), details(node)],
  ...node.children.flatMap((child, i) => {
    const isLast = i === node.children.length - 1
    return rowsOf(
      child,
      below + (isLast ? '└─ ' : '├─ '),
      below + (isLast ? '   ' : '│  '),
      node.ref.namespace,
    )
  }),
]

export const overviewTree = ({ gateways, loose, grants }: Forest): string => {
  const headed = (heading: string, nodes: readonly TreeNode[]): string[][] =>
    nodes.length === 0 ? [] : [[], [heading], ...nodes.flatMap((node) => rowsOf(node, '  ', '  ', undefined))]
  const rows = [
    ...gateways.flatMap((node) => rowsOf(node, '', '', undefined)),
    ...headed('no Gateway leads to', loose),
    ...headed('allowed between namespaces', grants),
  ]
  const lines = columns(rows, 3).map((line) => `${line}\n`)
  return (gateways.length === 0 ? lines.slice(1) : lines).join('')
}
