import type { CatalogEntry } from './entry.ts'

export const time: CatalogEntry = {
  name: 'time',
  summary: 'tells the time and converts between time zones',
  registry: 'pypi',
  package: 'mcp-server-time',
  version: '2026.10.19',
  takes: { kind: 'options', options: { '--local-timezone': 'ZONE' } },
  tools: ['get_current_time', 'convert_time'],
}
