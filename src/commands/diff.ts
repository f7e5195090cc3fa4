import { EXIT, type ExitCode } from '../errors.ts'
import { compareFolder } from '../operations/diff.ts'
import { findingLines } from '../report/apply/findings.ts'
import { diffJson } from '../report/diff/json.ts'
import { diffNotes } from '../report/diff/notes.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { outputFlag } from './shared/flags.ts'
import { openObjects, pruneFlag, showPath, syncFlags } from './shared/sync.ts'

export default class Diff extends AgentgwCommand {
  static override summary = 'Show what apply would change in the cluster.'
  static override description =
    'Exit code 0: nothing; 1: something; 3: an object is invalid, or the cluster could not be compared with. Defaults and what the server sets itself never show; credentials are masked.'
  static override examples = [
    '<%= config.bin %> diff',
    '<%= config.bin %> diff --prune',
    '<%= config.bin %> diff -o json',
  ]
  static override flags = { ...pruneFlag, ...syncFlags, ...outputFlag(['text', 'json']) }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Diff)
    const { workspace, folder } = await openObjects(flags)
    const cluster = await connect(flags)
    const { objects, unseen } = await compareFolder(folder, {
      workspace,
      cluster,
      namespace: flags.namespace,
      leftOver: flags.prune,
    })
    if (flags.output === 'json') this.print(diffJson(objects, folder.findings))
    else {
      this.note(findingLines(folder.findings, showPath))
      if (objects.some(({ changes }) => changes.length > 0)) {
        const { diffText } = await import('../report/diff/text.ts')
        const { stringify } = await import('../manifest/stringify.ts')
        const color = process.stdout.isTTY && !process.env['NO_COLOR']
        this.print(diffText(objects, { color, stringify: (object) => stringify([object]) }))
      }
    }
    this.note(diffNotes(objects, unseen))
    if (folder.refused || unseen.length > 0 || objects.some(({ problem }) => problem !== undefined))
      return EXIT.failed
    return objects.every(({ changes }) => changes.length === 0) ? EXIT.done : EXIT.differences
  }
}
