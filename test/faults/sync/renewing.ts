/** A kubeconfig whose user is a credential plugin that gives another token each time. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Renewing {
  readonly kubeconfig: string
  /** How often the plugin was asked. */
  asked(): number
}

/** The nth token is `token-N`. `upstream`: a kubeconfig that leads to the same cluster as another user. */
export const renewing = (upstream: string, directory: string): Renewing => {
  const [log, script, kubeconfig] = ['asked', 'plugin.sh', 'renewing.kubeconfig'].map((name) =>
    join(directory, name),
  ) as [string, string, string]
  const status = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: 'token-N' },
  }
  const text = JSON.stringify(status).replace('-N', "-'$(wc -l < \"$log\" | tr -d ' ')'")
  writeFileSync(log, '')
  writeFileSync(script, `#!/bin/sh\nlog='${log}'\necho asked >> "$log"\necho '${text}'\n`, { mode: 0o755 })
  const config = JSON.parse(readFileSync(upstream, 'utf8')) as { users: { name: string; user: object }[] }
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: script,
    interactiveMode: 'Never',
    env: null,
  }
  const users = config.users.map(({ name }) => ({ name, user: { exec } }))
  writeFileSync(kubeconfig, JSON.stringify({ ...config, users }), { mode: 0o600 })
  return { kubeconfig, asked: () => readFileSync(log, 'utf8').split('\n').length - 1 }
}
