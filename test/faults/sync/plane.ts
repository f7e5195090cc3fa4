/** An API server with the kinds of these tests: the own ones and Gateway API's. */
import { join } from 'node:path'
import { ROOT } from '../../cli/environment.ts'
import { gatewayApiCrds } from '../../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../../controlplane/start.ts'

export const startForSync = async (): Promise<ControlPlane> =>
  startControlPlane({ crds: [await gatewayApiCrds(), join(ROOT, 'schemas/crds')] })
