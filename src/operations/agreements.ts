/** What a folder and a cluster agreed on when they last met, by which it is known who changed what since. */
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../errors.ts'
import { commitOf, hasHistory, isContained } from '../manifest/git/head.ts'
import { type Memory, NOTHING, readMemory, type Remembered, writeMemory } from '../manifest/memory.ts'
import type { KindRef } from '../model/cluster.ts'
import { groupOf, type Resource, type ResourceRef, refKey, refOf } from '../model/resource.ts'
import type { Workspace } from '../model/settings.ts'
import { lastApplied } from '../plan/agreed.ts'

export class Agreements {
  readonly #workspace: Pick<Workspace, 'root' | 'folders'>
  readonly #server: string
  readonly #memory: Map<string, Remembered>
  readonly #kinds: Set<string>
  readonly #contained = new Map<string, Promise<boolean>>()
  #isSaved = true

  private constructor(workspace: Pick<Workspace, 'root' | 'folders'>, server: string, memory: Memory) {
    this.#workspace = workspace
    this.#server = server
    this.#memory = new Map(memory.objects)
    this.#kinds = new Set(memory.kinds)
  }

  /** `server`: the API server's URL. Without a root nothing is remembered. */
  static async open(workspace: Pick<Workspace, 'root' | 'folders'>, server: string): Promise<Agreements> {
    const { root } = workspace
    return new Agreements(workspace, server, root === undefined ? NOTHING : await readMemory(root, server))
  }

  /** The kinds of which this copy of the folder ever applied something. */
  get kinds(): KindRef[] {
    return [...this.#kinds].map((text) => {
      const [apiVersion = '', kind = ''] = text.split(' ')
      return { apiVersion, kind }
    })
  }

  /** The objects that this copy of the folder once knew in the cluster. */
  get known(): ResourceRef[] {
    const versions = new Map(
      this.kinds.map((one) => [`${groupOf(one.apiVersion)}/${one.kind}`, one.apiVersion]),
    )
    return [...this.#memory].flatMap(([key, { agreed }]) => {
      const [group = '', kind = '', namespace = '', name = ''] = key.split('/')
      const apiVersion = versions.get(`${group}/${kind}`)
      if (agreed === undefined || apiVersion === undefined) return []
      return { apiVersion, kind, name, ...(namespace === '' ? {} : { namespace }) }
    })
  }

  /** What this copy of the folder remembers of an object that is not in the cluster any more. */
  of(ref: ResourceRef): string | undefined {
    return this.#memory.get(refKey(ref))?.agreed
  }

  /** Whether this copy of the folder once knew the object in the cluster. */
  knows(ref: ResourceRef): boolean {
    return this.#memory.get(refKey(ref))?.agreed !== undefined
  }

  /**
   * The digests. What was last applied counts if this copy has the commit that it came from, or applied it itself; else
   * what this copy remembers, since whoever applied last may have had what this folder never saw.
   */
  async with(live: Resource): Promise<string | undefined> {
    const last = lastApplied(live)
    const remembered = this.#memory.get(refKey(refOf(live)))
    if (last === undefined || remembered?.over === last.digests) return remembered?.agreed
    if (remembered === undefined) return last.digests
    if ([remembered.trying, remembered.halfway].includes(last.digests)) return last.digests
    if (last.digests === remembered.agreed || (await this.#has(last.commit))) return last.digests
    return remembered.agreed ?? last.digests
  }

  /** Whether it is known that this copy of the folder neither applied the object nor has what it was applied from. */
  async isFromElsewhere(live: Resource): Promise<boolean> {
    const { root } = this.#workspace
    const commit = lastApplied(live)?.commit
    if (root === undefined || commit === undefined || this.knows(refOf(live))) return false
    return !(await this.#has(commit)) && (await hasHistory(root))
  }

  #has(commit: string | undefined): Promise<boolean> | false {
    const { root } = this.#workspace
    if (commit === undefined || root === undefined) return false
    const known = this.#contained.get(commit)
    if (known !== undefined) return known
    const asked = isContained(root, commit)
    this.#contained.set(commit, asked)
    return asked
  }

  /** The commit that the folder is at, with nothing uncommitted. */
  commit(): Promise<string | undefined> {
    const { root, folders } = this.#workspace
    return root === undefined ? Promise.resolve(undefined) : commitOf(root, ['agentgw.yaml', ...folders])
  }

  /**
   * To be saved before the first of these is applied: who is cut off in between knows afterwards whose it was. Of what has no digests its kind
   * is remembered, so that it is looked for once it has left the folder.
   */
  try(ref: ResourceRef, digests: string | undefined, halfway?: string): void {
    if (digests === undefined) {
      this.#remember(ref)
      return
    }
    const { agreed, over } = this.#memory.get(refKey(ref)) ?? {}
    this.#set(ref, {
      ...(agreed === undefined ? {} : { agreed }),
      trying: digests,
      ...(halfway === undefined ? {} : { halfway }),
      ...(over === undefined ? {} : { over }),
    })
  }

  agree(ref: ResourceRef, digests: string): void {
    this.#set(ref, { agreed: digests })
  }

  /** Applying the object would change nothing: what it carries is agreed, unless a pull agreed with more. */
  met(live: Resource): void {
    const last = lastApplied(live)
    const ref = refOf(live)
    if (last !== undefined && this.#memory.get(refKey(ref))?.over !== last.digests)
      this.agree(ref, last.digests)
  }

  /** The folder took over what stands in the cluster. */
  pulled(live: Resource, digests: string): void {
    const over = lastApplied(live)?.digests
    this.#set(refOf(live), { agreed: digests, ...(over === undefined ? {} : { over }) })
  }

  forget(ref: ResourceRef): void {
    if (this.#memory.delete(refKey(ref))) this.#isSaved = false
  }

  #set(ref: ResourceRef, next: Remembered): void {
    const known = this.#memory.get(refKey(ref))
    if (isDeepStrictEqual(known, next)) return
    this.#memory.set(refKey(ref), next)
    this.#remember(ref)
    this.#isSaved = false
  }

  #remember({ apiVersion, kind }: KindRef): void {
    const { size } = this.#kinds
    if (this.#kinds.add(`${apiVersion} ${kind}`).size > size) this.#isSaved = false
  }

  /** Where it can not be written, nothing is remembered; then the note on the object has to do. */
  async save(): Promise<void> {
    const { root } = this.#workspace
    if (this.#isSaved || root === undefined) return
    try {
      await writeMemory(root, this.#server, { objects: this.#memory, kinds: this.#kinds })
      this.#isSaved = true
    } catch (error) {
      if (!(error instanceof UserError)) throw error
    }
  }
}
