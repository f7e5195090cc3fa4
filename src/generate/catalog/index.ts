/** The MCP servers that add-mcp knows by name. */
import type { CatalogEntry } from './entry.ts'
import { everything } from './everything.ts'
import { fetch } from './fetch.ts'
import { filesystem } from './filesystem.ts'
import { memory } from './memory.ts'
import { time } from './time.ts'

export const CATALOG: readonly CatalogEntry[] = [everything, fetch, filesystem, memory, time]

export const findServer = (name: string): CatalogEntry | undefined =>
  CATALOG.find((entry) => entry.name === name)
