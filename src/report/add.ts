/** What `add-mcp` and `add-llm` tell: the notes before and after their data. */
import type { FileEdit } from '../model/file-edit.ts'
import { type Resource, refLabel, refOf } from '../model/resource.ts'
import type { AppliedObject } from '../model/sync.ts'

/** As the operation gives it. */
export interface AddStory {
  readonly generated: {
    readonly name: string
    /** Where clients reach it. */
    readonly url: string
    /** Commands that create the Secrets that it refers to. */
    readonly secretCommands: readonly string[]
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

const fileLines = ({ addition, dryRun }: AddStory, show: (path: string) => string): string[] => {
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

/** The Secrets that it reads, which this program never sees. */
const secretLines = ({ generated: { secretCommands } }: AddStory): string[] =>
  secretCommands.length === 0
    ? []
    : [
        'it reads Secrets; create what is missing (a value that is asked for is not shown, and kept nowhere else):',
        ...secretCommands.map((command) => `  ${command}`),
      ]

const doneLines = (story: AddStory, show: (path: string) => string): string[] => [
  ...fileLines(story, show),
  ...story.applied.map((object) => clusterLine(object, story.dryRun)),
]

const APPLY = '  kubectl agentgw apply      bring it into the cluster'

const nextLines = ({ applied }: AddStory, more: readonly string[]): string[] => [
  'next:',
  '  kubectl agentgw validate   check the folder',
  ...more,
  ...(applied.length > 0 ? [] : [APPLY]),
]

interface McpStory extends AddStory {
  readonly generated: AddStory['generated'] & {
    readonly entry?: { readonly name: string; readonly version: string }
    readonly idleRules: readonly string[]
  }
}

/** What was done, and what to know of it. `show` says how a path is shown. */
export const addMcpNotes = (story: McpStory, show: (path: string) => string): string => {
  const { entry, idleRules } = story.generated
  const server = entry === undefined ? 'the server' : `${entry.name} ${entry.version}`
  return text([
    ...doneLines(story, show),
    ...idleRules.map((rule) => `warning: ${server} has no tool that "${rule}" names`),
    ...secretLines(story),
  ])
}

/** Introduces the settings for clients. */
export const addMcpUrl = ({ generated }: AddStory): string =>
  `${generated.name} is served at ${generated.url}; settings for an MCP client:\n`

/** What to do now. */
export const addMcpNext = (story: AddStory): string =>
  text(nextLines(story, ['  kubectl agentgw dev        serve it on this machine']))

/** What was done, and what to know of it. `show` says how a path is shown. */
export const addLlmNotes = (story: AddStory, show: (path: string) => string): string =>
  text([...doneLines(story, show), ...secretLines(story)])

/** Introduces the variable for clients. */
export const addLlmUrl = ({ generated }: AddStory): string =>
  `${generated.name} takes OpenAI's chat completions at ${generated.url}/chat/completions; for a client's environment:\n`

/** What to do now. */
export const addLlmNext = (story: AddStory): string => text(nextLines(story, []))
