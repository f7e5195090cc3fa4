/** What a library of functions is: signatures and what they do, since a version of Kubernetes. */
import type { Value } from '../values.ts'

export interface Library {
  readonly name: string
  /** The minor version of Kubernetes 1.x that brought it. */
  readonly since: number
  /**
   * `string.charAt(int): string` is a method, `url(string): url` and `sets/contains(…): bool` are functions, the last
   * of them named sets.contains; capital letters stand for any type.
   * Values arrive as the signature says.
   */
  readonly functions: Readonly<Record<string, (...args: never[]) => Value>>
}
