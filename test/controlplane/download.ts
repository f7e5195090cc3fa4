/**
 * Downloads the programs of a control plane as setup-envtest does it: an index names the archive of each
 * version and platform, and its SHA-512.
 */
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { exec } from '../setup/exec.ts'
import { kubernetesVersion, platform } from './assets.ts'

const INDEX = 'https://raw.githubusercontent.com/kubernetes-sigs/controller-tools/HEAD/envtest-releases.yaml'
/** Short, because a machine without that network must get on with building. */
const ANSWERS_WITHIN = 5_000
const ARRIVES_WITHIN = 600_000

interface Archive {
  /** SHA-512, in hexadecimal. */
  readonly hash: string
  readonly selfLink: string
}
interface Index {
  readonly releases?: Readonly<Record<string, Readonly<Record<string, Archive>>>>
}

/** The pinned version, or the newest patch release of the same minor: the index does not hold every patch. */
const choose = (index: Index): { name: string; archive: Archive } => {
  const wanted = kubernetesVersion()
  const minor = wanted.slice(0, wanted.lastIndexOf('.') + 1)
  const patch = (version: string): number => Number(version.slice(minor.length))
  const candidates = Object.keys(index.releases ?? {})
    .filter((version) => version.startsWith(minor) && Number.isInteger(patch(version)))
    .sort((a, b) => Number(b === wanted) - Number(a === wanted) || patch(b) - patch(a))
  for (const version of candidates) {
    const name = `envtest-${version}-${platform()}.tar.gz`
    const archive = index.releases?.[version]?.[name]
    if (archive !== undefined) return { name, archive }
  }
  throw new Error(`the index has no ${minor}x for ${platform()}`)
}

/** The reply, once its head is there; its body may take longer. */
const get = async (url: string): Promise<Response> => {
  const abort = new AbortController()
  const late = setTimeout(() => {
    abort.abort(new Error(`no answer within ${ANSWERS_WITHIN / 1000} s`))
  }, ANSWERS_WITHIN)
  try {
    const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(ARRIVES_WITHIN)])
    const response = await fetch(url, { signal })
    if (!response.ok) throw new Error(`${url} answers ${response.status}`)
    return response
  } catch (error) {
    // fetch says only "fetch failed"; what failed is its cause.
    throw error instanceof Error && error.cause instanceof Error ? error.cause : error
  } finally {
    clearTimeout(late)
  }
}

/** Fills `into` with kube-apiserver, etcd and kubectl; refuses an archive whose hash is not the index's. */
export const download = async (
  into: string,
  tell: (line: string) => void,
  indexUrl: string = INDEX,
): Promise<void> => {
  const index = parse(await (await get(indexUrl)).text()) as Index
  const { name, archive } = choose(index)
  tell(`downloading ${name}`)
  const bytes = Buffer.from(await (await get(archive.selfLink)).arrayBuffer())
  const hash = createHash('sha512').update(bytes).digest('hex')
  if (hash !== archive.hash) throw new Error(`${name} does not have the hash that the index says`)
  const file = join(into, name)
  writeFileSync(file, bytes)
  // The archive keeps them in controller-tools/envtest/.
  const tar = await exec('tar', ['-xzf', file, '--strip-components=2', '-C', into])
  if (tar.code !== 0) throw new Error(`${name} can not be unpacked: ${tar.stderr.trim()}`)
}
