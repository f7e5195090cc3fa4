/** Makes validators from CRDs at run time. Heavy: loaded only for `--crds`. */
import { UserError } from '../../errors.ts'
import * as runtime from '../runtime/index.ts'
import { re2 } from '../runtime/re2.ts'
import { type Kinds, tableOf } from '../kinds.ts'
import type { Validator } from '../validator.ts'
import { compileCrd } from './module.ts'
import { type CrdVersion, readCrd } from './schema.ts'

const instantiate = (crd: CrdVersion): Validator => {
  const { body, uses } = compileCrd(crd)
  const available: Record<string, unknown> = { ...runtime, re2 }
  // The source is our own compiler's; what comes from the CRD stands in it as literals only.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  const make = new Function(...uses, `${body}\nreturn validator`) as (...args: unknown[]) => Validator
  return make(...uses.map((name) => available[name]))
}

export interface CrdSource {
  /** A file or folder, as the user named it. */
  readonly path: string
  readonly values: readonly unknown[]
}

/** The kinds that the CRDs define, compiled when they are first needed. Throws the UserError `bad-crd`. */
export const kindsOfCrds = (sources: readonly CrdSource[]): Kinds => {
  const versions = sources.flatMap(({ path, values }) => {
    const found = values.flatMap((value) => readCrd(value) ?? [])
    if (found.length === 0)
      throw new UserError('bad-crd', `${path} holds no CustomResourceDefinition with a served version`, {
        hint: 'give files with CRDs of apiextensions.k8s.io/v1',
      })
    return found.map((crd) => ({ path, crd }))
  })
  const byKind = new Map(
    versions.map((entry) => [`${entry.crd.group}/${entry.crd.version}/${entry.crd.kind}`, entry]),
  )
  const compiled = new Map<string, Validator>()
  return {
    ...tableOf(
      versions.map(({ path, crd: { group, version, kind } }) => ({
        group,
        version,
        kind,
        origin: { from: 'crds', path },
      })),
    ),
    validator: (group, version, kind) => {
      const key = `${group}/${version}/${kind}`
      const entry = byKind.get(key)
      if (entry === undefined) return Promise.resolve(undefined)
      let validator = compiled.get(key)
      if (validator === undefined) {
        try {
          validator = instantiate(entry.crd)
        } catch (error) {
          throw new UserError(
            'bad-crd',
            `the schema of ${kind} in ${entry.path} can not be compiled: ${String(error)}`,
            {
              cause: error,
            },
          )
        }
        compiled.set(key, validator)
      }
      return Promise.resolve(validator)
    },
  }
}
