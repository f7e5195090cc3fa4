/** What revoke, restore and revocations share: which folder, which cluster, and who is at the keyboard. */
import { hostname, userInfo } from 'node:os'
import { createInterface } from 'node:readline/promises'
import { Flags } from '@oclif/core'
import { openWorkspace } from '../../manifest/settings.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Workspace } from '../../model/settings.ts'
import { connect } from './connect.ts'

export const localFlag = {
  local: Flags.boolean({ description: "the folder's part alone; no cluster is asked or changed" }),
}

interface Where {
  readonly dir?: string | undefined
  readonly context?: string | undefined
  readonly kubeconfig?: string | undefined
  readonly local: boolean
}

export const openFolder = ({ dir }: { readonly dir?: string | undefined }): Promise<Workspace> =>
  openWorkspace({ cwd: process.cwd(), ...(dir === undefined ? {} : { dir }) })

export const openSides = async (
  flags: Where,
): Promise<{ workspace: Workspace; cluster: Cluster | undefined }> => {
  const workspace = await openFolder(flags)
  return { workspace, cluster: flags.local ? undefined : await connect(flags) }
}

export const localUser = (): string => {
  try {
    return `${userInfo().username}@${hostname()}`
  } catch {
    return hostname()
  }
}

/** Asks on a terminal; without one there is nobody to ask, and the command goes on. */
export const confirmed = async (question: string, yes: boolean): Promise<boolean> => {
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return true
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
  } finally {
    terminal.close()
  }
}
