import { describe, expect, it } from 'vitest'
import { refKey, refOf, type Resource } from '../../../src/model/resource.ts'
import { prefixNotes } from '../../../src/operations/kill-switch/denial-problems.ts'
import { NAMESPACE } from '../../fixtures/objects.ts'

const shared: Resource = {
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'AgentgatewayBackend',
  metadata: { name: 'shared', namespace: NAMESPACE },
  spec: { mcp: { targets: [{ name: 'files' }, { name: 'web' }] } },
}
const ref = refOf(shared)
const notes = (part: object) => prefixNotes([{ ref, part }], new Map([[refKey(ref), shared]]))

describe('a tool named with the prefix of its target', () => {
  it('is told, with the command that means it', () => {
    expect(notes({ tool: 'files_write' })).toEqual([
      expect.stringContaining(`revoke 'agentgatewaybackend/shared#files:write' -n ${NAMESPACE}`) as string,
    ])
  })

  it.each([{ tool: 'write' }, { tool: 'other_write' }, { target: 'files', tool: 'files_write' }])(
    '%j is none',
    (part) => {
      expect(notes(part)).toEqual([])
    },
  )
})
