import type { Cluster } from '../../model/cluster.ts'

/** Connects as kubectl would; loads the Kubernetes client only then. */
export const connect = async (flags: {
  context?: string | undefined
  kubeconfig?: string | undefined
}): Promise<Cluster> => {
  const { connect: open } = await import('../../cluster/connect.ts')
  return open(flags)
}
