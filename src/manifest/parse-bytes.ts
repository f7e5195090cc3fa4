/** A file's bytes as its documents: what is not UTF-8 is told. */
import { isUtf8 } from 'node:buffer'
import type { Finding } from '../model/finding.ts'
import { type ParsedFile, parse } from './parse.ts'
import { positionAt } from './position.ts'

/** Where the text that was decoded leniently first differs from its bytes. */
const firstBadByte = (bytes: Buffer, text: string): number => {
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) {
    const offset = Buffer.byteLength(text.slice(0, at))
    if (bytes.toString('latin1', offset, offset + 3) !== '\xEF\xBF\xBD') return at
  }
  return 0
}

const notUtf8 = (file: string, bytes: Buffer): ParsedFile => {
  const text = bytes.toString('utf8')
  const mark = bytes.toString('latin1', 0, 2)
  const message =
    mark === '\xFE\xFF' || mark === '\xFF\xFE'
      ? 'this file is in UTF-16'
      : 'this file is not UTF-8: a byte that fits no character'
  const place = positionAt(text, firstBadByte(bytes, text))
  const finding: Finding = {
    code: 'not-utf8',
    severity: 'error',
    stage: 'file',
    message,
    file,
    ...place,
    hint: 'save it as UTF-8',
  }
  return { file, text, documents: [], findings: [finding] }
}

/** Parses a file's bytes; what is not text is a finding. */
export const parseBytes = (file: string, bytes: Buffer): ParsedFile =>
  isUtf8(bytes) ? parse(file, bytes.toString('utf8')) : notUtf8(file, bytes)
