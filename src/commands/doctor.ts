import { Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { openWorkspace } from '../manifest/settings.ts'
import { doctor, isWell } from '../operations/doctor.ts'
import { commandOf, VERBS } from '../plan/rights/rights.ts'
import { doctorJson } from '../report/doctor/json.ts'
import { doctorText } from '../report/doctor/text.ts'
import { AgentgwCommand } from './shared/command.ts'
import { connect } from './shared/connect.ts'
import { clusterFlags, folderFlag, namespaceFlag, outputFlag } from './shared/flags.ts'

export default class Doctor extends AgentgwCommand {
  static override summary = 'What works here and what does not, before it is needed, and what to do about it.'
  static override description =
    'Looks at versions, the kubeconfig, the folder, the kinds and the lock of the cluster, and the records of revocations, and asks the API server for each right that each command needs at each step. Changes nothing. Exits 0 where all is well, 1 where something does not work, 3 where no cluster answers.'
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor --for revoke -n team-a',
    '<%= config.bin %> doctor -o json',
  ]
  static override flags = {
    for: Flags.option({
      options: VERBS,
      description: `only the rights of this command (drill: ${commandOf('drill')}); may be given several times`,
      helpValue: 'COMMAND',
      multiple: true,
      multipleNonGreedy: true,
    })(),
    ...namespaceFlag,
    ...folderFlag,
    ...clusterFlags,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { flags } = await this.parse(Doctor)
    const workspace = await openWorkspace({
      cwd: process.cwd(),
      ...(flags.dir === undefined ? {} : { dir: flags.dir }),
    })
    const report = await doctor({
      version: this.config.version,
      packageRoot: this.config.root,
      workspace,
      connect: () => connect(flags),
      namespace: flags.namespace,
      verbs: flags.for,
    })
    this.print(flags.output === 'json' ? doctorJson(report) : doctorText(report))
    if (!report.reached) return EXIT.failed
    return isWell(report) ? EXIT.done : EXIT.differences
  }
}
