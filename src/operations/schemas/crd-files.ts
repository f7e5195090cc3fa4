/** Files with CRDs, as texts that are parsed only where it must be. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { UserError } from '../../errors.ts'
import { discover } from '../../manifest/discover.ts'
import { readError } from '../../manifest/file-error.ts'
import { parseBytes } from '../../manifest/parse-bytes.ts'
import { STDIN } from '../../manifest/read.ts'
import type { SchemaOrigin } from '../../model/schema-origin.ts'
import type { CrdText } from '../../validate/crds/crd-text.ts'

export const digestOf = (bytes: Uint8Array | string): string =>
  createHash('sha256').update(bytes).digest('hex')

/** The documents of a text. Throws `bad-crd` with the place of what is wrong with it. */
export const parseCrds = (path: string, bytes: Buffer): readonly unknown[] => {
  const { documents, findings } = parseBytes(path, bytes)
  const fault = findings.find(({ severity }) => severity === 'error')
  if (fault !== undefined)
    throw new UserError('bad-crd', `${path}:${fault.line ?? 1}:${fault.column ?? 1}: ${fault.message}`, {
      hint: fault.hint,
    })
  return documents.map(({ value }) => value)
}

const textOf = (path: string, bytes: Buffer, origin: SchemaOrigin): CrdText => ({
  path,
  origin,
  digest: () => digestOf(bytes),
  values: () => parseCrds(path, bytes),
})

const readBytes = (path: string): Buffer => {
  try {
    return readFileSync(path)
  } catch (error) {
    throw readError(error, path)
  }
}

/** A file, the files of a folder, or `-` for `stdin`. Throws `no-such-file` and `file-unreadable`. */
export const crdTexts = async (path: string, stdin: Readable): Promise<CrdText[]> => {
  const origin: SchemaOrigin = { from: 'crds', path }
  if (path === STDIN) return [textOf(path, await buffer(stdin), origin)]
  const { files } = await discover([path])
  return files.map((file) => textOf(file, readBytes(file), origin))
}
