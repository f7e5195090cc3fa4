import { Args, Flags } from '@oclif/core'
import { EXIT, type ExitCode } from '../errors.ts'
import { secretValues } from '../model/credentials/values.ts'
import { reaches, validate, type ValidateOutcome } from '../operations/validate.ts'
import { PLAIN, type SourceText } from '../report/finding-text.ts'
import { verdictJson } from '../report/validate/json.ts'
import { verdictText } from '../report/validate/text.ts'
import { AgentgwCommand } from './shared/command.ts'
import { folderFlag, namespaceFlag, outputFlag } from './shared/flags.ts'

/** FORCE_COLOR and NO_COLOR decide, else whether a terminal reads. */
const wantsColour = (): boolean => {
  const force = process.env['FORCE_COLOR']
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false'
  return process.stdout.isTTY && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
}

const sourcesOf = ({ files }: ValidateOutcome): ((file: string) => SourceText | undefined) => {
  const known = new Map<string, SourceText>()
  return (name) => {
    const file = files.find((one) => one.file === name)
    if (file === undefined) return undefined
    let source = known.get(name)
    if (source === undefined) {
      const secrets = file.documents.flatMap(({ value }) => secretValues(value))
      source = { lines: file.text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/), secrets }
      known.set(name, source)
    }
    return source
  }
}

export default class Validate extends AgentgwCommand {
  static override summary = 'Check manifests: what the API server would say, and what only the whole shows.'
  static override description =
    'Needs no cluster. Checks fields, types, defaults and CEL rules of MCPBackend and AIRoute as a kube-apiserver does, and references between resources. Kinds without a schema are skipped. What admission webhooks, policies and quotas of a cluster would say is not known here.'
  static override examples = [
    '<%= config.bin %> validate',
    '<%= config.bin %> validate manifests/ extra.yaml --fail-on warning',
    'helm template . | <%= config.bin %> validate - -o json',
  ]
  static override strict = false
  static override args = {
    path: Args.string({
      description:
        'files, folders, or - for standard input (default: the folder of manifests); several may be given',
    }),
  }
  static override flags = {
    crds: Flags.string({
      description: 'file or folder of CRDs whose kinds to check, too; may be given several times',
      helpValue: 'PATH',
      multiple: true,
      multipleNonGreedy: true,
      default: [],
    }),
    'strict-kinds': Flags.boolean({
      description: 'a kind without a schema is an error (no-schema), and not skipped',
    }),
    'fail-on': Flags.option({
      options: ['error', 'warning', 'never'] as const,
      default: 'error',
      description:
        'exit 1 for findings of this severity and above; "never" lets pass what only looks wrong across objects, not what the API server would refuse',
    })(),
    ...namespaceFlag,
    ...folderFlag,
    ...outputFlag(['text', 'json']),
  }

  async execute(): Promise<ExitCode> {
    const { flags, argv } = await this.parse(Validate)
    const outcome = await validate({
      paths: argv as string[],
      crds: flags.crds,
      cwd: process.cwd(),
      dir: flags.dir,
      namespace: flags.namespace,
      strictKinds: flags['strict-kinds'],
      stdin: process.stdin,
    })
    const { result } = outcome
    if (flags.output === 'json') this.print(verdictJson(result))
    else {
      const paint = wantsColour() ? (await import('../report/paint.ts')).colours() : PLAIN
      this.print(verdictText(result, sourcesOf(outcome), paint))
    }
    if (result.summary.resources === 0 && result.findings.length === 0)
      this.note(`note: there are no manifests in ${outcome.looked.join(', ')}\n`)
    return reaches(result.findings, flags['fail-on']) ? EXIT.differences : EXIT.done
  }
}
