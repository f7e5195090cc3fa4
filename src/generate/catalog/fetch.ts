import type { CatalogEntry } from './entry.ts'

export const fetch: CatalogEntry = {
  name: 'fetch',
  summary: 'fetches web pages and gives them as Markdown',
  registry: 'pypi',
  package: 'mcp-server-fetch',
  version: '2026.10.24',
  takes: {
    kind: 'options',
    options: {
      '--user-agent': 'TEXT',
      '--ignore-robots-txt': null,
      '--proxy-url': 'URL',
      '--allow-private-ips': null,
    },
  },
  tools: ['fetch'],
}
