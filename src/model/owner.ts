/** What keeps an object in a cluster as its own source says, so that what is taken out comes back. */
import type { ResourceRef } from './resource.ts'

export interface Owner {
  readonly tool: 'Flux' | 'Argo CD' | 'Helm'
  /** What of that tool holds the object: a Release is Helm's own, that no controller watches. */
  readonly kind: 'Kustomization' | 'HelmRelease' | 'Application' | 'Release'
  /** Undefined where only the field manager tells the tool. */
  readonly name?: string
  readonly namespace?: string
}

/** What an owner's source needs, so that it goes on while these objects are revoked, or once they are restored. */
export interface OwnerChange {
  readonly owner: Owner
  /** The documents of its source; `files` are those of this folder that hold it, relative to the root. */
  readonly documents: readonly { readonly ref: ResourceRef; readonly files: readonly string[] }[]
  /** What the owner does until its source is changed. */
  readonly consequence: string
  /** Commands that stop it meanwhile, and that let it go on. */
  readonly pause: readonly string[]
  readonly resume: readonly string[]
}
