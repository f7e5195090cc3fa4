import { join, relative, resolve } from 'node:path'
import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { AgentgwCommand } from './shared/command.ts'
import { dryRunFlag, namespaceFlag } from './shared/flags.ts'

export default class Init extends AgentgwCommand {
  static override summary = 'Make a folder of manifests: settings, a Gateway, an example.'
  static override description =
    'Writes agentgw.yaml (settings), manifests/ with the Gateway that routes attach to, an example beside them that nothing applies, and a line for .gitignore; with --ci a workflow and a Git hook, in the root of the repository. What stands already is left as it is; doing it twice changes nothing.'
  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --ci',
    '<%= config.bin %> <%= command.id %> tools --gateway infra/public -n team-a',
  ]
  static override args = {
    dir: Args.string({ description: 'where (default: here)', default: '.', ignoreStdin: true }),
  }
  static override flags = {
    name: Flags.string({
      description: "marks what this folder owns in a cluster (default: the folder's name)",
      helpValue: 'NAME',
    }),
    gateway: Flags.string({
      description: 'the Gateway that routes attach to (default: agentgateway-system/agentgateway)',
      helpValue: 'NAMESPACE/NAME',
    }),
    ci: Flags.boolean({
      description: 'a workflow for GitHub that checks pull requests, and a Git hook that checks commits, too',
    }),
    action: Flags.string({
      description: 'the GitHub Action of the workflow (default: the one of this version)',
      helpValue: 'OWNER/REPOSITORY@REF',
      dependsOn: ['ci'],
    }),
    ...namespaceFlag,
    ...dryRunFlag,
  }

  async execute(): Promise<ExitCode> {
    const { args, flags } = await this.parse(Init)
    const { init } = await import('../operations/init.ts')
    const directory = resolve(args.dir)
    const dryRun = flags['dry-run'] !== 'none'
    const { settings, edits } = await init({
      directory,
      name: flags.name,
      gateway: flags.gateway,
      namespace: flags.namespace,
      ci: flags.ci ? { action: flags.action, version: this.config.version } : undefined,
      dryRun,
    })
    const show = (path: string): string => relative(process.cwd(), path) || '.'
    if (edits.length === 0) {
      this.note(
        `unchanged: ${show(join(directory, 'agentgw.yaml'))} stands, with the name ${settings.name}\n`,
      )
      return EXIT.done
    }
    for (const { path, before } of edits) {
      const [did, would] = before === undefined ? ['created', 'would create'] : ['added to', 'would add to']
      this.note(`${dryRun ? would : did} ${show(path)}\n`)
    }
    const hook = flags.ci ? '  git config core.hooksPath .githooks   checks each commit of this clone\n' : ''
    const there = show(directory) === '.' ? '' : `cd ${show(directory)} && `
    this.note(
      `next:\n  ${there}kubectl agentgw add-mcp filesystem /DIRECTORY   (--help lists what else there is)\n${hook}`,
    )
    return EXIT.done
  }
}
