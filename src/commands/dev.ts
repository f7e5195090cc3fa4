import { once } from 'node:events'
import { Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { AgentgwCommand } from './shared/command.ts'
import { folderFlag } from './shared/flags.ts'

export default class Dev extends AgentgwCommand {
  static override summary = 'Run the folder as an MCP gateway on this machine'
  static override description =
    'Serves every MCPBackend of the folder on 127.0.0.1, each at /mcp/NAME and all together at /mcp, with its ' +
    'tool rules, and writes a line of JSON for every tool call. Changes of the folder and revocations take ' +
    'effect at once, also in sessions that are open. Ctrl-C ends it, and every server that it started.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --port 0 --audit-log audit.jsonl',
  ]
  static override flags = {
    ...folderFlag,
    port: Flags.integer({
      description: "port to listen on, 0 for any free one (default: that of agentgw.yaml's url, else 3000)",
      helpValue: 'N',
      min: 0,
      max: 65535,
    }),
    'audit-log': Flags.string({
      description:
        'file to append a line to for every tool call (default: .agentgw/audit.jsonl beside agentgw.yaml)',
      helpValue: 'FILE',
    }),
  }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Dev)
    const { dev } = await import('../operations/dev.ts')
    const running = await dev({
      cwd: process.cwd(),
      environment: process.env,
      version: this.config.version,
      note: (line) => {
        this.note(`${line}\n`)
      },
      ...(flags.dir === undefined ? {} : { dir: flags.dir }),
      ...(flags.port === undefined ? {} : { port: flags.port }),
      ...(flags['audit-log'] === undefined ? {} : { auditLog: flags['audit-log'] }),
    })
    const ended = this.termination()
    const width = Math.max(...running.endpoints.map(({ name }) => name.length))
    this.print(running.endpoints.map(({ name, url }) => `${name.padEnd(width)}  ${url}\n`).join(''))
    if (!ended.aborted) await once(ended, 'abort')
    await running.close()
    return ended.reason === 'SIGINT' ? EXIT.interrupted : EXIT.done
  }
}
