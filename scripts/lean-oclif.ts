/**
 * Bundles oclif so that a command loads only what it uses of it: help, themes, the search for plugins and the
 * packages of these are half of what start-up would take. oclif requires all at once at the head of its files.
 */
import { join } from 'node:path'
import type { Plugin } from 'rolldown'

const OCLIF = /@oclif[\\/]core[\\/]lib[\\/].*\.js$/
const LAZY = join(import.meta.dirname, 'lazy.cjs')
/** As TypeScript writes an import: what it binds is only ever asked for its members. */
const REQUIRE =
  /^(?:const|var) (\w+_\d+) = ((?:__importDefault|__importStar)?\(?require\(["'][^"']+["']\)\)?);$/gm

const STUBS: Readonly<Record<string, string>> = {
  // All that oclif asks of it, and it starts programs to find out: whether Windows is underneath.
  'wsl-utils': `export const isWsl = false
    export const powerShellPath = () => Promise.resolve('powershell.exe')`,
  // Tells on terminals, of which it loads all there is to know, what oclif does.
  debug: 'export default () => () => {}',
}
/** bin/kubectl-agentgw has looked which Node it is. */
const LOOK_AT_NODE = '\ncheckNodeVersion();\n'
/** Names of commands are ASCII, and the first comparison by locale loads the tables of all languages. */
const BY_LOCALE = /\b(\w+)\.id\.localeCompare\((\w+)\.id\)/g

export const leanOclif = (): Plugin => {
  let requires = 0
  return {
    name: 'lean-oclif',
    resolveId: {
      filter: { id: /^(wsl-utils|debug)$/ },
      handler: (id, importer) => (OCLIF.test(importer ?? '') ? `\0${id}` : null),
    },
    load: { filter: { id: /^\0(wsl-utils|debug)$/ }, handler: (id) => STUBS[id.slice(1)] },
    transform: {
      filter: { id: OCLIF },
      handler: (code) => {
        const quick = code.replace(LOOK_AT_NODE, '\n').replace(BY_LOCALE, '($1.id < $2.id ? -1 : 1)')
        const lazy = quick.replace(REQUIRE, (_, name: string, load: string) => {
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
