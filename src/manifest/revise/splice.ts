/** Changes of a text, each of one range of it. */

export interface Splice {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** The text between two offsets as the changes within leave it. They must not overlap. */
export const spliced = (text: string, splices: readonly Splice[], from = 0, to = text.length): string => {
  const ordered = splices
    .filter((splice) => splice.from >= from && splice.to <= to)
    .sort((a, b) => a.from - b.from || a.to - b.to)
  let [result, at] = ['', from]
  for (const splice of ordered) {
    if (splice.from < at) throw new RangeError('changes of a text overlap')
    result += text.slice(at, splice.from) + splice.text
    at = splice.to
  }
  return result + text.slice(at, to)
}
