/** A credential that stands in a manifest, where everybody who may read it or its history can. */
import type { JsonPath } from '../../model/document.ts'
import { isCredential } from '../../model/credentials/plain.ts'
import { credentialsAmong } from '../../model/credentials/words.ts'
import { STDIO, type StdioServer, stdioServers } from '../world/servers.ts'
import { found, type Rule } from './rule.ts'

interface Exposed {
  readonly path: JsonPath
  readonly message: string
  readonly hint: string
}

const REPLACE = 'then replace the credential, since it was written down'

const inVariables = ({ env }: StdioServer): Exposed[] =>
  env.flatMap(({ name, value }, i) =>
    typeof name === 'string' && typeof value === 'string' && isCredential(name, value)
      ? [
          {
            path: ['env', i, 'value'],
            message: `the value of ${name} looks like a credential, and stands in plain text`,
            hint: `put it into a Secret, and refer to that with valueFrom.secretKeyRef; ${REPLACE}`,
          },
        ]
      : [],
  )

const inArguments = ({ args }: StdioServer): Exposed[] =>
  credentialsAmong(args.map((arg) => (typeof arg === 'string' ? arg : ''))).map(({ index }) => ({
    path: ['args', index],
    message: 'it looks like a credential, and stands in plain text',
    hint: `put it into a Secret, refer to that with env and valueFrom.secretKeyRef, and write $(NAME) here; ${REPLACE}`,
  }))

export const exposedCredential: Rule = {
  codes: ['exposed-credential'],
  check: (world) =>
    stdioServers(world).flatMap((server) =>
      [...inVariables(server), ...inArguments(server)].map(({ path, ...said }) =>
        found(server.backend, {
          code: 'exposed-credential',
          severity: 'warning',
          path: [...STDIO, ...path],
          ...said,
        }),
      ),
    ),
}
