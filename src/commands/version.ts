import { EXIT, type ExitCode } from '../errors.ts'
import { AgentgwCommand } from './shared/command.ts'
import { outputFlag } from './shared/flags.ts'

export default class Version extends AgentgwCommand {
  static override summary = 'Print the version of this program.'
  static override flags = { ...outputFlag(['text', 'json']) }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Version)
    const version = { version: this.config.version, node: process.version, platform: this.config.platform }
    this.print(
      flags.output === 'json' ? `${JSON.stringify(version)}\n` : `kubectl agentgw ${version.version}\n`,
    )
    return EXIT.done
  }
}
