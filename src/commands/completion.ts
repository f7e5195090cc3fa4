import { join } from 'node:path'
import { Args } from '@oclif/core'
import { bash } from '../completion/shells/bash.ts'
import { fish } from '../completion/shells/fish.ts'
import { zsh } from '../completion/shells/zsh.ts'
import { EXIT, type ExitCode } from '../errors.ts'
import { AgentgwCommand } from './shared/command.ts'

const SHELLS = { bash, zsh, fish } as const
type Shell = keyof typeof SHELLS

/** As all three shells read it. */
const quoted = (path: string): string => `'${path.replaceAll("'", `'\\''`)}'`

export default class Completion extends AgentgwCommand {
  static override summary = 'Print what makes a shell complete commands, flags, kinds and live names.'
  static override description =
    'kubectl 1.26 or later completes `kubectl agentgw` by itself, if kubectl_complete-agentgw is on PATH and its own completion is loaded. This is for `kubectl-agentgw`, and for shells where nothing completes kubectl.'
  static override examples = [
    'source <(<%= config.bin %> completion bash)',
    'source <(<%= config.bin %> completion zsh)',
    '<%= config.bin %> completion fish | source',
  ]
  static override args = {
    shell: Args.string({
      description: 'bash, zsh or fish',
      required: true,
      options: Object.keys(SHELLS),
    }),
  }

  async execute(): Promise<ExitCode> {
    const { args } = await this.parse(Completion)
    const program = quoted(join(this.config.root, 'bin', 'kubectl_complete-agentgw'))
    this.print(SHELLS[args.shell as Shell](program))
    return EXIT.done
  }
}
