/** What is left over and does not go without force: somebody else's work, which this folder never saw, would go with it. */
import { refLabel } from '../model/resource.ts'
import type { ObjectState } from '../model/sync.ts'
import { editedSinceApplied } from '../plan/writers.ts'
import type { Agreements } from './agreements.ts'

/** The object as it is, or with why it stays. */
export const spared = async (object: ObjectState, agreements: Agreements): Promise<ObjectState> => {
  const { live, kept, ref } = object
  if (live === undefined || kept !== undefined) return object
  const editor = editedSinceApplied(live)
  const why =
    editor !== undefined
      ? `${editor.manager} changed it${editor.time === undefined ? '' : ` at ${editor.time}`}, after it was last applied`
      : (await agreements.isFromElsewhere(live))
        ? 'it was applied from a commit that this copy of the folder does not have'
        : undefined
  return why === undefined
    ? object
    : { ...object, changes: [], kept: `${why} (\`--force-conflicts-of ${refLabel(ref)}\` lets it go)` }
}
