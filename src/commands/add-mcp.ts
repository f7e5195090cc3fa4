import { relative } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode, UserError } from '../errors.ts'
import { argumentsUsage } from '../generate/catalog/arguments.ts'
import { CATALOG } from '../generate/catalog/index.ts'
import type { AddMcpResult } from '../operations/add-mcp.ts'
import { addMcpNext, addMcpNotes, addMcpUrl } from '../report/add-mcp.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { clusterFlags, dryRunFlag, folderFlag, namespaceFlag, outputFlag } from './shared/flags.ts'

/** May be given several times, one value each. */
const repeated = (description: string, helpValue: string) =>
  Flags.string({ description, helpValue, multiple: true, multipleNonGreedy: true })

const show = (path: string): string => relative(process.cwd(), path) || '.'

export default class AddMcp extends AgentgwCommand {
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
    apply: Flags.boolean({ description: 'apply what was made, and only that' }),
    ...dryRunFlag,
    ...outputFlag(['text', 'yaml', 'json']),
    ...namespaceFlag,
    ...folderFlag,
    ...clusterFlags,
  }

  async execute(): Promise<ExitCode> {
    // Here rather than in oclif, which drops the place of `--`.
    const end = this.argv.indexOf('--')
    const rest = end < 0 ? undefined : this.argv.slice(end + 1)
    const { args, flags } = await this.parse(AddMcp, end < 0 ? this.argv : this.argv.slice(0, end))
    const { openWorkspace } = await import('../manifest/settings.ts')
    const { addMcp, generate } = await import('../operations/add-mcp.ts')

    const workspace = await openWorkspace({
      cwd: process.cwd(),
      ...(flags.dir === undefined ? {} : { dir: flags.dir }),
    })
    const settings = { ...workspace.settings, namespace: flags.namespace ?? workspace.settings.namespace }
    const generated = await generate(
      {
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
      },
      settings,
    )

    const { output, 'dry-run': dryRun, context, kubeconfig } = flags
    const hasFolder = workspace.root !== undefined || flags.dir !== undefined
    if (!hasFolder && dryRun === 'none')
      throw new UserError('no-folder', 'there is no agentgw.yaml here or in a folder above', {
        hint: '`kubectl agentgw init` makes one; `--dry-run -o yaml` prints the manifests without it',
      })
    // Manifests that are only printed need neither folder nor cluster.
    const printed = dryRun === 'client' && output !== 'text'
    const asksCluster = dryRun === 'server' || (flags.apply && dryRun === 'none')
    const result = await addMcp(generated, {
      workspace: hasFolder && !printed ? workspace : undefined,
      settings,
      cluster: asksCluster ? await connect({ context, kubeconfig }) : undefined,
      dryRun: dryRun !== 'none',
      show,
    })
    this.note(addMcpNotes(result, show))
    await this.#printData(result, output)
    return result.applied.some(({ error }) => error !== undefined) ? EXIT.failed : EXIT.done
  }

  async #printData(result: AddMcpResult, output: 'text' | 'yaml' | 'json'): Promise<void> {
    const { resources, clientSettings } = result.generated
    const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`
    if (output === 'json') this.print(json({ apiVersion: 'v1', kind: 'List', items: resources }))
    else if (output === 'yaml') this.print((await import('../manifest/stringify.ts')).stringify(resources))
    else {
      this.note(addMcpUrl(result))
      this.print(json(clientSettings))
      this.note(addMcpNext(result))
    }
  }
}
