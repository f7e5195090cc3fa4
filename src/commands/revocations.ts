import { EXIT, type ExitCode, UserError } from '../errors.ts'
import { type Journal, readJournal } from '../operations/revocations.ts'
import { revocationsJson } from '../report/kill-switch/json.ts'
import { revocationsText } from '../report/kill-switch/text.ts'
import { problemLines } from '../report/problem.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { clusterFlags, folderFlag, outputFlag } from './shared/flags.ts'
import { localFlag, openFolder } from './shared/kill-switch.ts'

export default class Revocations extends AgentgwCommand {
  static override summary =
    'The journal of the kill switch: what was revoked, by whom, when and why, and what is back.'
  static override description =
    'Joins what the folder and the cluster recorded. With no cluster at hand it tells what the folder knows, and says so.'
  static override examples = ['<%= config.bin %> revocations', '<%= config.bin %> revocations -o json']
  static override flags = { ...localFlag, ...folderFlag, ...clusterFlags, ...outputFlag(['text', 'json']) }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Revocations)
    const { root } = await openFolder(flags)
    let journal: Journal
    let exit: ExitCode = EXIT.done
    try {
      journal = await readJournal(root, flags.local ? undefined : await connect(flags))
    } catch (error) {
      if (!(error instanceof UserError) || root === undefined) throw error
      // No cluster at all is a laptop's normal state; one that can't be read leaves half of the journal out.
      if (error.code !== 'no-kubeconfig') exit = EXIT.failed
      this.note(`note: the folder's part alone: ${error.message} [${error.code}]\n`)
      journal = await readJournal(root, undefined)
    }
    const { revocations, damaged } = journal
    if (flags.output === 'json') this.print(revocationsJson(revocations))
    else if (revocations.length === 0) this.note('nothing was ever revoked\n')
    else this.print(revocationsText(revocations))
    for (const problem of damaged) this.note(problemLines(problem))
    return damaged.length === 0 ? exit : EXIT.failed
  }
}
