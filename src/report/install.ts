/** What `install` did, for people and for programs; the JSON's shape stands in schemas/output/install.schema.json. */
import { INSTALL_STATES, type InstalledObject } from '../model/install.ts'
import { refLabel } from '../model/resource.ts'
import { problemLines } from './problem.ts'

/** As kubectl says it, one line an object; failures are for `installErrors`. */
export const installText = (objects: readonly InstalledObject[], dryRun: boolean): string =>
  objects
    .filter(({ state }) => state !== 'failed')
    .map(({ ref, state }) => `${refLabel(ref)} ${state}${dryRun ? ' (dry run)' : ''}\n`)
    .join('')

/** What several objects fail for is told once. */
export const installErrors = (objects: readonly InstalledObject[]): string =>
  [...new Set(objects.flatMap(({ error }) => (error === undefined ? [] : problemLines(error))))].join('')

export const installJson = (objects: readonly InstalledObject[]): string => {
  const count = (state: string): number => objects.filter((object) => object.state === state).length
  const report = {
    summary: Object.fromEntries(INSTALL_STATES.map((state) => [state, count(state)])),
    resources: objects.map(({ ref, state, error }) => ({
      resource: ref,
      state,
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
