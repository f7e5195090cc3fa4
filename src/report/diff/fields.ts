/** How a folder differs from a cluster, a line for each field. */
import type { Change, ObjectState, Writer } from '../../model/sync.ts'
import { label } from '../label.ts'
import { printable } from '../printable.ts'
import { maskedChange } from './mask.ts'

export interface FieldsOptions {
  /** Who wrote the field of the live object last. */
  readonly writerOf: (object: ObjectState, change: Change) => Writer | undefined
}

const value = (of: unknown): string => printable(JSON.stringify(of))

const change = (of: Change): string => {
  const { op, path, from, to } = maskedChange(of)
  if (path === '') return op === 'add' ? '+ the whole object' : '- the whole object'
  if (op === 'add') return `+ ${path}: ${value(to)}`
  return op === 'remove' ? `- ${path}: ${value(from)}` : `~ ${path}: ${value(from)} → ${value(to)}`
}

const author = ({ by }: Change, writer: Writer | undefined): string => {
  if (by === undefined || by === 'folder') return ''
  const who = writer === undefined ? '' : ` by ${writer.manager}`
  return `   (changed in the cluster${printable(who)}${by === 'both' ? ', and in the folder' : ''})`
}

const STATES = {
  Drifted: 'drifted',
  OnlyInFolder: 'only in the folder',
  OnlyInCluster: 'only in the cluster',
} as const

const isTold = (state: ObjectState['state']): state is keyof typeof STATES => state in STATES

/** `~ PATH: LIVE → FOLDER`, `+` for what the folder adds and `-` for what it takes away; grouped by object. */
export const diffFields = (objects: readonly ObjectState[], { writerOf }: FieldsOptions): string =>
  objects
    .flatMap((object) => {
      const { ref, state, changes } = object
      if (changes.length === 0 || !isTold(state)) return []
      return [
        `${label(ref)}: ${STATES[state]}`,
        ...changes.map((one) => `  ${change(one)}${author(one, writerOf(object, one))}`),
      ]
    })
    .map((line) => `${line}\n`)
    .join('')
