/** What `install` did, for people and for programs; the JSON's shape stands in schemas/output/install.schema.json. */
import type { UserError } from '../errors.ts'
import { INSTALL_STATES, type InstalledObject } from '../model/install.ts'
import { type ResourceRef, refLabel } from '../model/resource.ts'
import { problemLines } from './problem.ts'

/** As kubectl says it, one line an object; failures are for `installErrors`. */
export const installText = (objects: readonly InstalledObject[], dryRun: boolean): string =>
  objects
    .filter(({ state }) => state !== 'failed')
    .map(
      ({ ref, state, version }) =>
        `${refLabel(ref)} ${state}${version === undefined ? '' : ` (${version.from} → ${version.to})`}${dryRun ? ' (dry run)' : ''}\n`,
    )
    .join('')

interface Told {
  readonly ref: ResourceRef
  readonly state: string
  readonly why?: string
  readonly version?: InstalledObject['version']
  readonly error?: UserError
}

/** What several objects fail for is told once. */
export const installErrors = (objects: readonly Told[]): string =>
  [...new Set(objects.flatMap(({ error }) => (error === undefined ? [] : problemLines(error))))].join('')

export const objectsJson = (states: readonly string[], objects: readonly Told[]): string => {
  const count = (state: string): number => objects.filter((object) => object.state === state).length
  const report = {
    summary: Object.fromEntries(states.map((state) => [state, count(state)])),
    resources: objects.map(({ ref, state, why, version, error }) => ({
      resource: ref,
      state,
      ...(version === undefined ? {} : { version }),
      ...(why === undefined ? {} : { why }),
      ...(error === undefined
        ? {}
        : {
            error: {
              code: error.code,
              message: error.message,
              ...(error.hint === undefined ? {} : { hint: error.hint }),
            },
          }),
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}

export const installJson = (objects: readonly InstalledObject[]): string =>
  objectsJson(INSTALL_STATES, objects)
