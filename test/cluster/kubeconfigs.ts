/** Kubeconfig files for tests, made from the one of a control plane's administrator. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ClusterError } from '../../src/model/cluster-error.ts'

export type Entry = Record<string, unknown>

/** The cluster's and the user's entry of the administrator's kubeconfig. */
export const entriesOf = (kubeconfig: string): { cluster: Entry; user: Entry } => {
  const config = JSON.parse(readFileSync(kubeconfig, 'utf8')) as {
    clusters: { cluster: Entry }[]
    users: { user: Entry }[]
  }
  return { cluster: config.clusters[0]!.cluster, user: config.users[0]!.user }
}

export const config = (cluster: Entry, user: Entry, context = 'test'): Entry => ({
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': context,
  contexts: [{ name: context, context: { cluster: 'c', user: 'u' } }],
  clusters: [{ name: 'c', cluster }],
  users: [{ name: 'u', user }],
})

/** Writes kubeconfig files into `directory`; a text is written as it is. */
export const writer = (directory: string) => {
  let count = 0
  return (content: Entry | string, name = `${++count}.kubeconfig`): string => {
    const file = join(directory, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 })
    return file
  }
}

/** The error that `job` fails with; anything but a ClusterError of ours fails the test. */
export const failureOf = async (job: Promise<unknown>): Promise<ClusterError> => {
  const error = await job.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  if (error instanceof ClusterError) return error
  throw new Error(`no ClusterError, but ${String(error)}`)
}
