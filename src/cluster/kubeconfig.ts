/**
 * Which cluster, and who one is there: reads kubeconfig files as kubectl does. `--kubeconfig` is that file
 * alone; KUBECONFIG is a list of which the first to name something counts and absent files are passed over;
 * then ~/.kube/config; then, in a pod, the service account. Flags outrank all of it. Paths in a file are relative
 * to that file.
 */
import { dirname, resolve, sep } from 'node:path'
import { ClusterError } from '../model/cluster-error.ts'
import { type Environment, type Kubeconfig, readKubeconfig } from './kubeconfig-files.ts'
import { overrideCluster, type Overrides, overrideUser } from './overrides.ts'
import { inCluster } from './pod.ts'
import { isServerUrl } from './server-url.ts'
import { Settings } from './settings.ts'

export interface Connection {
  /** The context's name, `in-cluster`, or `none` where flags say all. */
  readonly context: string
  readonly cluster: Settings
  readonly user: Settings
  /** The name of the user's entry. */
  readonly userName: string
  /** Nobody is to be asked or told anything: a plugin that would is none. */
  readonly unattended?: boolean | undefined
}

export interface ConnectionOptions extends Overrides {
  readonly kubeconfig?: string | undefined
  readonly context?: string | undefined
  /** Where a pod finds the credentials of its service account. */
  readonly serviceAccount?: string | undefined
  /** Nobody is to be asked or told anything by a credential plugin. */
  readonly unattended?: boolean | undefined
}

export const NO_CONTEXT = 'none'

const overridden = (connection: Connection, options: ConnectionOptions): Connection => {
  const user = overrideUser(connection.user, options)
  return {
    ...connection,
    unattended: options.unattended,
    cluster: overrideCluster(connection.cluster, options),
    user,
    // For servers that do not tell: who acts as somebody is that one.
    userName: user.text('as') ?? connection.userName,
  }
}

/** Throws `no-such-context` where there is none of that name, or none at all where one is needed. */
const contextOf = (
  name: string | undefined,
  kubeconfig: Kubeconfig,
  options: ConnectionOptions,
): Settings => {
  const known = [...kubeconfig.contexts.keys()]
  const places = kubeconfig.files.join(', ')
  if (name === undefined) {
    if (options.server || options.cluster) return new Settings({}, resolve('.', 'flags'))
    throw new ClusterError('no-such-context', 0, `no current context is set in ${places}`, {
      hint:
        known.length > 0
          ? `choose one with --context: ${known.join(', ')}`
          : 'it has no contexts: name another with --kubeconfig',
    })
  }
  const context = kubeconfig.contexts.get(name)
  if (context !== undefined) return context
  throw new ClusterError('no-such-context', 0, `there is no context ${name} in ${places}`, {
    hint:
      known.length > 0
        ? `its contexts: ${known.join(', ')}`
        : 'it has no contexts: name another with --kubeconfig',
  })
}

const entryOf = (
  what: 'cluster' | 'user',
  known: ReadonlyMap<string, Settings>,
  name: string,
  { from, places }: { readonly from: string; readonly places: string },
): Settings => {
  const entry = known.get(name)
  if (entry !== undefined) return entry
  const said = name === '' ? `no ${what}, which it must` : `the ${what} ${name}, which no kubeconfig holds`
  const names = [...known.keys()].join(', ')
  throw new ClusterError(
    what === 'cluster' ? 'no-such-cluster' : 'no-such-user',
    0,
    `${from} names ${said} (${places})`,
    {
      hint:
        names === ''
          ? `there are no ${what}s in it: fetch a new kubeconfig`
          : `its ${what}s: ${names}; choose one with --${what}`,
    },
  )
}

/** Contradictions that kubectl refuses, too: to guess which side is meant would be to guess whom to trust. */
const checkCluster = (cluster: Settings, where: string): void => {
  const refuse = (what: string, hint: string): never => {
    throw new ClusterError('kubeconfig-invalid', 0, `${where} ${what}`, { hint })
  }
  if (!isServerUrl(cluster.text('server') ?? ''))
    refuse('has no server URL that can be asked', 'fetch a new kubeconfig, or name the server with --server')
  const authority = cluster.has('certificate-authority') || cluster.has('certificate-authority-data')
  if (cluster.flag('insecure-skip-tls-verify') && authority)
    refuse(
      'has both a certificate authority and insecure-skip-tls-verify',
      'take one of them out of the kubeconfig, or say --insecure-skip-tls-verify or --certificate-authority',
    )
}

/** Finds the connection; throws a ClusterError with a code of src/codes/connection.ts. */
export const findConnection = (options: ConnectionOptions, env: Environment): Connection => {
  const kubeconfig = readKubeconfig(options.kubeconfig, env)
  const name = (options.context === '' ? undefined : options.context) ?? kubeconfig.current
  if (name === undefined && !options.kubeconfig && !options.cluster) {
    const pod = inCluster(env, options.serviceAccount)
    if (pod !== undefined) return overridden(pod, options)
  }
  const places = kubeconfig.files.join(', ')
  if (kubeconfig.found.length === 0 && !options.server)
    throw new ClusterError('no-kubeconfig', 0, `no cluster is configured: there is no file ${places}`, {
      hint: 'name a kubeconfig with --kubeconfig FILE or KUBECONFIG',
    })
  const context = contextOf(name, kubeconfig, options)
  const entry = (what: 'cluster' | 'user', known: ReadonlyMap<string, Settings>): [string, Settings] => {
    const flag = options[what] === '' ? undefined : options[what]
    const wanted = flag ?? context.text(what) ?? ''
    // A context without a user is anonymous, as `kubectl proxy` wants it; one without a cluster may have flags for it.
    if (wanted === '' && (what === 'user' || options.server)) return ['', new Settings({}, context.file)]
    const from = flag === undefined ? `context ${name ?? NO_CONTEXT}` : `--${what}`
    return [wanted, entryOf(what, known, wanted, { from, places })]
  }
  const [clusterName, cluster] = entry('cluster', kubeconfig.clusters)
  const [userName, user] = entry('user', kubeconfig.users)
  const found = overridden(
    { context: name ?? NO_CONTEXT, cluster, user, userName: userName === '' ? 'anonymous' : userName },
    options,
  )
  checkCluster(found.cluster, clusterName === '' ? 'the cluster' : `the cluster ${clusterName}`)
  return found
}

/** A command with a path in it is relative to the kubeconfig; a bare one is looked for on PATH. */
export const commandOf = (command: string, file: string): string =>
  command.includes(sep) ? resolve(dirname(file), command) : command
