/** A text that holds CRDs: a file, or what came from standard input. */
import { UserError } from '../../errors.ts'
import type { SchemaOrigin } from '../../model/schema-origin.ts'

export interface KindName {
  readonly group: string
  readonly version: string
  readonly kind: string
}

export interface CrdText {
  /** As the user knows it. */
  readonly path: string
  readonly origin: SchemaOrigin
  /** The SHA-256 of its bytes, in hexadecimal. Throws where it can not be read, or is not what it should be. */
  digest(): string
  /** Its documents. Throws the UserError `bad-crd` where it can not be parsed. */
  values(): readonly unknown[]
}

/** One of which it is known what it defines. */
export interface KnownText extends CrdText {
  readonly kinds: readonly KindName[]
}

export const noCrds = (path: string): UserError =>
  new UserError('bad-crd', `${path} holds no CustomResourceDefinition with a served version`, {
    hint: 'give files with CRDs of apiextensions.k8s.io/v1',
  })
