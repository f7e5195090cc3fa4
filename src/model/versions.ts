/** With which versions of Kubernetes and agentgateway this program is known to work: docs, `doctor` and `install` say the same. */

export interface Supported {
  readonly name: 'Kubernetes' | 'agentgateway'
  /** MAJOR.MINOR, both included. */
  readonly oldest: string
  readonly newest: string
  /** What is not so with an older one. */
  readonly before: string
  /** How the ends were tried. */
  readonly tried: string
}

export const KUBERNETES: Supported = {
  name: 'Kubernetes',
  oldest: '1.31',
  newest: '1.36',
  before:
    'the API server refuses the CRDs, whose rules ask isIP, and before 1.30 it serves no ValidatingAdmissionPolicy, so that nothing can be locked: `install` exits with 3',
  tried:
    'the tests run on 1.36.3; those of install, validate, apply, diff, pull, prune, status, watch, doctor, the lock and the kill switch passed on 1.31.14 and 1.32.13, too; 1.33 to 1.35 were not run. On 1.37.2 they passed but for two differences: it refuses CEL rules that call duration() of a number, which `validate` accepts; and it is told as untried',
}

export const AGENTGATEWAY: Supported = {
  name: 'agentgateway',
  oldest: '1.4',
  newest: '1.4',
  before: 'its AgentgatewayPolicy may lack what a denial is made of: `revoke --drill` shows whether it works',
  tried:
    'the denials, lowered kinds and `schemas pull` are held to its CRDs as of 2026-08-21, after 1.4.1; no controller runs in the tests',
}

const numbers = (version: string): [number, number] | undefined => {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor)]
}

const compare = ([major, minor]: [number, number], [others, other]: [number, number]): number =>
  major - others || minor - other

/** What is to be said of a version outside of what is known to work; undefined of one inside, or one that says nothing. */
export const outside = (
  version: string | undefined,
  { name, oldest, newest, before }: Supported,
): string | undefined => {
  const own = numbers(version ?? '')
  const [first, last] = [numbers(oldest), numbers(newest)]
  if (own === undefined || first === undefined || last === undefined) return undefined
  if (compare(own, first) < 0)
    return `${name} ${version} is older than ${oldest}, the oldest supported: ${before}`
  return compare(own, last) > 0
    ? `${name} ${version} is newer than ${newest}, the newest that this version of the program was tried with`
    : undefined
}
