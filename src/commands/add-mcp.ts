import { Args, Flags } from '@oclif/core'
import type { ExitCode } from '../errors.ts'
import type { GeneratedMcp } from '../generate/add-mcp.ts'
import { argumentsUsage } from '../generate/catalog/arguments.ts'
import { CATALOG } from '../generate/catalog/index.ts'
import type { AddResult } from '../operations/add.ts'
import { addMcpNext, addMcpNotes, addMcpUrl } from '../report/add.ts'
import { AddCommand, addFlags } from './shared/add.ts'

/** May be given several times, one value each. */
const repeated = (description: string, helpValue: string) =>
  Flags.string({ description, helpValue, multiple: true, multipleNonGreedy: true })

export default class AddMcp extends AddCommand<GeneratedMcp> {
  static override summary = 'Add an MCP server: its MCPBackend, and the AIRoute that leads to it.'
  static override description = [
    'The server comes from the catalog by NAME (or by --from, under another NAME), is started by the command after `--`, or is reached at --url. Writes NAME.yaml into the folder of manifests; the route has the path prefix /mcp/NAME, on the Gateway that agentgw.yaml names. Doing it twice changes nothing.',
    `The catalog:\n${CATALOG.map(({ name, takes, summary }) => `${name}${argumentsUsage(takes)}: ${summary}`).join('\n')}`,
    'What stands after `--` and begins with a dash are options for the server of the catalog.',
  ].join('\n\n')
  static override usage = '<%= command.id %> NAME [ARGS…] [FLAGS] [-- CMD ARGS…]'
  static override examples = [
    '<%= config.bin %> <%= command.id %> filesystem /srv/files --deny-tool write_file',
    '<%= config.bin %> <%= command.id %> time -- --local-timezone Europe/Berlin',
    '<%= config.bin %> <%= command.id %> github --secret-env GITHUB_TOKEN=github/token -- npx some-github-server',
    '<%= config.bin %> <%= command.id %> docs --url https://mcp.example.com/mcp',
    '<%= config.bin %> <%= command.id %> filesystem /srv/files --dry-run -o yaml',
  ]
  static override args = {
    name: Args.string({
      description: 'name of the server: of its objects, and of its path',
      required: true,
      ignoreStdin: true,
    }),
    args: Args.string({
      description: "arguments of the catalog's server",
      multiple: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    from: Flags.string({
      description: "the catalog's server, where NAME is another",
      helpValue: 'SERVER',
    }),
    url: Flags.string({ description: 'a server that runs already, by http or https', helpValue: 'URL' }),
    sse: Flags.boolean({
      description: 'the server at --url speaks SSE (default: only where its path is /sse)',
    }),
    env: repeated('a variable for the server; may be repeated', 'NAME=VALUE'),
    'secret-env': repeated('a variable from a key of a Secret; may be repeated', 'NAME=SECRET/KEY'),
    'allow-tool': repeated('a tool that exists for agents, "*" for any characters; may be repeated', 'TOOL'),
    'deny-tool': repeated('a tool that does not, whatever is allowed; may be repeated', 'TOOL'),
    ...addFlags,
  }

  async execute(): Promise<ExitCode> {
    // Here rather than in oclif, which drops the place of `--`.
    const end = this.argv.indexOf('--')
    const rest = end < 0 ? undefined : this.argv.slice(end + 1)
    const { args, flags } = await this.parse(AddMcp, end < 0 ? this.argv : this.argv.slice(0, end))
    return this.add(flags, async (settings) => {
      const { generate } = await import('../operations/add-mcp.ts')
      const intent = {
        name: args.name,
        args: args.args ?? [],
        rest,
        from: flags.from,
        url: flags.url,
        sse: flags.sse,
        env: flags.env ?? [],
        secretEnv: flags['secret-env'] ?? [],
        allowTools: flags['allow-tool'] ?? [],
        denyTools: flags['deny-tool'] ?? [],
      }
      return generate(intent, settings)
    })
  }

  protected override notes(result: AddResult<GeneratedMcp>): string {
    return addMcpNotes(result, this.show)
  }

  protected override printText(result: AddResult<GeneratedMcp>): void {
    this.note(addMcpUrl(result))
    this.printJson(result.generated.clientSettings)
    this.note(addMcpNext(result))
  }
}
