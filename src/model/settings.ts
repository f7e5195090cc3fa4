/** agentgw.yaml, and the folders it stands for. */
import type { WrittenSuppression } from './suppression.ts'

export interface Settings {
  /** Who owns what `apply` puts into a cluster: the value of the label agentgw.dev/folder. */
  readonly name: string
  /** True where agentgw.yaml says the name; else it is made up from the folder's, and others may have the same. */
  readonly isNamed: boolean
  /** The Gateway that generated routes attach to. */
  readonly gateway: { readonly namespace: string; readonly name: string }
  /** The namespace of objects that name none. */
  readonly namespace: string
  /** The folder of manifests, relative to the root. */
  readonly manifests: string
  /** Where clients reach the gateway, without the path: `http://127.0.0.1:3000`. */
  readonly url: string
  /** Findings that are accepted, each with the reason. */
  readonly suppress: readonly WrittenSuppression[]
  readonly revoke: {
    /** True: `revoke` without a reason is wrong usage. */
    readonly requireReason: boolean
  }
}

/** A root with its settings. All paths are absolute. */
export interface Workspace {
  /** Where agentgw.yaml lies; undefined where there is none, and then only the cluster's part of a command runs. */
  readonly root: string | undefined
  /** The manifests folder, where new files go; it need not exist. The first where several are named. */
  readonly folder: string
  /** All of them, `folder` first, none twice. */
  readonly folders: readonly string[]
  readonly settings: Settings
}
