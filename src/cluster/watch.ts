/** A watch: what happens to the objects of a kind, as the API server tells it line by line. */
import { ClusterError } from '../model/cluster-error.ts'
import type { KindRef, WatchEvent, WatchOptions } from '../model/cluster.ts'
import type { Resource } from '../model/resource.ts'
import type { Api } from './api.ts'
import type { Status } from './refusal.ts'

/** Between these the server is asked to end a watch: not all of them at once. */
const [SHORTEST, LONGEST] = [300, 600] as const

const expired = ({ kind }: KindRef): ClusterError =>
  new ClusterError('watch-expired', 410, `the API server has forgotten where the watch of ${kind} stood`)

/** Throws what the refusal of a watch says, be it its reply or an event in it. */
export async function* watchAll(
  api: Api,
  kind: KindRef,
  path: string,
  { resourceVersion, selector, signal, seconds, onOpen }: WatchOptions,
): AsyncGenerator<WatchEvent> {
  const timeout = seconds ?? Math.round(SHORTEST + Math.random() * (LONGEST - SHORTEST))
  const query = new URLSearchParams({
    watch: 'true',
    allowWatchBookmarks: 'true',
    resourceVersion,
    timeoutSeconds: String(timeout),
  })
  if (selector !== undefined) query.set('labelSelector', selector)
  const answer = await api.stream(
    { method: 'GET', path: `${path}?${query.toString()}`, repeatable: true },
    signal,
  )
  const what = `objects of kind ${kind.kind}`
  if ('is' in answer) {
    if (answer.is === 'refused' && answer.http === 410) throw expired(kind)
    if (answer.is !== 'found') throw api.refused(answer, what, kind)
    return
  }
  if (!signal.aborted) onOpen?.()
  for await (const { type, object } of answer) {
    if (type === 'ERROR') {
      const { code = 500, ...status } = object as Status & { code?: number }
      if (code === 410) throw expired(kind)
      throw api.refused({ is: 'refused', http: code, status, unsure: false, tried: '' }, what, kind)
    }
    const resource = { ...(object as Resource), apiVersion: kind.apiVersion, kind: kind.kind }
    if (type === 'BOOKMARK') yield { type, resourceVersion: resource.metadata.resourceVersion ?? '' }
    else if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') yield { type, object: resource }
  }
}
