import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode, usageError } from '../errors.ts'
import { repositoryPaths } from '../manifest/repository.ts'
import type { Cluster } from '../model/cluster.ts'
import { sourcesOf } from '../operations/validate/sources.ts'
import { failsFor, validate } from '../operations/validate.ts'
import { PLAIN } from '../report/finding-text.ts'
import { renderVerdict } from '../report/validate/format.ts'
import { showFrom } from '../report/validate/show.ts'
import { summaryLine } from '../report/validate/summary.ts'
import { wantsColour } from './shared/colour.ts'
import { AgentgwCommand } from './shared/command.ts'
import { clusterFlagsWithoutCluster } from './shared/cluster-flags.ts'
import { crdsFlag, foldersFlag, namespaceFlag, suppressFlag } from './shared/flags.ts'
import type { ClusterFlags } from './shared/connect.ts'
import { outputsFlag, readOutputs } from './shared/outputs.ts'

export default class Validate extends AgentgwCommand {
  static override summary = 'Check manifests: what the API server would say, and what only the whole shows.'
  static override description =
    'Needs no cluster, unless --cluster is given. Checks fields, types, defaults and CEL rules of MCPBackend and AIRoute as a kube-apiserver does, and references between resources. Kinds without a schema are skipped. What admission webhooks, policies and quotas of a cluster would say is not known here.'
  static override examples = [
    '<%= config.bin %> validate',
    '<%= config.bin %> validate manifests/ extra.yaml --fail-on warning',
    'helm template . | <%= config.bin %> validate - -o json',
    '<%= config.bin %> validate --cluster --context staging',
    '<%= config.bin %> validate --changed-since origin/main',
    '<%= config.bin %> validate -o text -o sarif=validate.sarif -o junit=validate.xml',
  ]
  static override strict = false
  static override args = {
    path: Args.string({
      description:
        'files, folders, or - for standard input (default: the folder of manifests); several may be given',
    }),
  }
  static override flags = {
    ...crdsFlag,
    'kubernetes-version': Flags.string({
      description:
        'version of the cluster, such as 1.31: CEL rules that use what came later are reported as not checked (default: the newest known)',
      helpValue: '1.NN',
    }),
    'strict-kinds': Flags.boolean({
      description: 'a kind without a schema is an error (no-schema), and not skipped',
    }),
    cluster: Flags.boolean({
      description:
        'references may point to what the cluster has, too; what neither the manifests nor the cluster has is an error',
    }),
    'fail-on': Flags.option({
      options: ['error', 'warning', 'never'] as const,
      default: 'error',
      description:
        'exit 1 for findings of this severity and above; "never" lets pass what only looks wrong across objects, not what the API server would refuse',
    })(),
    show: Flags.option({
      options: ['error', 'warning', 'info'] as const,
      default: 'info',
      description: 'tell findings of this severity and above; the others are only counted',
    })(),
    baseline: Flags.string({
      description:
        'a former `-o json`: says what is introduced, unchanged and fixed since, and fails for what is introduced',
      helpValue: 'FILE',
    }),
    'changed-since': Flags.string({
      description:
        'check everything, and tell what came with the changes since this branch left the commit, of files under Git or new',
      helpValue: 'COMMIT',
    }),
    ...suppressFlag,
    ...namespaceFlag,
    ...foldersFlag,
    ...clusterFlagsWithoutCluster,
    ...outputsFlag,
  }

  async #cluster(asked: boolean, flags: Omit<ClusterFlags, 'cluster'>): Promise<Cluster | undefined> {
    if (asked) return (await import('./shared/connect.ts')).connect(flags)
    const given = Object.entries(flags).find(
      ([name, value]) => name in clusterFlagsWithoutCluster && value !== undefined && String(value) !== '',
    )
    if (given !== undefined)
      throw usageError(
        `--${given[0]} is about a cluster, and without --cluster none is asked`,
        'add --cluster, or leave it out',
      )
    return undefined
  }

  async execute(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(Validate)
    const { cluster: asksCluster, ...connection } = flags
    const outputs = readOutputs(flags.output)
    const outcome = await validate({
      paths: argv as string[],
      crds: flags.crds,
      suppress: flags.suppress,
      cwd: process.cwd(),
      dirs: flags.dir,
      namespace: flags.namespace,
      strictKinds: flags['strict-kinds'],
      kubernetesVersion: flags['kubernetes-version'],
      changedSince: flags['changed-since'],
      baseline: flags.baseline,
      cluster: await this.#cluster(asksCluster, connection),
      stdin: process.stdin,
    })
    const { verdict, files, looked, notes } = outcome
    const fails = failsFor(verdict, flags['fail-on'])
    const shown = showFrom(verdict, flags.show)
    const context = {
      ...sourcesOf(files),
      inRepository: repositoryPaths(process.cwd()),
      fails,
      version: this.config.version,
    }
    // Files first: what can't be written is an error, and nothing is said as if all were well.
    const ordered = [...outputs].sort((a, b) => Number(a.file === undefined) - Number(b.file === undefined))
    for (const { format, file } of ordered) {
      const paint =
        file === undefined && wantsColour() ? (await import('../report/paint.ts')).colours() : PLAIN
      const report = await renderVerdict(format, shown, { ...context, paint })
      if (file === undefined) this.print(report)
      else await (await import('../manifest/write-output.ts')).writeOutput(file, report)
    }
    if (outputs.every(({ file }) => file !== undefined)) this.note(summaryLine(shown))
    for (const note of notes) this.note(`note: ${note}\n`)
    if (verdict.summary.resources === 0 && verdict.findings.length === 0 && !flags['changed-since'])
      this.note(
        `note: there are no manifests in ${looked.map((path) => (path === '-' ? 'standard input' : path)).join(', ')}\n`,
      )
    return verdict.findings.some(fails) ? EXIT.differences : EXIT.done
  }
}
