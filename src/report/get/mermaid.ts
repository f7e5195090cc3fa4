/** The gateway as a flowchart in Mermaid's language, for documents. */
import type { Forest, TreeNode } from '../../model/tree.ts'
import { printable } from '../printable.ts'
import { acceptedWords, nameWords } from './words.ts'

/** Even within quotes the language, its directives and the page each give some signs a meaning. */
const escaped = (text: string): string =>
  printable(text).replace(/[^\p{L}\p{N} ./_:*,()=~@+-]/gu, (sign) => `#${sign.codePointAt(0) ?? 0};`)

const stateOf = ({ gone, entry, listener }: TreeNode): string =>
  gone !== undefined
    ? gone.toLowerCase()
    : entry === undefined || listener !== undefined
      ? ''
      : acceptedWords(entry)

const SAYS_NOTHING = ['', '-', 'True']

const textOf = (node: TreeNode): string => {
  const { ref, entry, listener } = node
  const lines =
    listener === undefined
      ? [ref.kind, nameWords({ ...ref, kind: '' }).slice(1), entry?.details ?? '']
      : [`listener ${listener.name}`, listener.details]
  return [...lines, stateOf(node)]
    .filter((line) => !SAYS_NOTHING.includes(line))
    .map(escaped)
    .join('<br/>')
}

const STYLES = {
  missing: 'stroke-dasharray:4',
  revoked: 'stroke-dasharray:4,stroke-width:3px',
  refused: 'stroke-width:3px',
}

const styleOf = ({ gone, entry }: TreeNode): keyof typeof STYLES | undefined => {
  if (gone === 'Missing') return 'missing'
  if (gone === 'Revoked' || entry?.revoked !== undefined) return 'revoked'
  return entry?.accepted === 'False' ? 'refused' : undefined
}

/** Each object once, whatever leads to it. Ids are numbers: names may hold what the language gives a meaning to. */
export const overviewMermaid = ({ gateways, loose, grants }: Forest): string => {
  const ids = new Map<string, string>()
  const vertices: string[] = []
  const edges = new Set<string>()
  const used = new Set<keyof typeof STYLES>()
  const idOf = (node: TreeNode): string => {
    const known = ids.get(node.key)
    if (known !== undefined) return known
    const id = `n${ids.size}`
    ids.set(node.key, id)
    const style = styleOf(node)
    if (style !== undefined) used.add(style)
    vertices.push(`${id}["${textOf(node)}"]${style === undefined ? '' : `:::${style}`}`)
    return id
  }
  const visit = (node: TreeNode): void => {
    const from = idOf(node)
    for (const child of node.children) {
      edges.add(`${from} ${child.attached ? '-.-' : '-->'} ${idOf(child)}`)
      visit(child)
    }
  }
  for (const node of [...gateways, ...loose, ...grants]) visit(node)
  const styles = [...used].map((name) => `classDef ${name} ${STYLES[name]}`)
  return ['flowchart LR', ...[...vertices, ...edges, ...styles].map((line) => `  ${line}`)]
    .map((line) => `${line}\n`)
    .join('')
}
