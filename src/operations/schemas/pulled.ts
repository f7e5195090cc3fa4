/** The CRDs that were pulled into a root, each as the lock says that it is. */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { UserError } from '../../errors.ts'
import { readError } from '../../manifest/file-error.ts'
import type { LockedCrd, SchemaLock } from '../../model/schema-lock.ts'
import type { KnownText } from '../../validate/crds/crd-text.ts'
import { digestOf, parseCrds } from './crd-files.ts'
import { crdFile } from './lock-file.ts'

/** Git may have given the file the line ends of Windows. */
export const fileDigest = (bytes: Buffer): string =>
  digestOf(bytes.includes('\r\n') ? bytes.toString('utf8').replaceAll('\r\n', '\n') : bytes)

const changed = (path: string, why: string): UserError =>
  new UserError('schema-changed', `${path} ${why}`, {
    hint: 'take it back from Git, or run `kubectl agentgw schemas pull` again',
  })

const textOf = (root: string, crd: LockedCrd): KnownText => {
  const { name, group, kind, versions, source, release, sha256 } = crd
  const path = crdFile(root, name)
  const shown = relative(process.cwd(), path)
  let bytes: Buffer | undefined
  const read = (): Buffer => {
    if (bytes !== undefined) return bytes
    try {
      bytes = readFileSync(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw changed(shown, 'is in the lock of the schemas, and is not there')
      throw readError(error, shown)
    }
    if (fileDigest(bytes) === sha256) return bytes
    throw changed(shown, 'is not what was pulled: its digest is another than that of the lock')
  }
  return {
    path: shown,
    origin: { from: 'pulled', source, ...(release === undefined ? {} : { release }) },
    kinds: versions.map((version) => ({ group, version, kind })),
    digest: () => {
      read()
      return sha256
    },
    values: () => parseCrds(shown, read()),
  }
}

/** A text throws `schema-changed` when it is used and is not what the lock says. */
export const pulledTexts = (root: string, { crds }: SchemaLock): KnownText[] =>
  crds.map((crd) => textOf(root, crd))
