/** From the documents of a text to compiled validators, at run time. Heavy: loaded only for what is not cached. */
import { UserError } from '../../errors.ts'
import type { KindName } from '../crds/crd-text.ts'
import { type CompiledCrd, compileCrd } from './module.ts'
import { type CrdVersion, readCrd } from './schema.ts'

/** The versions of CRDs that are served. */
export const versionsIn = (values: readonly unknown[]): CrdVersion[] =>
  values.flatMap((value) => readCrd(value) ?? [])

/** The last that is of that name. `path` is where the values come from. Throws the UserError `bad-crd`. */
export const compileKind = (
  values: readonly unknown[],
  name: KindName,
  path: string,
  kubernetes?: number,
): CompiledCrd => {
  const { group, version, kind } = name
  const crd = versionsIn(values).findLast(
    (one) => one.group === group && one.version === version && one.kind === kind,
  )
  if (crd === undefined)
    throw new UserError('bad-crd', `${path} does not define ${kind} of ${group}/${version}`)
  try {
    return compileCrd(crd, kubernetes)
  } catch (error) {
    const message = `the schema of ${kind} in ${path} can not be compiled: ${error instanceof Error ? error.message : String(error)}`
    throw new UserError('bad-crd', message, { cause: error })
  }
}
