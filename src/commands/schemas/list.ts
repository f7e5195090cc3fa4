import { EXIT, type ExitCode } from '../../errors.ts'
import { AgentgwCommand } from '../shared/command.ts'
import { crdsFlag, folderFlag, outputFlag } from '../shared/flags.ts'

export default class SchemasList extends AgentgwCommand {
  static override summary = 'What validates which kind, and where that comes from.'
  static override description =
    'First come the CRDs of --crds, then those that `schemas pull` took, then what is built in; an outline knows less than the CRD of a cluster. Kinds that are known by name only are skipped.'
  static override examples = ['<%= config.bin %> schemas list', '<%= config.bin %> schemas list -o json']
  static override flags = { ...crdsFlag, ...folderFlag, ...outputFlag(['text', 'json']) }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(SchemasList)
    const { openWorkspace } = await import('../../manifest/settings.ts')
    const { listSchemas } = await import('../../operations/schemas/list.ts')
    const { listJson, listText } = await import('../../report/schemas/list.ts')
    const { root } = await openWorkspace({ cwd: process.cwd(), dir: flags.dir })
    const entries = await listSchemas(root, { crds: flags.crds, stdin: process.stdin })
    this.print(flags.output === 'json' ? listJson(entries) : listText(entries))
    return EXIT.done
  }
}
