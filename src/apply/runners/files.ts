/** How files are edited: each only if it still is what the planner saw. */
import { applyEdits } from '../../manifest/edit.ts'
import type { Runners } from '../execute.ts'

export const fileRunners: Pick<Runners, 'edit-file'> = {
  'edit-file': async ({ edit }) => {
    await applyEdits([edit])
    return { outcome: 'done' }
  },
}
