/** A server that is whatever its author published last: each start may run other code, with other tools. */
import { packageOf } from '../../model/package.ts'
import { STDIO, stdioServers } from '../world/servers.ts'
import { found, type Rule } from './rule.ts'

export const unpinnedPackage: Rule = {
  codes: ['unpinned-package'],
  check: (world) =>
    stdioServers(world).flatMap((server) => {
      const fetched = packageOf(server)
      if (fetched === undefined || fetched.version !== undefined) return []
      return [
        found(server.backend, {
          code: 'unpinned-package',
          severity: 'info',
          path: [...STDIO, 'args', fetched.index],
          message: `${server.cmd} fetches whatever version of ${fetched.name} is the newest at each start`,
          hint: `name one: ${fetched.name}@VERSION`,
        }),
      ]
    }),
}
