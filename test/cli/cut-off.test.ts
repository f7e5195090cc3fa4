/** A reader who leaves, and Ctrl-C: what the exit code says then. Both with a cluster: test/cluster/cut-off.test.ts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { startCli } from './run-live.ts'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-cut-off-'))
  mkdirSync(join(root, 'manifests'))
  writeFileSync(join(root, 'agentgw.yaml'), 'name: lab\n')
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

const write = (text: string): void => {
  writeFileSync(join(root, 'manifests/a.yaml'), text)
}

it('a reader of stderr who leaves does not change the exit code', async () => {
  const run = startCli(['validate', '--nosuch'], root)
  run.child.stderr!.destroy()
  expect(await run.ended).toBe(2)
})

describe('Ctrl-C', () => {
  it('waits for what is under way, and the second one does not', async () => {
    write('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n')
    // Everything is empty, and a write never ends.
    const server = createServer((request, response) => {
      const list = JSON.stringify({ kind: 'List', apiVersion: 'v1', metadata: {}, items: [] })
      if (request.method === 'GET') response.setHeader('Content-Type', 'application/json').end(list)
      else server.emit('write')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const kubeconfig = join(root, 'kubeconfig')
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'x', cluster: { server: url } }],
      users: [{ name: 'x', user: {} }],
      contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
      'current-context': 'x',
    }
    writeFileSync(kubeconfig, JSON.stringify(config))
    const writing = new Promise((resolve) => server.once('write', resolve))
    const run = startCli(['apply'], root, { KUBECONFIG: kubeconfig })
    await writing
    run.child.kill('SIGINT')
    await run.until('stderr', 'interrupted:')
    expect(run.child.exitCode).toBeNull()
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(run.printed.stdout).toBe('')
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})
