/** `--baseline`: a former `validate -o json` as what was known before. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UserError } from '../../errors.ts'
import { readError } from '../../manifest/file-error.ts'
import { parse } from '../../manifest/parse.ts'
import type { Finding } from '../../model/finding.ts'
import type { Verdict } from '../../model/verdict.ts'
import { isRecord } from '../../validate/bare.ts'
import { compareWith } from '../../validate/baseline.ts'

export interface Baseline {
  readonly file: string
  readonly findings: readonly Finding[]
}

const bad = (message: string, hint = 'give a file that `validate -o json=FILE` wrote'): UserError =>
  new UserError('bad-baseline', message, { hint })

const isText = (value: unknown): boolean => typeof value === 'string' && value !== ''
const isAbsentOr = (value: unknown, type: 'string' | 'number'): boolean =>
  value === undefined || typeof value === type

const isFinding = (value: unknown): value is Finding =>
  isRecord(value) &&
  [value['code'], value['message'], value['severity'], value['stage']].every(isText) &&
  isAbsentOr(value['file'], 'string') &&
  isAbsentOr(value['path'], 'string') &&
  (value['resource'] === undefined ||
    (isRecord(value['resource']) &&
      [value['resource']['apiVersion'], value['resource']['kind'], value['resource']['name']].every(isText)))

const place = (value: unknown): value is number => Number.isInteger(value) && (value as number) > 0

/** Without what else the file may say, such as that it was unchanged then. */
const plain = ({
  code,
  severity,
  stage,
  message,
  file,
  line,
  column,
  path,
  resource,
  hint,
}: Finding): Finding => ({
  code,
  severity,
  stage,
  message,
  ...(file === undefined ? {} : { file }),
  ...(place(line) ? { line } : {}),
  ...(place(column) ? { column } : {}),
  ...(path === undefined ? {} : { path }),
  ...(resource === undefined ? {} : { resource }),
  ...(typeof hint === 'string' ? { hint } : {}),
})

const readJson = async (file: string): Promise<unknown> => {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw readError(error, file)
    throw new UserError('no-such-file', `there is no ${file}`, {
      hint: `\`kubectl agentgw validate -o json=${file}\` writes it`,
    })
  }
  try {
    return JSON.parse(text)
  } catch {
    // The parser of manifests knows the place.
    const problem = parse(file, text).findings.find(({ code }) => code !== 'not-an-object')
    const place = problem?.line === undefined ? file : `${file}:${problem.line}:${problem.column ?? 1}`
    throw bad(`${place}: this is not JSON${problem === undefined ? '' : `: ${problem.message}`}`)
  }
}

/** Throws `file-unreadable` and `bad-baseline`. */
export const readBaseline = async (file: string): Promise<Baseline> => {
  const value = await readJson(file)
  if (isRecord(value) && Array.isArray(value['runs']))
    throw bad(`${file} is SARIF, and the baseline is JSON of this program`)
  if (!isRecord(value) || !Array.isArray(value['findings']))
    throw bad(`${file} holds no list of findings, as \`validate -o json\` has it`)
  const wrong = value['findings'].findIndex((finding) => !isFinding(finding))
  if (wrong >= 0) throw bad(`${file}: findings[${wrong}] is no finding`)
  return { file, findings: (value['findings'] as Finding[]).map(plain) }
}

/** The verdict, compared. What stands in a file that this run did not read is not fixed by that. */
export const comparedWith = (
  verdict: Verdict,
  { findings }: Baseline,
  files: readonly { readonly file: string }[],
  cwd: string,
): Verdict => {
  const read = new Set(files.map(({ file }) => file))
  const isLookedAt = ({ file }: Finding): boolean =>
    file === undefined || read.has(file) || !existsSync(resolve(cwd, file))
  return { ...verdict, comparison: compareWith(verdict, findings, isLookedAt) }
}
