/**
 * Which cluster, and who one is there: reads kubeconfig files as kubectl does. `--kubeconfig` is that file
 * alone; KUBECONFIG is a list of which the first to name something counts and absent files are passed over;
 * then ~/.kube/config; then, in a pod, the service account. Paths in a file are relative to that file.
 */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve, sep } from 'node:path'
import { FAILSAFE_SCHEMA, load } from 'js-yaml'
import { ClusterError } from '../model/cluster-error.ts'
import { inCluster } from './pod.ts'
import { Settings } from './settings.ts'

export interface Connection {
  /** The context's name, or `in-cluster`. */
  readonly context: string
  readonly cluster: Settings
  readonly user: Settings
  /** The name of the user's entry. */
  readonly userName: string
}

export interface ConnectionOptions {
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
  /** Where a pod finds the credentials of its service account. */
  readonly serviceAccount?: string | undefined
}

export type Environment = Readonly<Record<string, string | undefined>>

interface Entries {
  readonly contexts: Map<string, Settings>
  readonly clusters: Map<string, Settings>
  readonly users: Map<string, Settings>
  current: string | undefined
}

const readEntries = (file: string, into: Entries): boolean => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false
    throw new ClusterError(
      'kubeconfig-unreadable',
      0,
      `can not read the kubeconfig ${file}: ${reason(error)}`,
    )
  }
  let root: Settings
  try {
    // Every scalar as the text that stands there, so that a token of digits stays what it is.
    root = new Settings(text.trim() === '' ? {} : load(text, { schema: FAILSAFE_SCHEMA }), file)
  } catch (error) {
    throw new ClusterError(
      'kubeconfig-unreadable',
      0,
      `the kubeconfig ${file} is not YAML: ${placeOf(error)}`,
    )
  }
  if (!root.isMapping) throw new ClusterError('kubeconfig-unreadable', 0, `${file} is not a kubeconfig`)
  for (const [list, key, entries] of [
    ['contexts', 'context', into.contexts],
    ['clusters', 'cluster', into.clusters],
    ['users', 'user', into.users],
  ] as const)
    for (const entry of root.items(list)) {
      const name = entry.text('name')
      if (name !== undefined && !entries.has(name)) entries.set(name, entry.at(key))
    }
  into.current ??= root.text('current-context')
  return true
}

const reason = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException
  return code === 'EACCES' ? 'permission denied' : code === 'EISDIR' ? 'it is a directory' : message
}

/** The first line of js-yaml's message; what follows shows the file's text, which may hold credentials. */
const placeOf = (error: unknown): string => (error as Error).message.split('\n')[0] ?? ''

const filesOf = (explicit: string | undefined, env: Environment): string[] => {
  if (explicit !== undefined && explicit !== '') return [resolve(explicit)]
  const listed = (env['KUBECONFIG'] ?? '').split(delimiter).filter((file) => file !== '')
  return listed.length > 0
    ? [...new Set(listed.map((file) => resolve(file)))]
    : [join(env['HOME'] ?? homedir(), '.kube', 'config')]
}

/** Finds the connection; throws `no-kubeconfig`, `kubeconfig-unreadable` or `no-such-context`. */
export const findConnection = (options: ConnectionOptions, env: Environment): Connection => {
  const entries: Entries = { contexts: new Map(), clusters: new Map(), users: new Map(), current: undefined }
  const files = filesOf(options.kubeconfig, env)
  const found = files.filter((file) => readEntries(file, entries))
  const places = files.join(', ')
  if (found.length === 0 && options.kubeconfig)
    throw new ClusterError('kubeconfig-unreadable', 0, `there is no file ${places}`, {
      hint: 'name another kubeconfig with --kubeconfig, or leave the flag out for the usual one',
    })
  const name = options.context === '' ? entries.current : (options.context ?? entries.current)
  if (name === undefined && !options.kubeconfig) {
    const pod = inCluster(env, options.serviceAccount)
    if (pod !== undefined) return pod
  }
  if (found.length === 0)
    throw new ClusterError('no-kubeconfig', 0, `no cluster is configured: there is no file ${places}`, {
      hint: 'name a kubeconfig with --kubeconfig FILE or KUBECONFIG',
    })
  const known = [...entries.contexts.keys()]
  const hint =
    known.length > 0
      ? `its contexts: ${known.join(', ')}`
      : 'it has no contexts: name another with --kubeconfig'
  if (name === undefined)
    throw new ClusterError('no-such-context', 0, `no current context is set in ${places}`, {
      hint: known.length > 0 ? `choose one with --context: ${known.join(', ')}` : hint,
    })
  const context = entries.contexts.get(name)
  if (context === undefined)
    throw new ClusterError('no-such-context', 0, `there is no context ${name} in ${places}`, { hint })
  return connectionOf(name, context, entries)
}

const connectionOf = (name: string, context: Settings, entries: Entries): Connection => {
  const entry = (kind: 'cluster' | 'user', known: Map<string, Settings>, wanted: string): Settings => {
    const settings = known.get(wanted)
    if (settings !== undefined) return settings
    const message = `context ${name} names the ${kind} ${wanted}, which no kubeconfig file holds`
    throw new ClusterError('kubeconfig-unreadable', 0, message)
  }
  const clusterName = context.text('cluster') ?? ''
  const userName = context.text('user') ?? ''
  const cluster = entry('cluster', entries.clusters, clusterName)
  if (!/^https?:\/\/[^/]/.test(cluster.text('server') ?? ''))
    throw new ClusterError(
      'kubeconfig-unreadable',
      0,
      `cluster ${clusterName} of context ${name} has no server URL`,
    )
  // A context without a user is anonymous, as `kubectl proxy` wants it.
  const user = userName === '' ? new Settings({}, cluster.file) : entry('user', entries.users, userName)
  return { context: name, cluster, user, userName: userName === '' ? 'anonymous' : userName }
}

/** A command with a path in it is relative to the kubeconfig; a bare one is looked for on PATH. */
export const commandOf = (command: string, file: string): string =>
  command.includes(sep) ? resolve(dirname(file), command) : command
