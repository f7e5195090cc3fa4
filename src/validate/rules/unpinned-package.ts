/** A server that is whatever its author published last: each start may run other code, with other tools. */
import { STDIO, stdioServers } from '../world/servers.ts'
import type { Rule } from './rule.ts'

export const unpinnedPackage: Rule = {
  codes: ['unpinned-package'],
  check: (world, tell) => {
    for (const { backend, cmd, package: fetched } of stdioServers(world)) {
      if (fetched === undefined || fetched.version !== undefined) continue
      tell(backend.subject, {
        code: 'unpinned-package',
        severity: 'info',
        path: [...STDIO, 'args', fetched.index],
        message: `${cmd} fetches whatever version of ${fetched.name} is the newest at each start`,
        hint: `name one: ${fetched.name}@VERSION`,
      })
    }
  },
}
