/** An API server as a cluster is that this program was installed on, with upstream's kinds where they are known. */
import { runCli } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { upstreamCrds } from '../controlplane/upstream.ts'

export const startInstalled = async (): Promise<ControlPlane> => {
  const upstream = upstreamCrds()
  const plane = await startControlPlane({
    crds: upstream === undefined ? [] : [await gatewayApiCrds(), upstream],
  })
  const { code, stderr } = await runCli(['install'], { env: { KUBECONFIG: plane.kubeconfig } })
  if (code === 0) return plane
  await plane.stop()
  throw new Error(`install: ${stderr}`)
}
