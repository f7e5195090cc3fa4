/** Where the schema of a kind comes from. */
export type SchemaOrigin =
  | { readonly from: 'built-in' | 'outline' }
  /** `path`: as the user named it. */
  | { readonly from: 'crds'; readonly path: string }
  /** As the lock of `schemas pull` has it; `release`: what the CRD says of itself. */
  | { readonly from: 'pulled'; readonly source: string; readonly release?: string }

/** One kind in one version, and what validates it. */
export interface KindEntry {
  readonly group: string
  readonly version: string
  readonly kind: string
  /** Absent where nothing but the name is known. */
  readonly origin?: SchemaOrigin
}
