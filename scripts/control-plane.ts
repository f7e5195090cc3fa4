/**
 * `npm run --silent control-plane [-- CRDS…]`: a real API server with etcd, on loopback, for trying the
 * program by hand. It has the CRDs of the Gateway API, upstream's where they are known, and those of the
 * files and folders that are named. It runs, and keeps what is put into it, until Ctrl-C.
 */
import { resolve } from 'node:path'
import { gatewayApiCrds } from '../test/controlplane/gateway-api.ts'
import { startControlPlane } from '../test/controlplane/start.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../test/controlplane/upstream.ts'

const upstream = upstreamCrds()
if (upstream === undefined)
  process.stderr.write(`control plane: without upstream's kinds: ${NEEDS_UPSTREAM_CRDS}\n`)
const named = process.argv.slice(2).map((path) => resolve(path))
const crds = [await gatewayApiCrds(), ...(upstream === undefined ? [] : [upstream]), ...named]
const controlPlane = await startControlPlane({ crds })

process.stdout.write(`export KUBECONFIG=${controlPlane.kubeconfig}\n`)
process.stderr.write(
  `control plane: ${controlPlane.url} is ready; run the line above in another shell (kubectl: ` +
    `${controlPlane.kubectlPath}), and press Ctrl-C here to end it\n`,
)
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void controlPlane.stop().then(() => process.exit(0))
  })
