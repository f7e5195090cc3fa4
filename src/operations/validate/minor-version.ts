/** The version of Kubernetes that the user names. */
import { usageError } from '../../errors.ts'

/** Rules are evaluated since then. */
const FIRST_WITH_RULES = 25

/** `1.31` or `v1.31.2` is 31; undefined where nothing is given. */
export const minorVersion = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const [, minor] = /^v?1\.(\d{1,3})(?:\.\d+)?(?:[-+].*)?$/.exec(text) ?? []
  if (minor === undefined)
    throw usageError(
      `--kubernetes-version ${JSON.stringify(text)} is no version of Kubernetes`,
      'write it as 1.31; `kubectl version` shows that of a cluster',
    )
  if (Number(minor) < FIRST_WITH_RULES)
    throw usageError(
      `--kubernetes-version ${text}: clusters before 1.${FIRST_WITH_RULES} do not evaluate the rules of CRDs by default`,
      `name 1.${FIRST_WITH_RULES} or later`,
    )
  return Number(minor)
}
