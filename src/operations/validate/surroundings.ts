/** What rules across resources know beside the manifests: of agentgw.yaml, the stash and the catalog. */
import { existsSync } from 'node:fs'
import type { UserError } from '../../errors.ts'
import { stashFolder } from '../../manifest/stash-folder.ts'
import { activeTargets } from '../../model/revocation.ts'
import type { Workspace } from '../../model/settings.ts'
import type { KnownServer, RevokedBy, Surroundings } from '../../validate/world/outside.ts'

/** By package; loaded when a rule first asks for them. */
export const CATALOG_SERVERS = async (): Promise<ReadonlyMap<string, KnownServer>> => {
  const { CATALOG } = await import('../../generate/catalog/index.ts')
  return new Map(CATALOG.map((entry) => [entry.package, entry]))
}

export interface Known {
  readonly around: Surroundings
  /** Records of revocations that can not be read: what they hold is not known to be revoked. */
  readonly damaged: readonly UserError[]
}

const readRevoked = async (
  root: string | undefined,
): Promise<{ revoked: ReadonlyMap<string, RevokedBy>; damaged: readonly UserError[] }> => {
  // Most folders never revoked anything, and then nothing is loaded for it.
  if (root === undefined || !existsSync(stashFolder(root))) return { revoked: new Map(), damaged: [] }
  const { readStash } = await import('../../manifest/stash.ts')
  const { records, damaged } = await readStash(root)
  const active = [...activeTargets(records)]
  return { revoked: new Map(active.map(([key, { record }]) => [key, record])), damaged }
}

export const surroundings = async ({ root, settings }: Workspace): Promise<Known> => {
  const { revoked, damaged } = await readRevoked(root)
  return { around: { gateway: settings.gateway, revoked, servers: CATALOG_SERVERS }, damaged }
}
