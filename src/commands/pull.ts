import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { refKey } from '../model/resource.ts'
import type { PulledObject } from '../model/pull.ts'
import { planPull, pruneOf, pull } from '../operations/pull/pull.ts'
import { guardPrune } from '../plan/prune-guard.ts'
import { findingLines } from '../report/apply/findings.ts'
import { problemLines } from '../report/problem.ts'
import { pullJson } from '../report/pull/json.ts'
import { leftNotes, pulledLines, pulledSummary } from '../report/pull/text.ts'
import { asking } from './shared/ask.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { clusterFlags, foldersFlag, namespaceFlag, outputFlag, yesFlag } from './shared/flags.ts'
import { showPath } from './shared/sync.ts'

export default class Pull extends AgentgwCommand {
  static override summary = 'Bring the folder to what stands in the cluster.'
  static override description =
    'New objects become files; fields that were changed in the cluster are changed in place in theirs, with comments and order kept. What was changed in the folder stays; where both were, it is a conflict, and the folder keeps its own. Secrets are never pulled, nor what others hold.'
  static override examples = [
    '<%= config.bin %> pull --dry-run',
    '<%= config.bin %> pull',
    '<%= config.bin %> pull mcpbackend/filesystem --force-conflicts',
    '<%= config.bin %> pull --prune',
  ]
  static override strict = false
  static override args = {
    objects: Args.string({ description: 'only these: KIND/NAME, KIND or NAME; several may be given' }),
  }
  static override flags = {
    prune: Flags.boolean({
      description: 'also take documents out whose objects are gone from the cluster, if they were in it',
    }),
    'allow-empty': Flags.boolean({
      description: 'let --prune take everything out where the cluster has none of it',
      dependsOn: ['prune'],
    }),
    'force-conflicts': Flags.boolean({
      description: "take the cluster's value where the folder was changed, too",
    }),
    'dry-run': Flags.option({
      options: ['none', 'client'] as const,
      default: 'none',
      description: 'say what would be done and do nothing',
    })(),
    ...yesFlag,
    ...namespaceFlag,
    'all-namespaces': Flags.boolean({
      char: 'A',
      description: 'of all namespaces',
      exclusive: ['namespace'],
    }),
    selector: Flags.string({
      char: 'l',
      description: 'only with these labels, as kubectl takes them',
      helpValue: 'KEY=VALUE',
    }),
    ...foldersFlag,
    ...clusterFlags,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { argv, flags } = await this.parse(Pull)
    const { openFolders } = await import('../manifest/settings.ts')
    const { withLock } = await import('../manifest/lock.ts')
    const workspace = await openFolders({ cwd: process.cwd(), dirs: flags.dir })
    const cluster = await connect(flags)
    const force = flags['force-conflicts']
    const dryRun = flags['dry-run'] !== 'none'
    return withLock(dryRun ? undefined : workspace.root, async () => {
      const plan = await planPull({
        workspace,
        cluster,
        namespace: flags.namespace,
        allNamespaces: flags['all-namespaces'],
        selector: flags.selector,
        words: argv.map(String),
        prune: flags.prune,
        force: () => force,
      })
      if (!dryRun)
        await guardPrune(pruneOf(plan), {
          empty: flags['allow-empty'],
          confirm: flags.yes ? () => Promise.resolve(true) : asking(),
        })
      const json = flags.output === 'json'
      const signal = this.interruption()
      const pulled = new Map<string, PulledObject>()
      const wrong = plan.folder.findings.filter(({ severity }) => severity === 'error')
      if (!json) this.note(findingLines(wrong, showPath))
      for await (const object of pull(plan, { dryRun, signal })) {
        pulled.set(refKey(object.ref), object)
        if (!json) this.print(pulledLines(object, showPath, dryRun))
        if (object.error !== undefined) this.note(problemLines(object.error))
      }
      const objects = plan.decisions.flatMap(({ ref }) => pulled.get(refKey(ref)) ?? [])
      if (json) this.print(pullJson(objects, plan.folder.findings, dryRun))
      this.note(leftNotes(objects))
      for (const error of plan.problems) this.note(problemLines(error))
      const chosen = argv.length > 0 || flags.selector !== undefined
      // What was not found is told already.
      if (objects.length > 0 || plan.problems.length === 0)
        this.note(pulledSummary(objects, { dryRun, chosen }))
      if (signal.aborted) return EXIT.interrupted
      const isIncomplete = objects.some(({ outcome }) => outcome === 'failed' || outcome === 'skipped')
      const isWanting = plan.isUnclear || (plan.folder.refused && argv.length === 0)
      return isIncomplete || isWanting || plan.problems.length > 0 ? EXIT.failed : EXIT.done
    })
  }
}
