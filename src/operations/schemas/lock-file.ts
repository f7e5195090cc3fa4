/** Where pulled schemas lie, and the lock beside them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import { readError } from '../../manifest/file-error.ts'
import type { LockedCrd, SchemaLock } from '../../model/schema-lock.ts'

/** Below the root, outside the folder of manifests. */
export const SCHEMAS_FOLDER = '.agentgw/schemas'
const LOCK_FILE = 'schemas.lock.json'
const LOCK_VERSION = 1

export const crdFile = (root: string, name: string): string => join(root, SCHEMAS_FOLDER, `${name}.yaml`)
export const lockFile = (root: string): string => join(root, SCHEMAS_FOLDER, LOCK_FILE)

const bad = (path: string, why: string): UserError =>
  new UserError('bad-schema-lock', `${path}: ${why}`, {
    hint: 'take it back from Git, or remove the folder and run `kubectl agentgw schemas pull` again',
  })

const isText = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** The names of CRDs become names of files. */
const isLocked = (value: unknown): value is LockedCrd => {
  const { name, group, kind, versions, source, release, sha256 } = (value ?? {}) as Record<string, unknown>
  return (
    isText(name) &&
    /^[a-z0-9][a-z0-9.-]*$/.test(name) &&
    [group, kind, source].every(isText) &&
    (release === undefined || isText(release)) &&
    isText(sha256) &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    Array.isArray(versions) &&
    versions.length > 0 &&
    versions.every(isText)
  )
}

/** Undefined where there is none. Throws `bad-schema-lock` and `file-unreadable`. */
export const readLock = (root: string): SchemaLock | undefined => {
  const path = lockFile(root)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined
    throw readError(error, path)
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw bad(path, `it is not JSON: ${(error as Error).message}`)
  }
  const { lockVersion, kubernetes, crds } = (value ?? {}) as Record<string, unknown>
  if (lockVersion !== LOCK_VERSION)
    throw bad(
      path,
      `its lockVersion is ${JSON.stringify(lockVersion)}, and this program knows ${LOCK_VERSION}`,
    )
  if (!Array.isArray(crds) || !crds.every(isLocked) || (kubernetes !== undefined && !isText(kubernetes)))
    throw bad(path, 'it does not have the form of a lock')
  return { crds, ...(kubernetes === undefined ? {} : { kubernetes }) }
}

export const lockText = ({ kubernetes, crds }: SchemaLock): string =>
  `${JSON.stringify({ lockVersion: LOCK_VERSION, ...(kubernetes === undefined ? {} : { kubernetes }), crds }, undefined, 2)}\n`
