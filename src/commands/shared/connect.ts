import type { Cluster } from '../../model/cluster.ts'
import { clusterFlags } from './cluster-flags.ts'
import { durationOf } from './duration.ts'

/** Of clusterFlags. */
export interface ClusterFlags {
  readonly context?: string | undefined
  readonly kubeconfig?: string | undefined
  readonly 'request-timeout'?: string | undefined
  readonly cluster?: string | undefined
  readonly user?: string | undefined
  readonly server?: string | undefined
  readonly token?: string | undefined
  readonly 'tls-server-name'?: string | undefined
  readonly 'insecure-skip-tls-verify'?: boolean
  readonly 'certificate-authority'?: string | undefined
  readonly 'client-certificate'?: string | undefined
  readonly 'client-key'?: string | undefined
  readonly as?: string | undefined
  readonly 'as-uid'?: string | undefined
  readonly 'as-group'?: readonly string[]
  readonly 'as-user-extra'?: readonly string[]
}

/** Connects as kubectl would, and passes the API server's warnings on; loads the Kubernetes client only then. */
export const connect = async (flags: ClusterFlags): Promise<Cluster> => {
  const limit = flags['request-timeout']
  const timeout = limit === undefined ? undefined : durationOf('request-timeout', limit, 'means none')
  const { connect: open } = await import('../../cluster/connect.ts')
  // Only these: a command has flags of its own, such as --env.
  const given = Object.fromEntries(
    Object.keys(clusterFlags).map((name) => [name, flags[name as keyof ClusterFlags]]),
  ) as ClusterFlags
  return open({
    ...given,
    timeout,
    onWarning: (warning) => process.stderr.write(`warning: ${warning}\n`),
  })
}
