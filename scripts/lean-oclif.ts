/**
 * Bundles oclif so that a command loads only what it uses of it: help, themes, the search for plugins and the
 * packages of these are half of what start-up would take. oclif requires all at once at the head of its files.
 */
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

const LAZY = join(import.meta.dirname, 'lazy.cjs')
/** As TypeScript writes an import: what it binds is only ever asked for its members. */
const REQUIRE =
  /^(?:const|var) (\w+_\d+) = ((?:__importDefault|__importStar)?\(?require\(["'][^"']+["']\)\)?);$/gm

/** All that oclif asks of this package, which starts programs to find out: whether Windows is underneath. */
const WSL_UTILS = `export const isWsl = false
export const powerShellPath = () => Promise.resolve('powershell.exe')`

export const leanOclif = (): Plugin => {
  let requires = 0
  return {
    name: 'lean-oclif',
    resolveId: { filter: { id: /^wsl-utils$/ }, handler: () => '\0wsl-utils' },
    load: { filter: { id: /^\0wsl-utils$/ }, handler: () => WSL_UTILS },
    transform: {
      filter: { id: /@oclif[\\/]core[\\/]lib[\\/].*\.js$/ },
      handler: (code) => {
        const lazy = code.replace(REQUIRE, (_, name: string, load: string) => {
          requires++
          return `const ${name} = __lazy(() => ${load});`
        })
        return `const __lazy = require(${JSON.stringify(LAZY)});${lazy}`
      },
    },
    buildEnd: () => {
      if (requires === 0) throw new Error('oclif no longer requires as lean-oclif.ts expects')
    },
  }
}
