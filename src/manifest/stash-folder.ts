/** Where the folder's side of the kill switch's journal lies, apart from what reads it, which is heavier. */
import { join } from 'node:path'

export const stashFolder = (root: string): string => join(root, '.agentgw', 'revoked')
