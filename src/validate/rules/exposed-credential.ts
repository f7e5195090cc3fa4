/** A credential that stands in a manifest, where everybody who may read it or its history can. */
import type { JsonPath } from '../../model/document.ts'
import { isCredential } from '../../model/credentials/plain.ts'
import { credentialsAmong } from '../../model/credentials/words.ts'
import { text } from '../world/reference.ts'
import { STDIO, type StdioServer, stdioServers } from '../world/servers.ts'
import type { Fault, Rule, Tell } from './rule.ts'

const exposed = (path: JsonPath, message: string, hint: string): Fault => ({
  code: 'exposed-credential',
  severity: 'warning',
  path: [...STDIO, ...path],
  message: `${message} looks like a credential, and stands in plain text`,
  hint: `${hint}; then replace the credential, since it was written down`,
})

const check = ({ backend: { subject }, args, env }: StdioServer, tell: Tell): void => {
  for (let i = 0; i < env.length; i++) {
    const { name, value } = env[i] ?? {}
    if (typeof name === 'string' && typeof value === 'string' && isCredential(name, value)) {
      const hint = 'put it into a Secret, and refer to that with valueFrom.secretKeyRef'
      tell(subject, exposed(['env', i, 'value'], `the value of ${name}`, hint))
    }
  }
  for (const { index } of credentialsAmong(args.map((arg) => text(arg, '')))) {
    const hint =
      'put it into a Secret, refer to that with env and valueFrom.secretKeyRef, and write $(NAME) here'
    tell(subject, exposed(['args', index], 'it', hint))
  }
}

export const exposedCredential: Rule = {
  codes: ['exposed-credential'],
  check: (world, tell) => {
    for (const server of stdioServers(world)) check(server, tell)
  },
}
