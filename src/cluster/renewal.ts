/**
 * Credentials for as long as a process lives. Where those that the API server refuses have no other source, the
 * kubeconfig is read again: someone may have logged in meanwhile.
 */
import { isDeepStrictEqual } from 'node:util'
import { type Credentials, type CredentialSource, credentialsOf } from './credentials.ts'
import type { Connection } from './kubeconfig.ts'

const isSame = ({ edition: _a, ...one }: Credentials, { edition: _b, ...other }: Credentials): boolean =>
  isDeepStrictEqual(one, other)

/** `again` finds the connection anew; throws where it can't. */
export const renewable = (connection: Connection, again: () => Connection): CredentialSource => {
  const server = connection.cluster.text('server')
  let source = credentialsOf(connection)

  const readAgain = (): void => {
    try {
      const found = again()
      // Credentials are for the server that they were given for.
      if (found.cluster.text('server') === server) source = credentialsOf(found)
    } catch {
      // A kubeconfig that is just being written: the refusal stands, and the next one looks again.
    }
  }

  return Object.assign(() => source(), {
    async renew(refused: Credentials) {
      if (await source.renew(refused)) return true
      // Several that were refused look once.
      if (isSame(await source(), refused)) readAgain()
      return !isSame(await source(), refused)
    },
  })
}
