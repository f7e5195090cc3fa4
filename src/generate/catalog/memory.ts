import type { CatalogEntry } from './entry.ts'

export const memory: CatalogEntry = {
  name: 'memory',
  summary: 'keeps a graph of what an agent learned, in the file that MEMORY_FILE_PATH names',
  registry: 'npm',
  package: '@modelcontextprotocol/server-memory',
  version: '2026.8.31',
  takes: { kind: 'nothing' },
  tools: [
    'create_entities',
    'create_relations',
    'add_observations',
    'delete_entities',
    'delete_observations',
    'delete_relations',
    'read_graph',
    'search_nodes',
    'open_nodes',
  ],
}
