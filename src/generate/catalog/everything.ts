import type { CatalogEntry } from './entry.ts'

export const everything: CatalogEntry = {
  name: 'everything',
  summary: 'shows every feature of MCP; for trying out clients and gateways',
  registry: 'npm',
  package: '@modelcontextprotocol/server-everything',
  version: '2026.8.31',
  // Its one argument chooses a transport, and only the default, stdio, can be spoken to here.
  takes: { kind: 'nothing' },
  tools: [
    'echo',
    'get-annotated-message',
    'get-env',
    'get-resource-links',
    'get-resource-reference',
    'get-roots-list',
    'get-structured-content',
    'get-sum',
    'get-tiny-image',
    'gzip-file-as-resource',
    'simulate-research-query',
    'toggle-simulated-logging',
    'toggle-subscriber-updates',
    'trigger-elicitation-request',
    'trigger-elicitation-request-async',
    'trigger-long-running-operation',
    'trigger-sampling-request',
    'trigger-sampling-request-async',
    'trigger-url-elicitation',
  ],
}
