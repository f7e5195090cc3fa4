import { Args } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { allExplanations, explain } from '../operations/explain.ts'
import { explanationsJson } from '../report/explain/json.ts'
import { explanationsText, explanationText } from '../report/explain/text.ts'
import { AgentgwCommand } from './shared/command.ts'
import { outputFlag } from './shared/flags.ts'

export default class Explain extends AgentgwCommand {
  static override summary = 'Say what the code of a finding or an error means, with an example and the mend.'
  static override description = 'Without a code it lists all of them.'
  static override examples = [
    '<%= config.bin %> explain missing-backend',
    '<%= config.bin %> explain',
    '<%= config.bin %> explain -o json',
  ]
  static override args = {
    code: Args.string({ description: 'what stands in brackets after a finding or an error' }),
  }
  static override flags = { ...outputFlag(['text', 'json']) }

  async execute(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Explain)
    const one = args.code === undefined ? undefined : explain(args.code)
    if (flags.output === 'json') this.print(explanationsJson(one === undefined ? allExplanations() : [one]))
    else this.print(one === undefined ? explanationsText(allExplanations()) : explanationText(one))
    return EXIT.done
  }
}
