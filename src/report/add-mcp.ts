/** What `add-mcp` tells: the notes before and after its data. */
import type { FileEdit } from '../model/file-edit.ts'
import { type Resource, refLabel, refOf } from '../model/resource.ts'
import type { AppliedObject } from '../model/sync.ts'

/** As the operation gives it. */
export interface AddMcpStory {
  readonly generated: {
    readonly name: string
    readonly url: string
    readonly secretCommands: readonly string[]
    readonly entry?: { readonly name: string; readonly version: string }
    readonly idleRules: readonly string[]
  }
  readonly addition:
    | {
        readonly edit: FileEdit | undefined
        readonly missing: readonly Resource[]
        readonly standing: readonly { readonly resource: Resource; readonly file: string }[]
      }
    | undefined
  readonly applied: readonly AppliedObject[]
  readonly dryRun: boolean
}

const label = (resource: Resource): string => refLabel(refOf(resource))
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

const fileLines = ({ addition, dryRun }: AddMcpStory, show: (path: string) => string): string[] => {
  if (addition === undefined) return []
  const { edit, missing, standing } = addition
  const lines = standing.map(
    ({ resource, file }) => `unchanged: ${label(resource)} stands in ${show(file)} as asked`,
  )
  if (edit !== undefined) {
    const did = edit.before === undefined ? ['created', 'would create'] : ['added to', 'would add to']
    lines.push(`${did[dryRun ? 1 : 0] ?? ''} ${show(edit.path)}: ${missing.map(label).join(', ')}`)
  }
  return lines
}

const clusterLine = ({ object, outcome, error }: AppliedObject, dryRun: boolean): string => {
  const why = error === undefined ? '' : `: ${error.message} [${error.code}]`
  return `${refLabel(object.ref)} ${outcome}${dryRun ? ' (server dry run)' : ''}${why}`
}

/** What was done, and what to know of it. `show` says how a path is shown. */
export const addMcpNotes = (story: AddMcpStory, show: (path: string) => string): string => {
  const { generated, applied, dryRun } = story
  const { entry, idleRules, secretCommands } = generated
  const server = entry === undefined ? 'the server' : `${entry.name} ${entry.version}`
  return text([
    ...fileLines(story, show),
    ...applied.map((object) => clusterLine(object, dryRun)),
    ...idleRules.map((rule) => `warning: ${server} has no tool that "${rule}" names`),
    ...(secretCommands.length === 0
      ? []
      : ['the server reads Secrets; put the values in and create what is missing:']),
    ...secretCommands.map((command) => `  ${command}`),
  ])
}

/** Introduces the settings for clients. */
export const addMcpUrl = ({ generated }: AddMcpStory): string =>
  `${generated.name} is served at ${generated.url}; settings for an MCP client:\n`

/** What to do now. */
export const addMcpNext = ({ applied }: AddMcpStory): string =>
  text([
    'next:',
    '  kubectl agentgw validate   check the folder',
    '  kubectl agentgw dev        serve it on this machine',
    ...(applied.length > 0 ? [] : ['  kubectl agentgw apply      bring it into the cluster']),
  ])
