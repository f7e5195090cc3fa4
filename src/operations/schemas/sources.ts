/** Where CRDs are taken from: a cluster, files, a URL. */
import type { Readable } from 'node:stream'
import { UserError, usageError } from '../../errors.ts'
import { STDIN } from '../../manifest/read.ts'
import type { Cluster } from '../../model/cluster.ts'
import { ClusterError, isClusterError } from '../../model/cluster-error.ts'
import { CLUSTER_SOURCE } from '../../model/schema-lock.ts'
import { crdTexts, parseCrds } from './crd-files.ts'
import { isMasked, pathLabel, urlLabel } from './source-label.ts'

export interface SourceContent {
  readonly values: readonly unknown[]
  /** Of a cluster. */
  readonly kubernetes?: string
}

export interface Source {
  readonly label: string
  read(): Promise<SourceContent>
}

export interface SourceContext {
  readonly root: string
  readonly cwd: string
  readonly stdin: Readable
  readonly connect: () => Promise<Cluster>
  readonly download: (url: URL, label: string) => Promise<Buffer>
}

const CRD = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' }

export const clusterSource = ({ connect }: SourceContext): Source => ({
  label: CLUSTER_SOURCE,
  read: async () => {
    const cluster = await connect()
    try {
      const [values, kubernetes] = await Promise.all([cluster.list(CRD), cluster.version()])
      return { values, ...(kubernetes === undefined ? {} : { kubernetes }) }
    } catch (error) {
      if (!isClusterError(error, 'forbidden')) throw error
      const { status, message } = error
      throw new ClusterError('forbidden', status, message, {
        hint: 'ask for the right to list customresourcedefinitions, or name a file or a URL of the CRDs',
        cause: error,
      })
    }
  },
})

const pathSource = (path: string, { root, cwd, stdin }: SourceContext): Source => ({
  label: path === STDIN ? STDIN : pathLabel(root, cwd, path),
  read: async () => ({ values: (await crdTexts(path, stdin)).flatMap((text) => text.values()) }),
})

const urlSource = (url: URL, { download }: SourceContext): Source => {
  const label = urlLabel(url)
  return {
    label,
    read: async () => {
      const bytes = await download(url, label)
      if (/^\s*</.test(bytes.toString('latin1', 0, 200)))
        throw new UserError('bad-crd', `${label} is a page of HTML or XML, and no YAML`, {
          hint: 'name the file itself; on GitHub that is the URL behind "Raw"',
        })
      return { values: parseCrds(label, bytes) }
    },
  }
}

/** Whether a URL may be fetched at all is for who fetches it to say. */
export const sourceOf = (word: string, context: SourceContext): Source => {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(word)) return pathSource(word, context)
  const url = URL.parse(word)
  // The text may hold a password.
  if (url === null) throw usageError('a source that begins like a URL is none', 'write https://HOST/PATH')
  return urlSource(url, context)
}

/** The source that the lock names. Throws `no-source` where it does not name all of it. */
export const recordedSource = (label: string, context: SourceContext): Source => {
  if (label === CLUSTER_SOURCE) return clusterSource(context)
  if (label === STDIN || isMasked(label))
    throw new UserError('no-source', `the lock does not say all of the source ${label}`, {
      hint: 'name the source: `kubectl agentgw schemas pull --check SOURCE`',
    })
  return sourceOf(label, { ...context, cwd: context.root })
}
