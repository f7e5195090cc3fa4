/**
 * One fault at one request of a revoke or a restore, and what must be so afterwards: the report and the records are
 * true, nothing is lost, running again finishes, and what comes back is what was there.
 */
import { UserError } from '../../src/errors.ts'
import type { RestoreReport, RevokeReport } from '../../src/model/kill-switch-report.ts'
import type { Act, Rule, Seen } from '../controlplane/fault-proxy.ts'
import type { Scene, State } from './scene.ts'
import { recordTruth, restoreTruth, revokeTruth } from './truth.ts'

export const COMMANDS = ['revoke', 'restore'] as const
export type Command = (typeof COMMANDS)[number]

export const ACTS: Readonly<Record<string, Act>> = {
  409: { do: 'reply', status: 409 },
  '429, wait': { do: 'reply', status: 429, retryAfter: 0 },
  '429, wait long': { do: 'reply', status: 429, retryAfter: 600 },
  500: { do: 'reply', status: 500 },
  503: { do: 'reply', status: 503 },
  403: { do: 'reply', status: 403 },
  'reset before': { do: 'reset', when: 'before' },
  'reset after': { do: 'reset', when: 'after' },
  'reset in the middle': { do: 'reset', when: 'in the middle' },
  'hang before': { do: 'hang', when: 'before' },
  'hang after': { do: 'hang', when: 'after' },
}

/** For runs in which a request is never answered, in milliseconds; what it cuts off besides is one fault more. */
export const IMPATIENT = 1000

/** How long the fault lasts: for the one request, for it whenever it is sent again, or for everything from then on. */
export const SPANS = ['once', 'that request', 'all from then on'] as const
export type Span = (typeof SPANS)[number]

export interface Case {
  readonly command: Command
  readonly nth: number
  readonly request: Seen
  readonly fault: string
  readonly span: Span
}

export const caseName = ({ command, nth, request, fault, span }: Case): string =>
  `${command}, request ${nth} (${request.method} ${request.path.replace(/\?.*/, '')}), ${fault}, ${span}`

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** `seen`: the requests of an undisturbed run. */
export const rulesFor = (
  act: Act,
  { nth, request, span }: Pick<Case, 'nth' | 'request' | 'span'>,
  seen: readonly Seen[],
): Rule[] => {
  if (span === 'once') return [{ nth, act }]
  if (span === 'all from then on') return [{ nth, andLater: true, act }]
  // Ids in a path are of this run; the same request of another has the same place among its like.
  const path = (one: Seen): string => one.path.replace(/revocation-[\w.-]+/, 'revocation-')
  const same = seen
    .slice(0, nth)
    .filter((one) => one.method === request.method && path(one) === path(request))
  const pattern = new RegExp(`^${escaped(path(request)).replace('revocation-', 'revocation-[\\w.-]+')}$`)
  return [{ method: request.method, path: pattern, nth: same.length, andLater: true, act }]
}

export const rulesOf = (one: Case, seen: readonly Seen[]): Rule[] => rulesFor(ACTS[one.fault]!, one, seen)

/** The requests of a run that nothing disturbs. */
export const cleanRuns = async (scene: Scene): Promise<Record<Command, Seen[]>> => {
  const counted = async (run: () => Promise<{ readonly problems: readonly unknown[] }>): Promise<Seen[]> => {
    scene.proxy.rules()
    const { problems } = await run()
    if (problems.length > 0) throw new Error(`a run that nothing disturbed: ${JSON.stringify(problems)}`)
    return [...scene.proxy.seen]
  }
  // The first makes the namespace of the records.
  await counted(() => scene.revoke())
  await counted(() => scene.restore())
  const revoke = await counted(() => scene.revoke())
  const restore = await counted(() => scene.restore())
  await scene.forget()
  return { revoke, restore }
}

const must = (what: string, violations: readonly string[]): void => {
  if (violations.length > 0) throw new Error(`${what}: ${violations.join('; ')}`)
}

type Outcome = { readonly report: RevokeReport | RestoreReport } | { readonly error: UserError }

const attempt = async (run: () => Promise<RevokeReport | RestoreReport>): Promise<Outcome> => {
  try {
    return { report: await run() }
  } catch (error) {
    // Anything else would be told as a fault of the program.
    if (error instanceof UserError) return { error }
    throw error
  }
}

const truthOf = (scene: Scene, command: Command, outcome: Outcome, before: State, after: State): string[] => {
  if ('error' in outcome) {
    const same = [...before.live.keys()].sort().join() === [...after.live.keys()].sort().join()
    const files = JSON.stringify(before.files) === JSON.stringify(after.files)
    return same && files ? [] : [`it only failed (${outcome.error.code}), and something had changed`]
  }
  return command === 'revoke'
    ? revokeTruth(scene, outcome.report as RevokeReport, after)
    : restoreTruth(scene, outcome.report as RestoreReport, after)
}

/** Begins a case of the command, on a scene where all stands: for a restore there must be something to restore. */
export const begin = async (scene: Scene, command: Command): Promise<void> => {
  scene.proxy.rules()
  if (command === 'restore')
    must(
      'revoke before',
      (await scene.revoke()).problems.map(({ message }) => message),
    )
}

/**
 * What must be possible after a run that was disturbed, `after` being what it left: the same `again` finishes it, or else
 * the opposite undoes what was done of it. In the end all is as it was, and nothing is recorded as revoked.
 */
export const aftermath = async (
  scene: Scene,
  command: Command,
  after: State,
  again: boolean,
): Promise<void> => {
  must('lost', scene.lost(after))
  if (again === (command === 'revoke')) {
    const report = await scene.revoke()
    const state = await scene.look()
    must('revoke', [...report.problems.map(({ message }) => message), ...revokeTruth(scene, report, state)])
  }
  const state = await scene.look()
  const never = state.revocations.length === 0
  const report = await scene.restore()
  const problems = report.problems.filter(({ code }) => !(never && code === 'not-revoked'))
  must(
    'restore',
    problems.map(({ message }) => message),
  )
  const end = await scene.look()
  must('restored', [...scene.differences(end), ...restoreTruth(scene, { ...report, problems: [] }, end)])
  await scene.forget()
}

/** Runs one case on a scene where all stands and nothing is recorded, and leaves it so. Throws what is wrong. */
export const runCase = async (scene: Scene, one: Case, seen: readonly Seen[]): Promise<'done' | 'told'> => {
  await begin(scene, one.command)
  const before = await scene.look()
  scene.proxy.rules(...rulesOf(one, seen))
  const outcome = await attempt(() =>
    scene[one.command](one.fault.startsWith('hang') ? IMPATIENT : undefined),
  )
  scene.proxy.rules()
  const after = await scene.look()
  // A restoration that could not end leaves the record that it began with, by which it is known and ended later.
  const ended = one.command === 'revoke' || ('report' in outcome && outcome.report.problems.length === 0)
  must('not so', [
    ...truthOf(scene, one.command, outcome, before, after),
    ...(ended ? recordTruth(after) : []),
  ])

  await aftermath(scene, one.command, after, one.nth % 2 === 0)
  return 'report' in outcome && outcome.report.problems.length === 0 ? 'done' : 'told'
}
