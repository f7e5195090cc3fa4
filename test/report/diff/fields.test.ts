import { expect, it } from 'vitest'
import type { Change, ObjectState } from '../../../src/model/sync.ts'
import { diffFields } from '../../../src/report/diff/fields.ts'
import { diffFiles } from '../../../src/report/diff/files.ts'

const ref = { apiVersion: 'agentgateway.dev/v1alpha1', kind: 'MCPBackend', namespace: 'n', name: 'files' }
const writerOf = () => ({ manager: 'kubectl-edit' })
const drifted = (...changes: Change[]): ObjectState => ({ ref, state: 'Drifted', changes })

it('a line for each field, live first, credentials masked', () => {
  const text = diffFields(
    [
      drifted(
        { op: 'replace', path: 'spec.mcp.stdio.cmd', from: 'uvx', to: 'npx', by: 'folder' },
        { op: 'add', path: 'metadata.labels.team', to: 'a', by: 'cluster' },
        { op: 'remove', path: 'spec.x', from: { a: [1] }, by: 'both' },
        { op: 'replace', path: 'spec.key', from: 'hunter2', to: 'hunter3', secret: true },
        { op: 'add', path: 'spec.args[0]', to: '--token=s3cr3t-s3cr3t' },
      ),
      { ref: { ...ref, name: 'same' }, state: 'InSync', changes: [] },
      { ref: { ...ref, name: 'new' }, state: 'OnlyInFolder', changes: [{ op: 'add', path: '', to: {} }] },
      {
        ref: { ...ref, name: 'old' },
        state: 'OnlyInCluster',
        changes: [{ op: 'remove', path: '', from: {} }],
      },
    ],
    { writerOf },
  )
  expect(text).toBe(`\
mcpbackend/files -n n: drifted
  ~ spec.mcp.stdio.cmd: "uvx" → "npx"
  + metadata.labels.team: "a"   (changed in the cluster by kubectl-edit)
  - spec.x: {"a":[1]}   (changed in the cluster by kubectl-edit, and in the folder)
  ~ spec.key: "***" → "***"
  + spec.args[0]: "--token=***"
mcpbackend/new -n n: only in the folder
  + the whole object
mcpbackend/old -n n: only in the cluster
  - the whole object
`)
})

it('files as kubectl names them, empty where there is no object', () => {
  const object = { apiVersion: ref.apiVersion, kind: ref.kind, metadata: { name: 'files', namespace: 'n' } }
  const service = { apiVersion: 'v1', kind: 'Service', name: 'a:b/c' }
  const files = diffFiles(
    [
      { ref, state: 'OnlyInFolder', changes: [{ op: 'add', path: '', to: object }], desired: object },
      { ref: service, state: 'OnlyInCluster', changes: [{ op: 'remove', path: '' }], live: object },
    ],
    (one) => `${JSON.stringify(one)}\n`,
  )
  expect(files).toEqual([
    { name: 'agentgateway.dev.v1alpha1.MCPBackend.n.files', live: '', merged: `${JSON.stringify(object)}\n` },
    { name: 'v1.Service..a:b_c', live: `${JSON.stringify(object)}\n`, merged: '' },
  ])
})
