/** `add-mcp`: from its words to checked objects; ./add.ts puts them where they go. */
import { UserError } from '../errors.ts'
import { type GeneratedMcp, generateMcp, type McpIntent } from '../generate/add-mcp.ts'
import { CATALOG } from '../generate/catalog/index.ts'
import type { Settings } from '../model/settings.ts'
import { nearest } from '../model/nearest.ts'
import { checkGenerated } from './check-generated.ts'

/** Throws what generateMcp throws, and `unknown-server`. */
export const generate = async (intent: McpIntent, settings: Settings): Promise<GeneratedMcp> => {
  const generated = generateMcp(intent, settings)
  if ('unknown' in generated) {
    const names = CATALOG.map(({ name }) => name)
    const near = nearest(generated.unknown, names)
    throw new UserError(
      'unknown-server',
      `"${generated.unknown}" is not in the catalog, which has ${names.join(', ')}` +
        (near === undefined ? '' : `; did you mean ${near}?`),
      { exit: 2, hint: 'for a server of your own: add-mcp NAME -- CMD ARGS…, or add-mcp NAME --url URL' },
    )
  }
  await checkGenerated(generated.resources, settings.namespace)
  return generated
}
