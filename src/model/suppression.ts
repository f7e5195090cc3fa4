/** Findings that somebody looked at and accepts: they are counted, and fail nothing. */
import type { Code } from '../codes/index.ts'
import type { FilePlace } from './document.ts'
import type { Finding } from './finding.ts'
import { findKind } from './kinds.ts'
import { groupOf, type ResourceRef } from './resource.ts'

/** As it was written, its code not yet looked up. */
export interface WrittenSuppression {
  readonly code: string
  /** Absent: any object. */
  readonly object?: ObjectName
  /** A file or a folder, as an absolute path; absent: any. */
  readonly path?: string
  /** The command line has none. */
  readonly reason?: string
  /** The command line has none. */
  readonly place?: FilePlace
}

export interface Suppression extends WrittenSuppression {
  readonly code: Code
  readonly from: 'annotation' | 'settings' | 'command line'
}

export interface SuppressedFinding {
  readonly finding: Finding
  readonly suppression: Suppression
}

/** Of any namespace; the group where it was given. */
export interface ObjectName {
  readonly group?: string
  readonly kind: string
  readonly name: string
}

/** Reads KIND/NAME; the kind as kubectl takes it. Undefined for what has another form. */
export const readObjectName = (word: string): ObjectName | undefined => {
  const [kind = '', name = '', ...more] = word.split('/')
  if (kind === '' || name === '' || more.length > 0) return undefined
  const known = findKind(kind)
  if (known !== undefined) return { group: groupOf(known.apiVersion), kind: known.kind, name }
  const dot = kind.indexOf('.')
  return dot < 0 ? { kind, name } : { group: kind.slice(dot + 1), kind: kind.slice(0, dot), name }
}

export const isNamed = ({ group, kind, name }: ObjectName, ref: ResourceRef): boolean =>
  ref.name === name &&
  ref.kind.toLowerCase() === kind.toLowerCase() &&
  (group === undefined || group.toLowerCase() === groupOf(ref.apiVersion))
