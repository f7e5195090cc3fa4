/**
 * `npm run build`: src/ → dist/ (one file a command, shared chunks, everything bundled), and
 * oclif.manifest.json, which is made anew each time because a stale one silently loads old commands.
 */
import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Plugin } from '@oclif/core/config'
import { build } from 'esbuild'
import { generateValidators } from './generate-validators.ts'

const root = join(import.meta.dirname, '..')
const commands = readdirSync(join(root, 'src/commands'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('shared/'))
  .map((file) => join(root, 'src/commands', file))

generateValidators()

// Made beside the old build and put in its place at the end: a build that fails leaves the last one standing.
const staging = mkdtempSync(join(root, '.build-'))
process.once('exit', () => {
  rmSync(staging, { recursive: true, force: true })
})
copyFileSync(join(root, 'package.json'), join(staging, 'package.json'))

await build({
  absWorkingDir: root,
  entryPoints: [join(root, 'src/main.ts'), ...commands],
  outdir: join(staging, 'dist'),
  outbase: 'src',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  minify: true,
  keepNames: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // oclif loads these only to run commands from TypeScript sources.
  external: ['typescript', 'ts-node', 'tsx'],
  // Bundled CommonJS packages ask for `require`.
  banner: {
    js: "import{createRequire as __agentgwRequire}from'node:module';const require=__agentgwRequire(import.meta.url);",
  },
  logLevel: 'warning',
})

const plugin = new Plugin({ root: staging, ignoreManifest: true, errorOnManifestCreate: true })
await plugin.load()
rmSync(join(root, 'dist'), { recursive: true, force: true })
renameSync(join(staging, 'dist'), join(root, 'dist'))
writeFileSync(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`)
process.stderr.write(`build: ${Object.keys(plugin.manifest.commands).length} commands\n`)
