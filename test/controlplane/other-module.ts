/**
 * The Go module of another version of Kubernetes than the pinned one, made when it is built: k8s.io/kubernetes with each of
 * its staging modules replaced by the published version of it.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

type Go = (args: readonly string[]) => Promise<string>

/** Writes the module into `directory`; `go` runs there. */
export const writeModule = async (directory: string, version: string, go: Go): Promise<void> => {
  const { GoMod } = JSON.parse(await go(['mod', 'download', '-json', `k8s.io/kubernetes@${version}`])) as {
    GoMod: string
  }
  const staging = [...readFileSync(GoMod, 'utf8').matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging\//gm)]
  const published = version.replace(/^v1\./, 'v0.')
  const module = [
    'module agentgw.dev/test/controlplane',
    'go 1.22',
    `require k8s.io/kubernetes ${version}`,
    'replace (',
    ...staging.map(([, name]) => `\t${name} => ${name} ${published}`),
    ')',
    '',
  ]
  writeFileSync(join(directory, 'go.mod'), module.join('\n'))
  writeFileSync(
    join(directory, 'tools.go'),
    '//go:build tools\n\npackage controlplane\n\nimport _ "k8s.io/kubernetes/cmd/kube-apiserver"\n',
  )
  await go(['mod', 'tidy'])
}
