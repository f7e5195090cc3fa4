/** Whose work an apply may overwrite. */
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.ts'
import { findKind } from '../../model/kinds.ts'
import { refLabel, type ResourceRef } from '../../model/resource.ts'
import type { Force } from '../../operations/state.ts'

export const forceFlags = {
  'force-conflicts': Flags.boolean({
    description: 'overwrite what others changed or own in the cluster, and take over what other folders own',
  }),
  'force-conflicts-of': Flags.string({
    description: 'the same for this object alone; may be given several times',
    helpValue: 'KIND/NAME',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
}

const parse = (word: string): ((ref: ResourceRef) => boolean) => {
  const [kind = '', name, ...more] = word.split('/')
  if (!kind || !name || more.length > 0)
    throw usageError(
      `--force-conflicts-of takes KIND/NAME, and was given "${word}"`,
      'such as mcpbackend/filesystem',
    )
  const known = findKind(kind)?.kind ?? kind
  return (ref) => ref.kind.toLowerCase() === known.toLowerCase() && ref.name === name
}

/** Throws `usage` where an object was named that is not among these. */
export const mustKnow = (words: readonly string[], refs: readonly ResourceRef[]): void => {
  const unknown = words.find((word) => !refs.some(parse(word)))
  if (unknown !== undefined)
    throw usageError(
      `--force-conflicts-of ${unknown}: the folder holds no such object`,
      `it holds ${refs.slice(0, 5).map(refLabel).join(', ')}${refs.length > 5 ? ', …' : ''}; nothing was changed`,
    )
}

/** Throws `usage`. */
export const forceOf = (flags: {
  readonly 'force-conflicts': boolean
  readonly 'force-conflicts-of': readonly string[]
}): Force => {
  const some = flags['force-conflicts-of'].map(parse)
  return (ref) => flags['force-conflicts'] || some.some((means) => means(ref))
}
