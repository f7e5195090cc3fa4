import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode, UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Revocation } from '../model/revocation.ts'
import { filterJournal } from '../operations/kill-switch/journal-filter.ts'
import { markStandingAgain } from '../operations/kill-switch/standing-again.ts'
import { type Journal, readJournal } from '../operations/revocations.ts'
import {
  revocationsJson,
  revocationsText,
  revocationsValue,
  revocationText,
} from '../report/kill-switch/journal.ts'
import { problemLines } from '../report/problem.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { clusterFlags, foldersFlag, outputFlag } from './shared/flags.ts'
import { localFlag, openFolder } from './shared/kill-switch.ts'

const nothingFound = (flags: { readonly active: boolean; readonly namespace?: string | undefined }): string =>
  `${flags.active ? 'nothing is revoked' : 'nothing was ever revoked'}${flags.namespace === undefined ? '' : ` in ${flags.namespace}`}`

export default class Revocations extends AgentgwCommand {
  static override summary =
    'The journal of the kill switch: what was revoked, by whom, when and why, and what is back.'
  static override description =
    'Joins what the folder and the cluster recorded. With no cluster at hand it tells what the folder knows, and says so. With an ID it tells that one in full: digests, and where what brings it back is stored; that itself is never printed.'
  static override examples = [
    '<%= config.bin %> revocations --active',
    '<%= config.bin %> revocations 20261123-204455-1a2b3c',
    '<%= config.bin %> revocations -o json',
  ]
  static override args = { id: Args.string({ description: 'only this revocation, in full' }) }
  static override flags = {
    active: Flags.boolean({ description: 'only what is revoked now' }),
    namespace: Flags.string({
      char: 'n',
      description: 'only what was revoked in this namespace (default: all)',
      helpValue: 'NAME',
    }),
    ...localFlag,
    ...foldersFlag,
    ...clusterFlags,
    ...outputFlag(['text', 'json', 'yaml']),
  }

  async execute(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Revocations)
    const { root } = await openFolder(flags)
    const read = async (cluster: Cluster | undefined): Promise<Journal> => {
      const journal = await readJournal(root, cluster)
      if (cluster === undefined) return journal
      return { ...journal, revocations: await markStandingAgain(cluster, journal.revocations) }
    }
    let journal: Journal
    let exit: ExitCode = EXIT.done
    try {
      journal = await read(flags.local ? undefined : await connect(flags))
    } catch (error) {
      if (!(error instanceof UserError) || root === undefined) throw error
      // No cluster at all is a laptop's normal state; one that can't be read leaves half of the journal out.
      if (error.code !== 'no-kubeconfig') exit = EXIT.failed
      this.note(`note: the folder's part alone: ${error.message} [${error.code}]\n`)
      journal = await read(undefined)
    }
    const { chosen, problems } = filterJournal(journal.revocations, { ...flags, id: args.id })
    if (problems.length === 0)
      await this.show(chosen, flags.output, args.id !== undefined, nothingFound(flags))
    for (const problem of [...problems, ...journal.damaged]) this.note(problemLines(problem))
    return problems.length + journal.damaged.length === 0 ? exit : EXIT.failed
  }

  private async show(
    revocations: readonly Revocation[],
    output: 'text' | 'json' | 'yaml',
    inFull: boolean,
    nothing: string,
  ): Promise<void> {
    if (output === 'json') this.print(revocationsJson(revocations))
    else if (output === 'yaml') {
      const { stringifyValue } = await import('../manifest/stringify.ts')
      this.print(stringifyValue(revocationsValue(revocations)))
    } else if (revocations.length === 0) this.note(`${nothing}\n`)
    else this.print(inFull ? revocations.map(revocationText).join('\n') : revocationsText(revocations))
  }
}
