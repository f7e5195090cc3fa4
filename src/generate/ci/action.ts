/** The GitHub Action that workflows use. */
import { usageError } from '../../errors.ts'
import { REPOSITORY } from '../../model/project.ts'

/** OWNER/REPOSITORY, with a path below it or not, at a commit; or a path in the repository itself. */
const FORM = /^([\w.-]+\/[\w.-]+(\/[\w.-]+)*@[\w./-]+|\.(\/[\w.-]+)*\/?)$/

/** `given`, or the action of this very version. Throws a usage error. */
export const actionFor = (given: string | undefined, version: string): string => {
  if (given === undefined) return `${REPOSITORY}@v${version}`
  if (FORM.test(given)) return given
  throw usageError(
    `--action takes OWNER/REPOSITORY@REF, and was given "${given}"`,
    `for example: ${REPOSITORY}@v${version}`,
  )
}
