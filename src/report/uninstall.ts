/** What `uninstall` did; the JSON's shape stands in schemas/output/uninstall.schema.json. */
import { refLabel } from '../model/resource.ts'
import { UNINSTALL_STATES, type UninstalledObject } from '../model/uninstall.ts'
import { objectsJson } from './install.ts'

/** What was not there is not told, and failures are for `installErrors`. */
export const uninstallText = (objects: readonly UninstalledObject[], dryRun: boolean): string =>
  objects
    .filter(({ state }) => state !== 'failed' && state !== 'absent')
    .map(
      ({ ref, state, why }) =>
        `${refLabel(ref)} ${state}${dryRun && state === 'deleted' ? ' (dry run)' : ''}${why === undefined ? '' : `: ${why}`}\n`,
    )
    .join('')

export const uninstallJson = (objects: readonly UninstalledObject[]): string =>
  objectsJson(UNINSTALL_STATES, objects)
