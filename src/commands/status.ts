import { Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { status } from '../operations/status.ts'
import { findingLines } from '../report/apply/findings.ts'
import { blindNote, countsLine, problemNotes, unseenNotes } from '../report/diff/notes.ts'
import { statusJson } from '../report/status/json.ts'
import { acceptanceNote, statusText } from '../report/status/text.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { outputFlag } from './shared/flags.ts'
import { openObjects, showPath, syncFlags } from './shared/sync.ts'

const { yes: _, ...flags } = syncFlags

export default class Status extends AgentgwCommand {
  static override summary = 'Where every object of the folder and the cluster stands, and why.'
  static override description =
    'Each object in one state: InSync, Drifted, OnlyInFolder, OnlyInCluster, Revoked, Invalid or Unknown; accepted by the controller or not, how old, whose. Exit code 0: all in sync, or revoked; 1: something differs; 3: something is invalid, or could not be compared.'
  static override examples = [
    '<%= config.bin %> status',
    '<%= config.bin %> status --all',
    '<%= config.bin %> status -o json',
  ]
  static override flags = {
    all: Flags.boolean({
      description: "also what stands in the folder's namespaces and belongs to others, or to nobody",
    }),
    ...flags,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Status)
    const { workspace, folder, placeOf } = await openObjects(flags)
    const { namespace, all } = flags
    const cluster = await connect(flags)
    const { objects, unseen, partial, blind } = await status(folder, { workspace, cluster, namespace, all })
    const states = objects.map(({ object }) => object)
    if (flags.output === 'json') this.print(statusJson(objects, folder.findings))
    else {
      this.note(findingLines(folder.findings, showPath))
      this.print(statusText(objects, new Date()))
    }
    this.note(unseenNotes(unseen).join(''))
    this.note(blindNote(blind))
    this.note(problemNotes(states, placeOf))
    this.note(countsLine(states) + acceptanceNote(objects))
    const isIncomplete = folder.refused || partial || states.some(({ problem }) => problem !== undefined)
    if (isIncomplete) return EXIT.failed
    return states.every(({ changes }) => changes.length === 0) ? EXIT.done : EXIT.differences
  }
}
