/**
 * What bin/kubectl_complete-agentgw runs: kubectl's own completion calls it with the words of the line, and so do our
 * scripts. Prints candidates and nothing else, whatever goes wrong, and asks nobody anything. Loads no oclif, and
 * what has to be looked up only where it is typed.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Candidate, offer } from './completion/candidates.ts'
import { type Grammar, type Line, readLine } from './completion/grammar.ts'
import { completionText } from './completion/protocol.ts'
import type { Live } from './completion/sources.ts'

/** In milliseconds, for all that has to be looked up: a person waits. */
const PATIENCE = 2000

const root = join(import.meta.dirname, '..')

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(root, file), 'utf8'))

const topicsOf = (): Record<string, string> => {
  const { oclif } = readJson('package.json') as {
    oclif: { topics?: Record<string, { description?: string }> }
  }
  return Object.fromEntries(
    Object.entries(oclif.topics ?? {}).map(([name, { description = '' }]) => [name, description]),
  )
}

const kubeconfigNames = async (live: 'contexts' | 'clusters' | 'users', line: Line): Promise<Candidate[]> => {
  const { readKubeconfig } = await import('./cluster/kubeconfig-files.ts')
  const known = readKubeconfig(line.flags.get('kubeconfig')?.at(-1), process.env)[live]
  return [...known.keys()].map((value) => ({ value }))
}

/** Tells what it finds as it comes in. */
const lookUp = async (
  live: Live,
  line: Line,
  found: (names: readonly Candidate[]) => void,
): Promise<void> => {
  if (live === 'contexts' || live === 'clusters' || live === 'users') {
    found(await kubeconfigNames(live, line))
    return
  }
  if (live === 'codes' || live === 'catalog') {
    found((await import('./operations/complete/tables.ts'))[live]())
    return
  }
  const { openFolders } = await import('./manifest/settings.ts')
  const workspace = openFolders({ cwd: process.cwd(), dirs: line.flags.get('dir') ?? [] })
  if (live === 'refs') {
    found(await (await import('./operations/complete/refs.ts')).refs(await workspace))
    return
  }
  // What fails here is not offered; nobody else may be there to hear of it.
  workspace.catch(() => undefined)
  const [{ connect }, names] = await Promise.all([
    import('./cluster/connect.ts'),
    import('./operations/complete/names.ts'),
  ])
  const { given, overrides } = (await import('./completion/given.ts')).givenFlags(line)
  const where = {
    cluster:
      given('local') === undefined
        ? connect({ ...overrides, timeout: PATIENCE, unattended: true })
        : undefined,
    workspace,
    namespace: given('namespace'),
    all: given('all-namespaces') !== undefined,
    typed: line.current,
  }
  where.cluster?.catch(() => undefined)
  switch (live) {
    case 'kinds and names':
      return names.kindsAndNames(where, found)
    case 'held':
      return names.heldObjects(where, found)
    case 'standing':
      return names.standing(where, found)
    case 'revoked':
      return names.revoked(where, found)
    case 'revocations':
      return names.revocations(where, found)
    case 'namespaces':
      return names.namespaces(where, found)
  }
}

const complete = async (words: readonly string[]): Promise<string> => {
  const { commands } = readJson('oclif.manifest.json') as { commands: Grammar }
  const line = readLine(commands, words)
  const { candidates, source } = offer(commands, line, topicsOf())
  const found: Candidate[] = [...candidates]
  if (source.is === 'live') {
    const late = new Promise((resolve) => setTimeout(resolve, PATIENCE))
    const add = (names: readonly Candidate[]): void => {
      for (const { value, description } of names) found.push({ value: line.before + value, description })
    }
    await Promise.race([lookUp(source.live, line, add).catch(() => undefined), late])
  }
  return completionText(found, line.before + line.current, source.is)
}

const NOTHING = ':4\n'
// Whatever is printed by the way would be taken for a candidate, or stand in the middle of what is typed.
process.removeAllListeners('warning')
process.stderr.write = () => true
process.stdout.on('error', () => process.exit(0))
const text = await complete(process.argv.slice(2)).catch(() => NOTHING)
await new Promise((resolve) => process.stdout.write(text, resolve))
process.exit(0)
