import { expect, it } from 'vitest'
import { forestOf } from '../../../src/plan/tree.ts'
import { overviewTree } from '../../../src/report/get/tree.ts'
import { entriesOf, object, revocation, route, to } from '../../plan/gateway.ts'

const show = (...of: Parameters<typeof entriesOf>): string => overviewTree(forestOf(entriesOf(...of), []))

it('a tree: names, then what the controller says, then what each is about', () => {
  const gateway = object('Gateway', 'gw', { listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] })
  const openai = object('AgentgatewayBackend', 'openai', {
    ai: { provider: { openai: { model: 'gpt-4o' } } },
  })
  const files = object('MCPBackend', 'files', {
    mcp: { stdio: { cmd: 'npx', args: ['@scope/files', '--key=hunter22'] } },
  })
  const objects = [
    gateway,
    openai,
    {
      ...route('AIRoute', 'files', [to('Gateway', 'gw')], to('MCPBackend', 'files')),
      metadata: { name: 'files', namespace: 'there', creationTimestamp: '2026-01-01T00:00:00Z' },
    },
    route('HTTPRoute', 'web', [to('Gateway', 'gw')], to('MCPBackend', 'files'), to('MCPBackend', 'none')),
    object('ReferenceGrant', 'grant', {
      from: [to('HTTPRoute', '', { namespace: 'there', name: undefined })],
      to: [to('MCPBackend', 'files')],
    }),
  ]
  expect(show(objects, [revocation(files)])).toBe(`\
gateway/gw -n here                     Unknown (no controller)
├─ listener http                                                 HTTP 80
└─ httproute/web                       Unknown (no controller)   /web
   ├─ mcpbackend/files                 (revoked)                 @scope/files; revoked by alice, 2026-01-02T00:00:00Z (20260101-000000-abcdef): reads too much
   └─ mcpbackend/none                  (missing)
gateway/gw -n there                    (missing)
└─ airoute/files                       Unknown (no controller)   /files
   └─ mcpbackend/files                 (missing)

no Gateway leads to
  agentgatewaybackend/openai -n here   Unknown (no controller)   gpt-4o at api.openai.com

allowed between namespaces
  referencegrant/grant -n here         -                         from httproute -n there to mcpbackend/files
`)
})

it('nothing is told of nothing', () => {
  expect(show([])).toBe('')
})
