/** Writes kubeconfig files for one control plane. */
import { writeFileSync } from 'node:fs'
import type { Credential } from './certificates.ts'

const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Readable by this user only; the context is `test`, its namespace `default`. */
export const writeKubeconfig = (
  file: string,
  cluster: { readonly url: string; readonly authority: string },
  user: { readonly name: string; readonly credential: Credential },
): void => {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: user.name } }],
    clusters: [
      {
        name: 'test',
        cluster: { server: cluster.url, 'certificate-authority-data': base64(cluster.authority) },
      },
    ],
    users: [
      {
        name: user.name,
        user: {
          'client-certificate-data': base64(user.credential.certificate),
          'client-key-data': base64(user.credential.key),
        },
      },
    ],
  }
  writeFileSync(file, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 })
}
