/**
 * `npm run build`: src/ → dist/ (one file a command, shared chunks, everything bundled), and
 * oclif.manifest.json, which is made anew each time because a stale one silently loads old commands.
 */
import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Plugin } from '@oclif/core/config'
import { rolldown } from 'rolldown'
import { ascii } from './ascii.ts'
import { generateValidators } from './generate-validators.ts'
import { leanOclif } from './lean-oclif.ts'

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

const main = join(root, 'src/main.ts')
const entries = [main, join(root, 'src/complete.ts'), ...commands]
/**
 * Each file more takes its time at start-up, and so does what is loaded and not used: what the commonest command,
 * `validate`, imports is one chunk, what --crds takes beside it another, and so is what a cluster takes. What several
 * need is in the first.
 */
const CHUNKS = {
  core: ['main.ts', 'commands/validate.ts'],
  crds: [
    'validate/crds/kinds-of-texts.ts',
    'operations/schemas/user-cache.ts',
    'operations/schemas/crd-files.ts',
  ],
  cluster: ['commands/apply.ts', 'cluster/connect.ts'],
}
/** By module. */
const chunkOf = new Map<string, string>()

const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(
    entries.map((file) => [relative(join(root, 'src'), file).replace(/\.ts$/, ''), file]),
  ),
  platform: 'node',
  transform: { target: 'node22' },
  // oclif loads these only to run commands from TypeScript sources.
  external: ['typescript', 'ts-node', 'tsx'],
  plugins: [
    leanOclif(),
    ascii(),
    {
      name: 'chunks',
      buildEnd() {
        const gather = (id: string, chunk: string): void => {
          if (chunkOf.has(id)) return
          chunkOf.set(id, chunk)
          this.getModuleInfo(id)?.importedIds.forEach((imported) => {
            gather(imported, chunk)
          })
        }
        for (const [chunk, files] of Object.entries(CHUNKS))
          for (const file of files) gather(join(root, 'src', file), chunk)
        entries.forEach((entry) => chunkOf.delete(entry))
      },
    },
  ],
})
await bundle.write({
  dir: join(staging, 'dist'),
  format: 'esm',
  minify: true,
  entryFileNames: '[name].js',
  chunkFileNames: 'chunks/[name]-[hash].js',
  codeSplitting: {
    groups: Object.keys(CHUNKS).map((name) => ({ name, test: (id: string) => chunkOf.get(id) === name })),
  },
})

const plugin = new Plugin({ root: staging, ignoreManifest: true, errorOnManifestCreate: true })
await plugin.load()
rmSync(join(root, 'dist'), { recursive: true, force: true })
renameSync(join(staging, 'dist'), join(root, 'dist'))
// Help, which is made from it, would tell the default of a flag that may be given several times as nothing.
const told = (key: string, value: unknown): unknown =>
  key === 'default' && Array.isArray(value) && value.length === 0 ? undefined : value
writeFileSync(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, told, 2)}\n`)
process.stderr.write(`build: ${Object.keys(plugin.manifest.commands).length} commands\n`)
