import { Args, Flags } from '@oclif/core'
import { type ExitCode, usageError } from '../errors.ts'
import type { GeneratedLlm } from '../generate/add-llm.ts'
import { PROVIDERS } from '../generate/llm/providers.ts'
import type { AddResult } from '../operations/add.ts'
import { addLlmNext, addLlmNotes, addLlmUrl } from '../report/add.ts'
import { AddCommand, addFlags } from './shared/add.ts'

const providers = PROVIDERS.map(({ name }) => name)

export default class AddLlm extends AddCommand<GeneratedLlm> {
  static override summary =
    'Add a model of an LLM provider: its AgentgatewayBackend, and the AIRoute that leads to it.'
  static override description = [
    "Writes NAME.yaml into the folder of manifests; the route has the path prefix /llm/NAME, on the Gateway that agentgw.yaml names, and clients of OpenAI's API use it with the base URL …/llm/NAME/v1. Doing it twice changes nothing.",
    'The key of the provider stays in a Secret, which is referred to and neither read nor made: the command that makes it is printed.',
  ].join('\n\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %> openai --provider openai --model gpt-4o-mini',
    '<%= config.bin %> <%= command.id %> gpt --provider azureopenai --endpoint my-resource.openai.azure.com --deployment gpt-4o',
    '<%= config.bin %> <%= command.id %> claude --provider bedrock --model anthropic.claude-3-5-haiku-20241022-v1:0 --region eu-central-1 --no-secret',
    '<%= config.bin %> <%= command.id %> gemini --provider vertexai --model google/gemini-2.5-flash --project my-project --dry-run -o yaml',
  ]
  static override args = {
    name: Args.string({
      description: 'name of the model: of its objects, and of its path',
      required: true,
      ignoreStdin: true,
    }),
  }
  static override flags = {
    provider: Flags.string({ description: 'who runs the model', helpValue: providers.join('|') }),
    model: Flags.string({ description: "the provider's name for it", helpValue: 'MODEL' }),
    endpoint: Flags.string({ description: 'azureopenai: the host of the resource', helpValue: 'HOST' }),
    deployment: Flags.string({ description: 'azureopenai: the deployment of the model', helpValue: 'NAME' }),
    'api-version': Flags.string({
      description: 'azureopenai: version of its API (default: v1)',
      helpValue: 'VERSION',
    }),
    region: Flags.string({
      description: 'bedrock (default: us-east-1) and vertexai (default: global)',
      helpValue: 'REGION',
    }),
    guardrail: Flags.string({ description: 'bedrock: the guardrail to use', helpValue: 'ID:VERSION' }),
    project: Flags.string({ description: 'vertexai: the Google Cloud project', helpValue: 'ID' }),
    secret: Flags.string({
      description:
        'the Secret that holds the credential, and its key where it is not the usual one (default: NAME-secret)',
      helpValue: 'NAME[/KEY]',
    }),
    'no-secret': Flags.boolean({
      description: "bedrock, vertexai: no Secret; the gateway's pod has an identity in the cloud",
    }),
    'api-key': Flags.string({ hidden: true }),
    ...addFlags,
  }

  async execute(): Promise<ExitCode> {
    const { args, flags } = await this.parse(AddLlm)
    if (flags['api-key'] !== undefined)
      throw usageError(
        '--api-key is not taken: others can read a command line, and it stays in the history of your shell',
        'leave it out, and put the key into a Secret by the command that is printed; the key that you gave should be replaced',
      )
    return this.add(flags, async (settings) => {
      const { generate } = await import('../operations/add-llm.ts')
      const { provider, secret, 'no-secret': noSecret } = flags
      return generate({ name: args.name, provider, secret, noSecret, options: flags }, settings)
    })
  }

  protected override notes(result: AddResult<GeneratedLlm>): string {
    return addLlmNotes(result, this.show)
  }

  protected override printText(result: AddResult<GeneratedLlm>): void {
    this.note(addLlmUrl(result))
    this.print(`OPENAI_BASE_URL=${result.generated.url}\n`)
    this.note(addLlmNext(result))
  }
}
