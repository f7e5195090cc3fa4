/** What is known beside the input: of the cluster, where one is asked, and of revocations. */
import type { Mapping } from '../../model/mapping.ts'
import type { ResourceRef } from '../../model/resource.ts'

/** An object that is not in the input. `object` holds only its metadata where no rule needs more. */
export type Standing =
  | { readonly is: 'there'; readonly object: Mapping }
  | { readonly is: 'absent' }
  /** Nobody was asked, or who was asked may not tell. */
  | { readonly is: 'unknown' }

export interface Outside {
  find(ref: ResourceRef): Standing
  /** All objects of a kind in a namespace; undefined where they are not known. */
  all(
    kind: { readonly apiVersion: string; readonly kind: string },
    namespace: string,
  ): readonly Mapping[] | undefined
  /** Reads what was asked for and is not known yet; false where there was nothing of the kind. */
  learn(): Promise<boolean>
}

export const nothingKnown: Outside = {
  find: () => ({ is: 'unknown' }),
  all: () => undefined,
  learn: () => Promise.resolve(false),
}

/** A revocation that holds an object, as far as a finding tells of it. */
export interface RevokedBy {
  readonly id: string
  readonly reason: string
  readonly who: string
  readonly when: string
}

/** A published MCP server whose tools are known. */
export interface KnownServer {
  readonly name: string
  readonly version: string
  readonly tools: readonly string[]
}

/** What the operation knows that no manifest says. Everything may be left out. */
export interface Surroundings {
  readonly outside?: Outside
  /** The Gateway of the settings, which is there by what they say. */
  readonly gateway?: { readonly namespace: string; readonly name: string }
  /** By refKey. */
  readonly revoked?: ReadonlyMap<string, RevokedBy>
  /** The servers whose tools are known, by package; loaded when a rule first needs them. */
  readonly servers?: () => Promise<ReadonlyMap<string, KnownServer>>
}
