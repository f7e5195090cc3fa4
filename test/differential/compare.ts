/** Whether the offline verdict on an object is the API server's. */
import { parse } from '../../src/manifest/parse.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Kinds } from '../../src/validate/kinds.ts'
import { validateDocuments } from '../../src/validate/validate.ts'
import type { Verdict } from '../cluster/ask.ts'

export const NAMESPACE = 'default'

/** Of more faults in one object only so many are told. */
const MOST_TOLD = 100

export interface Difference {
  /** The object has an integer beyond 2^53, of which this program says that it does not look at all of it. */
  readonly undecided: boolean
  /** As it was read by us. */
  readonly text: string
  readonly ours: readonly string[]
  readonly theirs: string
  readonly paths: readonly string[] | undefined
}

const findingsOf = async (text: string, kinds: Kinds): Promise<readonly Finding[]> => {
  const file = parse(text.trimStart().startsWith('{') ? 'case.json' : 'case.yaml', text)
  return (await validateDocuments([file], { namespace: NAMESPACE, kinds })).findings
}

const isError = ({ severity, stage }: Finding): boolean => severity === 'error' && stage !== 'rules'

/** What the API server would object to, by this program. */
export const judge = async (text: string, kinds: Kinds): Promise<readonly Finding[]> =>
  (await findingsOf(text, kinds)).filter(isError)

/** `a[b]` and `a.b` are one place; what is wrong with one label is told of all of them. */
const normal = (path: string): string =>
  path
    .replace(/^\./, '')
    .replace(/\[([^\]]*[^\]\d][^\]]*)\]/g, '.$1')
    .replace(/^(.*\bmetadata\.(labels|annotations|finalizers|ownerReferences))\b.*$/, '$1')

const unique = (paths: readonly string[]): string[] => [...new Set(paths.map(normal))].sort()

export const difference = async (
  text: string,
  verdict: Verdict,
  kinds: Kinds,
): Promise<Difference | undefined> => {
  const findings = await findingsOf(text, kinds)
  const errors = findings.filter(isError)
  // Unknown fields alone are told where there are any: the server looks no further.
  const told = verdict.stage === 'strict' ? errors.filter(({ code }) => code === 'unknown-field') : errors
  const ours = unique(told.map(({ path = '' }) => path))
  // The name that the server makes of a bad prefix is bad, too.
  const made = ours.includes('metadata.generateName') && !ours.includes('metadata.name')
  const paths = verdict.paths?.map((path) =>
    made && path === 'metadata.name' ? 'metadata.generateName' : path,
  )
  const theirs = paths === undefined ? undefined : unique(paths)
  const agree =
    theirs === undefined || errors.length >= MOST_TOLD
      ? errors.length > 0 && verdict.stage !== 'accepted'
      : JSON.stringify(ours) === JSON.stringify(theirs) &&
        errors.length > 0 === (verdict.stage !== 'accepted')
  if (agree) return undefined
  const undecided = findings.some(
    ({ code, message }) => code === 'not-checked' && message.includes('an integer beyond 2^53'),
  )
  return {
    undecided,
    text,
    ours: errors.map(({ message }) => message),
    theirs: verdict.message,
    paths: theirs,
  }
}
