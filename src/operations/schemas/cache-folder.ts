/** Where this user's compiled schemas lie. */
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** Undefined where there is neither XDG_CACHE_HOME nor a home. A relative path counts for nothing, as XDG has it. */
export const cacheFolder = (env: Readonly<Record<string, string | undefined>>): string | undefined => {
  const base = env['XDG_CACHE_HOME'] ?? ''
  if (isAbsolute(base)) return join(base, 'kubectl-agentgw', 'validators')
  const home = homeOf(env)
  return isAbsolute(home) ? join(home, '.cache', 'kubectl-agentgw', 'validators') : undefined
}

const homeOf = (env: Readonly<Record<string, string | undefined>>): string => {
  try {
    return env['HOME'] ?? homedir()
  } catch {
    // A user without a name and a home, as containers have them.
    return ''
  }
}
