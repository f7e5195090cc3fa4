/**
 * A `$` that is replaced on the way: what a stdio server is started with becomes part of an agentgateway configuration
 * file, and that is passed through shell expansion as a whole.
 */
import type { JsonPath } from '../../model/document.ts'
import { STDIO, type StdioServer, stdioServers } from '../world/servers.ts'
import type { Rule, Tell } from './rule.ts'

/** `$$` is a literal one, and `$(NAME)` is Kubernetes' own. Nothing else than a name or a brace begins a variable. */
const VARIABLE = /\$(?:\$|([A-Za-z_]\w*)|\{(\w*))/g

/** Without what it is by default, which may be anything. */
const variableIn = (text: string): string | undefined => {
  for (const [, name, braced] of text.matchAll(VARIABLE)) {
    if (name !== undefined) return `$${name}`
    if (braced !== undefined) return `\${${braced}}`
  }
  return undefined
}

const check = ({ backend: { subject }, cmd, args, env, workingDir }: StdioServer, tell: Tell): void => {
  const look = (text: unknown, ...path: JsonPath): void => {
    const variable = typeof text === 'string' && text.includes('$') ? variableIn(text) : undefined
    if (variable === undefined) return
    tell(subject, {
      code: 'unescaped-dollar',
      severity: 'warning',
      path: [...STDIO, ...path],
      message: `agentgateway's configuration file replaces ${variable} by a variable of the gateway's environment, and is refused where there is none`,
      hint: `write $${variable} if the server is to get a dollar sign; for a variable of the server use env with valueFrom`,
    })
  }
  look(cmd, 'cmd')
  for (let i = 0; i < args.length; i++) look(args[i], 'args', i)
  for (let i = 0; i < env.length; i++) look(env[i]?.['value'], 'env', i, 'value')
  look(workingDir, 'workingDir')
}

export const unescapedDollar: Rule = {
  codes: ['unescaped-dollar'],
  check: (world, tell) => {
    for (const server of stdioServers(world)) check(server, tell)
  },
}
