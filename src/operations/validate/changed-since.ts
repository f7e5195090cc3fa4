/**
 * `--changed-since`: the whole input is judged, and what is told is what the changes brought: what is wrong with a
 * file that changed, and what a change elsewhere (an object removed, a name taken) makes wrong with one that did not.
 */
import { join } from 'node:path'
import { usageError } from '../../errors.ts'
import { type Changes, changesSince } from '../../manifest/git/changes.ts'
import type { ParsedFile } from '../../manifest/parse.ts'
import { STDIN } from '../../manifest/read.ts'
import { SETTINGS_FILE } from '../../manifest/settings.ts'
import { type Finding, findingKey } from '../../model/finding.ts'
import { summaryOf, type Verdict } from '../../model/verdict.ts'

export interface ChangedSince {
  readonly ref: string
  readonly cwd: string
  /** What is looked through, as the user named it. */
  readonly looked: readonly string[]
  /** Where agentgw.yaml lies. */
  readonly root: string | undefined
  readonly crds: readonly string[]
}

/** Throws what changesSince throws. */
export const findChanges = ({ ref, cwd, looked, root, crds }: ChangedSince): Promise<Changes> => {
  if (looked.includes(STDIN))
    throw usageError('--changed-since and standard input contradict each other', 'Git knows files only')
  const settings = root === undefined ? [] : [join(root, SETTINGS_FILE), join(root, '.agentgw')]
  return changesSince({ ref, cwd, looked, inputs: [...settings, ...crds] })
}

export interface ChangesToTell {
  readonly verdict: Verdict
  /** What was left out, or why nothing was, as a sentence. */
  readonly note: string
}

/** `judge` gives the verdict on the same input, with other files. */
export const onlyChanges = async (
  verdict: Verdict,
  files: readonly ParsedFile[],
  { commit, changedInput, isChanged, before }: Changes,
  judge: (files: readonly ParsedFile[]) => Promise<Verdict>,
): Promise<ChangesToTell> => {
  const since = `since ${commit.slice(0, 12)}`
  if (changedInput !== undefined)
    return { verdict, note: `${changedInput} changed ${since}, on which every verdict depends: all is told` }
  const names = new Set(files.map(({ file }) => file))
  const changed = new Set([...names].filter(isChanged))
  // Only rules look at several files, so only what they say of a file that did not change can be new.
  const mayBeOld = ({ file, stage }: Finding): boolean =>
    stage === 'rules' && file !== undefined && !changed.has(file)
  const known = new Set<string>()
  if (everyFinding(verdict).some(mayBeOld)) {
    const same = files.filter(({ file }) => !changed.has(file))
    const then = [...same, ...(await before())].sort((a, b) => (a.file < b.file ? -1 : 1))
    for (const finding of everyFinding(await judge(then))) known.add(findingKey(finding))
  }
  const isTold = (finding: Finding): boolean => {
    if (mayBeOld(finding)) return !known.has(findingKey(finding))
    const { file } = finding
    // What is about none of the files was found on the way to them, such as a link that leads nowhere.
    return file === undefined || !names.has(file) || changed.has(file)
  }
  const note = `${changed.size} of ${names.size} files changed ${since}; told is what came with that`
  return { verdict: narrowed(verdict, changed, isTold), note }
}

const everyFinding = ({ findings, suppressed }: Verdict): Finding[] => [
  ...findings,
  ...suppressed.map(({ finding }) => finding),
]

/** The findings that are told; the sum counts what changed and what they are about. */
const narrowed = (
  { findings: all, suppressed, objects: every }: Verdict,
  changed: ReadonlySet<string>,
  isTold: (finding: Finding) => boolean,
): Verdict => {
  const findings = all.filter(isTold)
  const objects = every.flatMap((object) => {
    const told = object.findings.filter(isTold)
    if (told.length === 0 && !changed.has(object.file)) return []
    return [{ ...object, findings: told }]
  })
  return {
    summary: {
      files: new Set([...changed, ...objects.map(({ file }) => file)]).size,
      ...summaryOf(objects),
    },
    findings,
    suppressed: suppressed.filter(({ finding }) => isTold(finding)),
    objects,
  }
}
