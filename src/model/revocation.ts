export interface Revocation {
  readonly id: string
}
