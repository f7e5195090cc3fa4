import type { Cluster } from '../../model/cluster.ts'

/** Connects as kubectl would, and passes the API server's warnings on; loads the Kubernetes client only then. */
export const connect = async (flags: {
  readonly context?: string | undefined
  readonly kubeconfig?: string | undefined
}): Promise<Cluster> => {
  const { connect: open } = await import('../../cluster/connect.ts')
  const { context, kubeconfig } = flags
  return open({ context, kubeconfig, onWarning: (warning) => process.stderr.write(`warning: ${warning}\n`) })
}
