/** What `add-mcp` and `add-llm` have in common: where generated objects go, and how they are printed. */
import { relative } from 'node:path'
import { Flags } from '@oclif/core'
import { EXIT, type ExitCode, UserError } from '../../errors.ts'
import type { Settings } from '../../model/settings.ts'
import type { AddResult, Generated } from '../../operations/add.ts'
import { AgentgwCommand } from './command.ts'
import { type ClusterFlags, connect } from './connect.ts'
import { clusterFlags, dryRunFlag, folderFlag, namespaceFlag, outputFlag } from './flags.ts'

export const addFlags = {
  apply: Flags.boolean({ description: 'apply what was made, and only that' }),
  ...dryRunFlag,
  ...outputFlag(['text', 'yaml', 'json']),
  ...namespaceFlag,
  ...folderFlag,
  ...clusterFlags,
}

export interface AddFlags extends ClusterFlags {
  readonly namespace?: string | undefined
  readonly dir?: string | undefined
  readonly apply: boolean
  readonly 'dry-run': 'none' | 'client' | 'server'
  readonly output: 'text' | 'yaml' | 'json'
}

export abstract class AddCommand<G extends Generated> extends AgentgwCommand {
  /** What was done, before the data. */
  protected abstract notes(result: AddResult<G>): string
  /** Prints the data of `-o text`, and what to do now. */
  protected abstract printText(result: AddResult<G>): void

  protected readonly show = (path: string): string => relative(process.cwd(), path) || '.'

  protected async add(flags: AddFlags, generate: (settings: Settings) => Promise<G>): Promise<ExitCode> {
    const { openWorkspace } = await import('../../manifest/settings.ts')
    const { add } = await import('../../operations/add.ts')
    const { output, apply, dir, 'dry-run': dryRun } = flags
    const workspace = await openWorkspace({ cwd: process.cwd(), dir })
    const settings = { ...workspace.settings, namespace: flags.namespace ?? workspace.settings.namespace }
    const generated = await generate(settings)

    const hasFolder = workspace.root !== undefined || dir !== undefined
    if (!hasFolder && dryRun === 'none')
      throw new UserError('no-folder', 'there is no agentgw.yaml here or in a folder above', {
        hint: '`kubectl agentgw init` makes one; `--dry-run -o yaml` prints the manifests without it',
      })
    // Manifests that are only printed need neither folder nor cluster.
    const printed = dryRun === 'client' && output !== 'text'
    const asksCluster = dryRun === 'server' || (apply && dryRun === 'none')
    const result = await add(generated, {
      workspace: hasFolder && !printed ? workspace : undefined,
      settings,
      cluster: asksCluster ? await connect(flags) : undefined,
      dryRun: dryRun !== 'none',
      show: this.show,
    })
    this.note(this.notes(result))
    await this.#printData(result, output)
    return result.applied.some(({ error }) => error !== undefined) ? EXIT.failed : EXIT.done
  }

  protected printJson(value: unknown): void {
    this.print(`${JSON.stringify(value, null, 2)}\n`)
  }

  async #printData(result: AddResult<G>, output: AddFlags['output']): Promise<void> {
    const { resources } = result.generated
    if (output === 'json') this.printJson({ apiVersion: 'v1', kind: 'List', items: resources })
    else if (output === 'yaml') this.print((await import('../../manifest/stringify.ts')).stringify(resources))
    else this.printText(result)
  }
}
