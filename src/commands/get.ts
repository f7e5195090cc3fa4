import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import type { Overview } from '../model/overview.ts'
import type { Forest } from '../model/tree.ts'
import { get } from '../operations/get.ts'
import { isOfCluster, parseTarget } from '../operations/get/target.ts'
import { overviewJson, overviewValue } from '../report/get/json.ts'
import { hiddenNotes, overviewNotes, revokedNotes } from '../report/get/notes.ts'
import { overviewNames, overviewTable } from '../report/get/table.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { clusterFlags, namespaceFlag, outputFlag } from './shared/flags.ts'

/** agentgw.yaml is read only where its namespace counts. */
const settingsNamespace = async (): Promise<string> => {
  const { openWorkspace } = await import('../manifest/settings.ts')
  return (await openWorkspace({ cwd: process.cwd() })).settings.namespace
}

type Format = 'table' | 'wide' | 'tree' | 'mermaid' | 'json' | 'yaml' | 'name'

const rendered = async (overview: Overview, format: Format, allNamespaces: boolean): Promise<string> => {
  const forest = async (): Promise<Forest> =>
    (await import('../plan/tree.ts')).forestOf(overview.entries, overview.others)
  switch (format) {
    case 'json':
      return overviewJson(overview)
    case 'yaml':
      return (await import('../manifest/stringify.ts')).stringifyValue(overviewValue(overview))
    case 'name':
      return overviewNames(overview)
    case 'tree':
      return (await import('../report/get/tree.ts')).overviewTree(await forest())
    case 'mermaid':
      return (await import('../report/get/mermaid.ts')).overviewMermaid(await forest())
    default:
      return overviewTable(overview, { allNamespaces, now: new Date(), wide: format === 'wide' })
  }
}

export default class Get extends AgentgwCommand {
  static override summary = 'Everything in the gateway in one table: who points to whom, accepted or not.'
  static override description =
    'Lists Gateways, routes, backends and policies of the cluster, and what was revoked of them. Accepted is what the controller wrote into the status. -o tree shows the whole way of a call: Gateways, listeners, routes, backends, and the policies of each; -o mermaid draws it.'
  static override examples = [
    '<%= config.bin %> get',
    '<%= config.bin %> get mcpbackend -A',
    '<%= config.bin %> get filesystem -o json',
    '<%= config.bin %> get -A -o tree',
    '<%= config.bin %> get -o mermaid > gateway.mmd',
  ]
  static override args = {
    target: Args.string({ description: 'only these: KIND, NAME or KIND/NAME' }),
    name: Args.string({ description: 'of the KIND before it, as kubectl takes it' }),
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
    ...outputFlag(['table', 'wide', 'tree', 'mermaid', 'json', 'yaml', 'name']),
  }

  async execute(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Get)
    const { output, selector, 'all-namespaces': allNamespaces } = flags
    const namespace = allNamespaces ? undefined : (flags.namespace ?? (await settingsNamespace()))
    const around = output === 'tree' || output === 'mermaid'
    const target = args.name === undefined ? args.target : `${args.target ?? ''}/${args.name}`
    const overview = await get(await connect(flags), { namespace, selector, target, around })
    this.print(await rendered(overview, output, allNamespaces))
    const where = isOfCluster(parseTarget(target)) ? undefined : namespace
    this.note((output === 'table' ? revokedNotes(overview.entries) : '') + overviewNotes(overview, where))
    this.note(hiddenNotes(overview))
    return overview.partial ? EXIT.failed : EXIT.done
  }
}
