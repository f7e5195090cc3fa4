/** The last resort: a document read and written anew with its comments, where changing it in place fails. */
import { isDeepStrictEqual } from 'node:util'
import type { Document } from 'yaml'
import { Lexer, isMap, isScalar, isSeq, parseDocument } from 'yaml'
import { isMapping } from '../build.ts'
import { align } from './align.ts'

const setAt = (document: Document, node: unknown, was: unknown, wanted: unknown): unknown => {
  if (isDeepStrictEqual(was, wanted)) return node
  if (isMap(node) && isMapping(was) && isMapping(wanted)) {
    for (const key of Object.keys(was)) if (!Object.hasOwn(wanted, key)) node.delete(key)
    for (const [key, value] of Object.entries(wanted)) {
      const isSame = Object.hasOwn(was, key) && isDeepStrictEqual(was[key], value)
      if (!isSame) node.set(key, setAt(document, node.get(key, true), was[key], value))
    }
    return node
  }
  if (isSeq(node) && Array.isArray(was) && Array.isArray(wanted)) {
    const { items } = node
    node.items = align(was, wanted).map((from, to) =>
      from === undefined
        ? document.createNode(wanted[to])
        : setAt(document, items[from], was[from], wanted[to]),
    )
    return node
  }
  if (isScalar(node) && (typeof wanted !== 'object' || wanted === null)) {
    node.value = wanted
    delete node.source
    return node
  }
  return document.createNode(wanted)
}

/** Undefined where the text is not one document that can be written anew. */
export const rewrite = (text: string, was: unknown, wanted: unknown, eol: string): string | undefined => {
  const document = parseDocument(text, { version: '1.1', merge: true, keepSourceTokens: false })
  if (document.errors.length > 0) return undefined
  try {
    setAt(document, document.contents, was, wanted)
    return document.toString({ lineWidth: 0, flowCollectionPadding: false }).replaceAll('\n', eol)
  } catch {
    return undefined
  }
}

/** A token of the lexer that says: what follows is a scalar. */
const SCALAR = '\u001f'

export const commentsIn = (text: string): string[] => {
  const tokens = [...new Lexer().lex(text)]
  return tokens.filter((token, i) => token.startsWith('#') && tokens[i - 1] !== SCALAR)
}
