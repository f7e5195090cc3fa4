/** What is known of one MCP server, as seen in the version that is pinned. */
export interface CatalogEntry {
  readonly name: string
  /** What it is for, in a few words without a full stop. */
  readonly summary: string
  /** npm packages are run by npx, PyPI packages by uvx; neither is installed beforehand. */
  readonly registry: 'npm' | 'pypi'
  readonly package: string
  readonly version: string
  readonly takes: Arguments
  /** Every tool that the server has, also those that it shows only to clients of some capability. */
  readonly tools: readonly string[]
}

/** Which arguments the server takes. */
export type Arguments =
  | { readonly kind: 'nothing' }
  /** Directories by absolute path, one or more. */
  | { readonly kind: 'directories' }
  /** Options; the value is how help calls what follows the option, null for a switch. */
  | { readonly kind: 'options'; readonly options: Readonly<Record<string, string | null>> }

/** The words that start the server. */
export const commandOf = (
  entry: CatalogEntry,
  args: readonly string[],
): { cmd: string; args: readonly string[] } => ({
  cmd: entry.registry === 'npm' ? 'npx' : 'uvx',
  args: [`${entry.package}@${entry.version}`, ...args],
})
