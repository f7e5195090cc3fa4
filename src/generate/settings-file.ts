/** The files that `init` writes besides manifests, as text. */
import type { Settings } from '../model/settings.ts'

/** A name as YAML reads it back: `true`, `on` and `12` would be no text without quotes. */
const scalar = (name: string): string =>
  /^[a-z][a-z0-9-]*$/.test(name) && !/^(true|false|null|yes|no|on|off|y|n)$/.test(name)
    ? name
    : JSON.stringify(name)

/** agentgw.yaml: every setting, each with what it is for. */
export const settingsFile = (settings: Settings): string => `\
# Settings of kubectl agentgw. The folder that holds this file is the root of what it manages.

# Marks what this folder owns in a cluster (label agentgw.dev/folder). Keep it once something is applied.
name: ${scalar(settings.name)}

# NAMESPACE/NAME of the Gateway that generated routes attach to.
gateway: ${settings.gateway.namespace}/${settings.gateway.name}

# The namespace of objects that name none.
namespace: ${scalar(settings.namespace)}

# The folder of manifests, relative to this file.
manifests: ${settings.manifests}

# Where clients reach the gateway, without a path. As it stands: \`kubectl agentgw dev\` on this machine.
url: ${settings.url}

# Findings of \`kubectl agentgw validate\` that are accepted, each with the reason; resource and path narrow it down.
# suppress:
# - code: missing-backend
#   resource: AIRoute/NAME
#   reason: the chart of another team brings it

# Whether \`kubectl agentgw revoke\` refuses to run without --reason.
# revoke:
#   requireReason: true
`

/** What of .agentgw/ stays out of version control: the log of one machine. Stash and schemas belong in it. */
export const GITIGNORE_LINE = '.agentgw/audit.jsonl'

/** The text of .gitignore with our line; the text as it is where the line stands already. */
export const withIgnoredLog = (text: string): string => {
  if (text.split(/\r?\n/).some((line) => line.trim().replace(/^\//, '') === GITIGNORE_LINE)) return text
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${GITIGNORE_LINE}\n`
}

/** Introduces an example whose manifests follow. */
export const exampleHeader = (manifests: string): string => `\
# An example: the server "everything", which shows every feature of MCP, with one tool denied. Nothing reads this
# file: its name keeps it from being applied. Copy it to ${manifests}/everything.yaml, or make the same by
#   kubectl agentgw add-mcp everything --deny-tool get-env
`
