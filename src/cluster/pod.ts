/** The cluster that this process runs in as a pod, by its service account. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Connection } from './kubeconfig.ts'
import type { Environment } from './kubeconfig-files.ts'
import { Settings } from './settings.ts'

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount'

/** What its context is called. */
export const IN_CLUSTER = 'in-cluster'

/** Undefined where this is no pod. */
export const inCluster = (env: Environment, directory = SERVICE_ACCOUNT): Connection | undefined => {
  const host = env['KUBERNETES_SERVICE_HOST']
  const port = env['KUBERNETES_SERVICE_PORT']
  if (host === undefined || port === undefined || host === '' || port === '') return undefined
  try {
    readFileSync(join(directory, 'token'))
  } catch {
    return undefined
  }
  return {
    context: IN_CLUSTER,
    userName: 'the service account of this pod',
    cluster: new Settings(
      {
        server: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
        'certificate-authority': join(directory, 'ca.crt'),
      },
      directory,
    ),
    user: new Settings({ tokenFile: join(directory, 'token') }, directory),
  }
}
