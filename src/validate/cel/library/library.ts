/**
 * What a library of functions is: signatures and what they do, and from which version of Kubernetes on. The API server lets
 * the rules of a CRD use what the version before it has, too, so that it can be rolled back: a library that came with 1.30
 * may be used from 1.31 on.
 */
import type { Value } from '../values.ts'

export interface Library {
  readonly name: string
  /** The first minor version of Kubernetes 1.x that accepts it in a CRD; 0 where all do. */
  readonly since: number
  /**
   * `string.charAt(int): string` is a method, `url(string): url` and `sets/contains(…): bool` are functions, the last
   * of them named sets.contains; capital letters stand for any type.
   * Values arrive as the signature says.
   */
  readonly functions: Readonly<Record<string, (...args: never[]) => Value>>
}
