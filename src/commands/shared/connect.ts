import { usageError } from '../../errors.ts'
import type { Cluster } from '../../model/cluster.ts'
import { clusterFlags } from './cluster-flags.ts'

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** As kubectl takes it: seconds, or numbers with units such as 1m30s. In milliseconds; 0 means none. */
const requestTimeout = (said: string | undefined): number | undefined => {
  if (said === undefined) return undefined
  if (/^\d+$/.test(said)) return Number(said) * 1000
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(said))
    throw usageError(
      `--request-timeout ${said} is no length of time`,
      'such as 10s, 1m30s or 500ms; 0 means none',
    )
  const parts = [...said.matchAll(/([\d.]+)(ms|s|m|h)/g)]
  return parts.reduce((sum, [, number, unit = '']) => sum + Number(number) * (UNITS[unit] ?? 0), 0)
}

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
  const timeout = requestTimeout(flags['request-timeout'])
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
