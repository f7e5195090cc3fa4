/** A credential that stands in a manifest, where everybody who may read it or its history can. */
import { isCredential } from '../../model/credentials/plain.ts'
import { STDIO, stdioServers } from '../world/servers.ts'
import { found, type Rule } from './rule.ts'

export const exposedCredential: Rule = {
  codes: ['exposed-credential'],
  check: (world) =>
    stdioServers(world).flatMap(({ backend, env }) =>
      env.flatMap(({ name, value }, i) => {
        if (typeof name !== 'string' || typeof value !== 'string' || !isCredential(name, value)) return []
        return [
          found(backend, {
            code: 'exposed-credential',
            severity: 'warning',
            path: [...STDIO, 'env', i, 'value'],
            message: `the value of ${name} looks like a credential, and stands in plain text`,
            hint: 'put it into a Secret, and refer to that with valueFrom.secretKeyRef; then replace the credential, since it was written down',
          }),
        ]
      }),
    ),
}
