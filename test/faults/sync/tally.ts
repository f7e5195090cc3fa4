/** What was seen in the lives of folders, so that no test is glad of nothing. */
export interface Tally {
  applies: number
  deeds: number
  /** Of others, that an apply had to leave. */
  theirs: number
  refused: number
  pruned: number
}

export const emptyTally = (): Tally => ({ applies: 0, deeds: 0, theirs: 0, refused: 0, pruned: 0 })
