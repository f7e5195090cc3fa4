/** The annotation by which an object accepts findings about itself. */
import { PREFIX } from '../../model/kinds.ts'
import { isRecord } from '../bare.ts'
import type { Subject } from '../subject.ts'

export const ANNOTATION = `${PREFIX}/suppress`

/** Undefined where there is none, and where it is no text, which is a fault of its own. */
export const suppressionText = ({ value: { metadata } }: Pick<Subject, 'value'>): string | undefined => {
  const annotations = isRecord(metadata) ? metadata['annotations'] : undefined
  const text = isRecord(annotations) ? annotations[ANNOTATION] : undefined
  return typeof text === 'string' ? text : undefined
}

export const carriesSuppressions = (subject: Subject): boolean => suppressionText(subject) !== undefined
