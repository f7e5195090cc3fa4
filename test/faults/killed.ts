/**
 * The built program, killed at each thing that it does to files in turn: nothing is lost, the same again finishes, and a
 * restoration gives back every byte.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cut } from '../../src/manifest/cut.ts'
import { parse } from '../../src/manifest/parse.ts'
import { openWorkspace } from '../../src/manifest/settings.ts'
import { readStash } from '../../src/manifest/stash.ts'
import { readJournal } from '../../src/operations/revocations.ts'
import { prepareRestore, restore } from '../../src/operations/restore.ts'
import { prepareRevoke, revoke } from '../../src/operations/revoke.ts'
import { BIN, cleanEnv } from '../cli/environment.ts'
import { exec, type ExecResult } from '../setup/exec.ts'
import type { Command } from './cases.ts'
import type { Folder } from './folders.ts'

const HOOK = join(import.meta.dirname, 'kill-hook.ts')
const KILLED = 137

export interface Point {
  readonly command: Command
  readonly nth: number
  readonly when: 'before' | 'after' | 'in the middle'
}

export interface Effect {
  readonly what: string
  /** It can be done by half. */
  readonly halves: boolean
}

let runs = 0

export class KilledFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'agentgw-killed-'))
  readonly #folder: Folder
  /** The bytes of each document that goes. */
  readonly #texts: readonly { readonly file: string; readonly text: string }[]

  constructor(folder: Folder) {
    this.#folder = folder
    this.#texts = Object.entries(folder.files).flatMap(([file, text]) => {
      const parsed = parse(file, text)
      const going = parsed.documents.filter(({ value }) =>
        folder.words.includes((value as { metadata: { name: string } }).metadata.name),
      )
      return cut(parsed, going).pieces.map((piece) => ({ file, text: piece.text }))
    })
  }

  #path(file: string): string {
    return join(this.root, 'manifests', file)
  }

  #text(file: string): string | undefined {
    return existsSync(this.#path(file)) ? readFileSync(this.#path(file), 'utf8') : undefined
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }

  /** As it was at the start. */
  #reset(): void {
    this.remove()
    mkdirSync(this.root)
    writeFileSync(join(this.root, 'agentgw.yaml'), 'name: killed\n')
    for (const [file, text] of Object.entries(this.#folder.files)) {
      mkdirSync(dirname(this.#path(file)), { recursive: true })
      writeFileSync(this.#path(file), text)
    }
  }

  async #run(command: Command): Promise<string[]> {
    const options = {
      words: this.#folder.words,
      namespace: 'agentgateway-system',
      workspace: await openWorkspace({ cwd: this.root }),
      cluster: undefined,
      localUser: 'tester',
      now: () => new Date(),
    }
    const { problems } =
      command === 'revoke'
        ? await revoke(await prepareRevoke({ ...options, reason: 'test', newId: `killed-${++runs}` }))
        : await restore(await prepareRestore({ ...options, force: false }))
    return problems.map(({ code, message }) => `${code}: ${message}`)
  }

  async #binary(command: Command, kill: { nth: number; when: string; log: string }): Promise<ExecResult> {
    return exec(
      process.execPath,
      ['--import', HOOK, BIN, command, ...this.#folder.words, '--local', '--yes'],
      {
        cwd: this.root,
        env: { ...cleanEnv(), AGENTGW_KILL: JSON.stringify({ root: this.root, ...kill }) },
      },
    )
  }

  async #prepare(command: Command): Promise<void> {
    this.#reset()
    if (command === 'restore') must('revoke before', await this.#run('revoke'))
  }

  /** What the command does to files where nobody kills it. */
  async effects(command: Command): Promise<Effect[]> {
    await this.#prepare(command)
    const log = join(this.root, '.log')
    const { code, stderr } = await this.#binary(command, { nth: 0, when: 'before', log })
    must('unkilled', code === 0 ? [] : [`exit ${code}: ${stderr}`])
    return readFileSync(log, 'utf8')
      .trim()
      .split('\n')
      .map((line) => ({ what: line.replace('*', ''), halves: line.includes('*') }))
  }

  /** Throws what is wrong after dying at that point. */
  async check({ command, nth, when }: Point): Promise<void> {
    await this.#prepare(command)
    const { code, stderr } = await this.#binary(command, { nth, when, log: join(this.root, '.log') })
    must('not killed', code === KILLED ? [] : [`exit ${code}: ${stderr}`])
    must('lost', await this.#lost())
    if (nth % 3 !== 0) {
      // Finished by the same; every third time the opposite follows at once.
      must(`${command} again`, await this.#run(command))
      must('left', command === 'revoke' ? this.#left() : this.#differences())
    } else if (command === 'restore') {
      must('revoke in between', await this.#run('revoke'))
      must('left', this.#left())
    }
    const never = (await readJournal(this.root, undefined)).revocations.length === 0
    const problems = await this.#run('restore')
    must('restore', never ? [] : problems)
    must('restored', this.#differences())
    const { revocations } = await readJournal(this.root, undefined)
    must(
      'record',
      revocations.filter(({ state }) => state !== 'restored').map(({ state }) => state),
    )
  }

  /** Every byte of what goes is in its file or in the stash. */
  async #lost(): Promise<string[]> {
    const { records, damaged } = await readStash(this.root)
    const pieces = records.flatMap(({ targets }) => targets.flatMap(({ stored }) => stored))
    return [
      ...damaged.map(({ message }) => message),
      ...this.#texts
        .filter(
          ({ file, text }) =>
            this.#text(file)?.includes(text) !== true &&
            !pieces.some((one) => one.file === `manifests/${file}` && one.piece.text === text),
        )
        .map(({ file, text }) => `${file}: ${JSON.stringify(text)}`),
    ]
  }

  /** Of what was revoked, what still stands. */
  #left(): string[] {
    return Object.keys(this.#folder.files).flatMap((file) =>
      parse(file, this.#text(file) ?? '')
        .documents.map(
          ({ value }) => (value as { metadata?: { name?: string } } | null)?.metadata?.name ?? '',
        )
        .filter((name) => this.#folder.words.includes(name)),
    )
  }

  #differences(): string[] {
    return Object.entries(this.#folder.files)
      .filter(([file, text]) => this.#text(file) !== text)
      .map(([file, text]) => `${file} is ${JSON.stringify(this.#text(file))}, was ${JSON.stringify(text)}`)
  }
}

const must = (what: string, violations: readonly string[]): void => {
  if (violations.length > 0) throw new Error(`${what}: ${violations.join('; ')}`)
}

/** Before each effect, in the middle of each that can be done by half, and after the last. */
export const pointsOf = (command: Command, effects: readonly Effect[]): Point[] => [
  ...effects.flatMap(({ halves }, i): Point[] => [
    { command, nth: i + 1, when: 'before' },
    ...(halves ? [{ command, nth: i + 1, when: 'in the middle' } as const] : []),
  ]),
  { command, nth: effects.length, when: 'after' },
]

export interface KilledTally {
  readonly points: number
  readonly failures: readonly string[]
}

/** `choose` leaves some points out. Folders are worked through `atOnce` at a time. */
export const killEverywhere = async (
  folders: readonly Folder[],
  atOnce: number,
  choose: (point: Point, index: number) => boolean = () => true,
): Promise<KilledTally> => {
  const failures: string[] = []
  let points = 0
  const waiting = [...folders]
  const work = async (): Promise<void> => {
    for (let folder = waiting.shift(); folder !== undefined; folder = waiting.shift()) {
      const killed = new KilledFolder(folder)
      try {
        for (const command of ['revoke', 'restore'] as const) {
          const effects = await killed.effects(command)
          for (const point of pointsOf(command, effects).filter(choose)) {
            points++
            try {
              await killed.check(point)
            } catch (error) {
              const at = effects[point.nth - 1]?.what ?? ''
              failures.push(
                `${command} ${folder.words.join(' ')}, killed ${point.when} ${point.nth} (${at}): ${(error as Error).message}\n${JSON.stringify(folder.files)}`,
              )
            }
          }
        }
      } finally {
        killed.remove()
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return { points, failures }
}
