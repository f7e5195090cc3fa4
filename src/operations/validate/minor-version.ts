/** The version of Kubernetes that the user names. */
import { usageError } from '../../errors.ts'
import { NEWEST } from '../../validate/newest.ts'

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

/** What is to be said of a cluster that may have more than is known here. */
export const newerThanKnown = (minor: number | undefined): string[] =>
  minor === undefined || minor <= NEWEST
    ? []
    : [
        `--kubernetes-version 1.${minor} is newer than 1.${NEWEST}, the newest known here: a rule that uses what came later is reported as not checked`,
      ]
