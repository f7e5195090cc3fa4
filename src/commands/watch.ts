import { Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import type { SyncEvent } from '../model/sync-event.ts'
import { AgentgwCommand } from './shared/command.ts'
import { clock } from './shared/clock.ts'
import { connect } from './shared/connect.ts'
import { durationOf } from './shared/duration.ts'
import { outputFlag } from './shared/flags.ts'
import { pruneFlags, showPath, syncFlags } from './shared/sync.ts'

export default class Watch extends AgentgwCommand {
  static override summary =
    'Apply the folder whenever it changes, and tell what others change in the cluster.'
  static override description =
    'One line an event, until Ctrl-C. What the folder changes is applied; what somebody changes in the cluster is told, and reverted only with --heal; what both changed is told and left alone. What is revoked stays revoked. While the folder is invalid, what it held before stays in force.'
  static override examples = [
    '<%= config.bin %> watch',
    '<%= config.bin %> watch --heal',
    '<%= config.bin %> watch -o json | jq -r .why',
  ]
  static override flags = {
    heal: Flags.boolean({ description: 'revert what others change or delete in the cluster' }),
    ...pruneFlags,
    debounce: Flags.string({
      description: 'how long it must be quiet after a change, such as 500ms or 2s',
      helpValue: 'TIME',
      default: '300ms',
    }),
    ...syncFlags,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Watch)
    const debounce = durationOf('debounce', flags.debounce, 'means at once')
    const direct = await connect(flags)
    const { watch } = await import('../operations/watch.ts')
    const { watchedCluster } = await import('../cluster/informer/watched.ts')
    const { eventJson } = await import('../report/watch/json.ts')
    const { eventLine } = await import('../report/watch/text.ts')
    const line = flags.output === 'json' ? eventJson : eventLine
    const ended = this.termination()
    await watch({
      cwd: process.cwd(),
      dirs: flags.dir,
      namespace: flags.namespace,
      failOn: flags['fail-on'],
      suppress: flags.suppress,
      heal: flags.heal,
      prune: flags.prune,
      allowEmpty: flags['allow-empty'],
      allowMany: flags.yes,
      debounce,
      cluster: direct,
      remember: (listener) => watchedCluster(direct, { clock, listener }),
      clock,
      tell: (event: SyncEvent) => {
        this.print(line(event, new Date(), showPath))
      },
      signal: ended,
    })
    return ended.reason === 'SIGINT' ? EXIT.interrupted : EXIT.done
  }
}
