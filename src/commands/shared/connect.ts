import { usageError } from '../../errors.ts'
import type { Cluster } from '../../model/cluster.ts'

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

/** Connects as kubectl would, and passes the API server's warnings on; loads the Kubernetes client only then. */
export const connect = async (flags: {
  readonly context?: string | undefined
  readonly kubeconfig?: string | undefined
  readonly 'request-timeout'?: string | undefined
}): Promise<Cluster> => {
  const timeout = requestTimeout(flags['request-timeout'])
  const { connect: open } = await import('../../cluster/connect.ts')
  const { context, kubeconfig } = flags
  return open({
    context,
    kubeconfig,
    timeout,
    onWarning: (warning) => process.stderr.write(`warning: ${warning}\n`),
  })
}
