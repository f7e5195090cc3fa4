import { Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import type { Resource } from '../model/resource.ts'
import type { Change, ObjectState, Writer } from '../model/sync.ts'
import { compareFolder } from '../operations/diff.ts'
import { findingLines } from '../report/apply/findings.ts'
import { diffJson } from '../report/diff/json.ts'
import { blindNote, diffNotes } from '../report/diff/notes.ts'
import { wantsColour } from './shared/colour.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { outputFlag } from './shared/flags.ts'
import { openObjects, pruneFlag, showPath, syncFlags } from './shared/sync.ts'

export default class Diff extends AgentgwCommand {
  static override summary = 'Show what apply would change in the cluster.'
  static override description =
    'Exit code 0: nothing; 1: something; 3: an object is invalid, or could not be compared. Defaults and what the server sets itself never show; credentials are masked.'
  static override examples = [
    '<%= config.bin %> diff',
    '<%= config.bin %> diff --prune',
    '<%= config.bin %> diff -o fields',
    '<%= config.bin %> diff --rev v1.2.0',
    'KUBECTL_EXTERNAL_DIFF="dyff between" <%= config.bin %> diff',
    '<%= config.bin %> diff -o json',
  ]
  static override flags = {
    rev: Flags.string({
      description:
        'compare with the folder as this commit has it, its agentgw.yaml too; the working tree is left alone',
      helpValue: 'COMMIT',
    }),
    ...pruneFlag,
    ...syncFlags,
    ...outputFlag(['text', 'fields', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Diff)
    const { output } = flags
    const { workspace, folder, placeOf, commit } = await openObjects(flags)
    const cluster = await connect(flags)
    const { objects, unseen, missed, blind } = await compareFolder(folder, {
      workspace,
      cluster,
      namespace: flags.namespace,
      leftOver: flags.prune,
    })
    if (output === 'json') this.print(diffJson(objects, folder.findings))
    else {
      this.note(findingLines(folder.findings, showPath))
      if (objects.some(({ changes }) => changes.length > 0)) await this.show(objects, output)
    }
    if (commit !== undefined) this.note(`compared with the folder as of ${commit.slice(0, 12)}\n`)
    this.note(blindNote(blind) + diffNotes(objects, unseen, placeOf))
    const isPartial = missed.length > 0 || objects.some(({ problem }) => problem !== undefined)
    if (folder.refused || isPartial) return EXIT.failed
    return objects.every(({ changes }) => changes.length === 0) ? EXIT.done : EXIT.differences
  }

  private async show(objects: readonly ObjectState[], output: 'text' | 'fields'): Promise<void> {
    if (output === 'fields') {
      const { diffFields } = await import('../report/diff/fields.ts')
      const { ownersOfField } = await import('../plan/writers.ts')
      const writerOf = ({ live }: ObjectState, { field }: Change): Writer | undefined =>
        live === undefined || field === undefined ? undefined : ownersOfField(live, field)[0]
      this.print(diffFields(objects, { writerOf }))
      return
    }
    const { stringify: yaml } = await import('../manifest/stringify.ts')
    const stringify = (object: Resource): string => yaml([object])
    const program = process.env['KUBECTL_EXTERNAL_DIFF']
    if (program === undefined || program === '') {
      const { diffText } = await import('../report/diff/text.ts')
      this.print(diffText(objects, { color: wantsColour(), stringify }))
    } else {
      const { externalDiff } = await import('../manifest/external-diff.ts')
      const { diffFiles } = await import('../report/diff/files.ts')
      await externalDiff(program, diffFiles(objects, stringify))
    }
  }
}
