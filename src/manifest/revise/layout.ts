/** How a document is indented, so that what is added looks as if it had always stood there. */
import { lineStart } from '../lines.ts'
import type { Layout } from '../stringify.ts'
import type { Node } from './tree.ts'

export const columnOf = (text: string, at: number): number => at - lineStart(text, at)

/** By the first mapping and the first list that stand below a key. */
export const layoutOf = (text: string, root: Node): Layout => {
  let step: number | undefined
  let dash: number | undefined
  const look = (node: Node): void => {
    for (const { name, start, after, value } of node.children) {
      const isBelow = value.children.length > 0 && !value.flow && lineStart(text, value.content) > after
      if (name !== undefined && isBelow) {
        const deeper = columnOf(text, value.content) - columnOf(text, start)
        if (value.kind === 'mapping') step ??= deeper
        else dash ??= deeper
      }
      if (step === undefined || dash === undefined) look(value)
    }
  }
  look(root)
  return { step: step ?? 2, dash: dash ?? step ?? 2 }
}
