import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { get } from '../operations/get.ts'
import { overviewJson } from '../report/get/json.ts'
import { overviewNotes } from '../report/get/notes.ts'
import { overviewNames, overviewTable } from '../report/get/table.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { clusterFlags, namespaceFlag, outputFlag } from './shared/flags.ts'

/** agentgw.yaml is read only where its namespace counts. */
const settingsNamespace = async (): Promise<string> => {
  const { openWorkspace } = await import('../manifest/settings.ts')
  return (await openWorkspace({ cwd: process.cwd() })).settings.namespace
}

export default class Get extends AgentgwCommand {
  static override summary = 'Everything in the gateway in one table: who points to whom, accepted or not.'
  static override description =
    'Lists Gateways, routes, backends and policies of the cluster. Accepted is what the controller wrote into the status.'
  static override examples = [
    '<%= config.bin %> get',
    '<%= config.bin %> get mcpbackend -A',
    '<%= config.bin %> get filesystem -o json',
  ]
  static override args = {
    target: Args.string({ description: 'only these: KIND, NAME or KIND/NAME' }),
  }
  static override flags = {
    ...namespaceFlag,
    'all-namespaces': Flags.boolean({ char: 'A', description: 'of all namespaces' }),
    selector: Flags.string({
      char: 'l',
      description: 'only with these labels, as kubectl takes them',
      helpValue: 'KEY=VALUE',
    }),
    ...clusterFlags,
    ...outputFlag(['table', 'json', 'name']),
  }

  async execute(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Get)
    const all = flags['all-namespaces']
    const namespace = all ? undefined : (flags.namespace ?? (await settingsNamespace()))
    const overview = await get(await connect(flags), {
      namespace,
      selector: flags.selector,
      target: args.target,
    })
    if (flags.output === 'json') this.print(overviewJson(overview))
    else if (flags.output === 'name') this.print(overviewNames(overview))
    else this.print(overviewTable(overview, { allNamespaces: all, now: new Date() }))
    this.note(overviewNotes(overview, namespace))
    for (const { kind, error } of overview.unseen)
      this.note(`note: ${kind.kind} could not be seen: ${error.message} [${error.code}]\n`)
    return overview.unseen.length > 0 ? EXIT.failed : EXIT.done
  }
}
