/** What the benchmarks of `validate` share: a folder of manifests, the CRDs of its kinds, and the peers beside us. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BIN, cleanEnv, ROOT } from '../cli/environment.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import { exec } from '../setup/exec.ts'
import { writeCorpus } from './corpus.ts'
import type { Candidate } from './frame.ts'
import { SCHEMA_LOCATION, writeJsonSchemas } from './json-schema.ts'
import { peer } from './peers.ts'

export const OWN_CRDS = join(ROOT, 'schemas/crds')

export interface Folder {
  /** A directory of the benchmark's own; the manifests are in its folder `manifests`. */
  readonly directory: string
  readonly namespaces: readonly string[]
  /** Folders of CRDs, without those of the own kinds. */
  readonly crds: readonly string[]
  readonly notes: string[]
  remove(): void
}

/** Which kinds there are CRDs for, and for which not. */
const otherCrds = async (): Promise<{ crds: string[]; notes: string[] }> => {
  const crds: string[] = []
  const notes: string[] = []
  const upstream = upstreamCrds()
  if (upstream === undefined) notes.push(`agentgateway's own kinds have no CRDs here: ${NEEDS_UPSTREAM_CRDS}`)
  else crds.push(upstream)
  try {
    crds.push(await gatewayApiCrds())
  } catch (error) {
    notes.push(error instanceof Error ? error.message : String(error))
  }
  return { crds, notes }
}

export const makeFolder = async (files: number): Promise<Folder> => {
  const directory = mkdtempSync(join(tmpdir(), 'agentgw-bench-'))
  const { crds, notes } = await otherCrds()
  return {
    directory,
    namespaces: writeCorpus(join(directory, 'manifests'), files),
    crds,
    notes,
    remove: () => {
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export const VALIDATE = 'validate --crds'
export const BUILT_IN = 'validate'
export const KUBECONFORM = 'kubeconform'

const ours = ({ directory }: Folder, name: string, args: readonly string[]): Candidate => ({
  name,
  command: process.execPath,
  args: [BIN, 'validate', 'manifests', ...args],
  cwd: directory,
  env: cleanEnv(),
})

/** With the CRDs that kubeconform gets, too, and with what the program brings along. */
export const validate = (folder: Folder): Candidate[] => [
  ours(
    folder,
    VALIDATE,
    folder.crds.flatMap((path) => ['--crds', path]),
  ),
  ours(folder, BUILT_IN, []),
]

/** Nothing, and a note, where it is not to be had. */
export const kubeconform = async (folder: Folder): Promise<Candidate[]> => {
  const program = await peer('kubeconform')
  if ('missing' in program) {
    folder.notes.push(program.missing)
    return []
  }
  const schemas = join(folder.directory, 'json-schemas')
  writeJsonSchemas(schemas, [OWN_CRDS, ...folder.crds])
  return [
    {
      name: KUBECONFORM,
      command: program.path,
      // Without the second, kinds of the core would be errors; with its default location they would be downloaded.
      args: [
        '-strict',
        '-ignore-missing-schemas',
        '-schema-location',
        join(schemas, SCHEMA_LOCATION),
        'manifests',
      ],
      cwd: folder.directory,
      env: cleanEnv(),
    },
  ]
}

/** The own process without the shell of a command: stage, then milliseconds. */
export const breakdown = async ({ crds, directory }: Folder): Promise<string[]> => {
  const script = join(import.meta.dirname, 'stages.ts')
  const { code, stdout, stderr } = await exec(process.execPath, [script, crds.join(','), 'manifests'], {
    cwd: directory,
    env: cleanEnv(),
  })
  if (code !== 0) throw new Error(`stages: ${stderr}`)
  const stages = Object.entries(JSON.parse(stdout) as Record<string, number>)
  return [
    'what the time is spent on:',
    ...stages.map(([stage, ms]) => `${String(ms).padStart(6)} ms ${stage}`),
  ]
}
