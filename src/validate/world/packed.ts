/** A list that grew has room for a dozen items more, which counts where thousands of short ones are kept: a copy has none. */
export const packed = <T>(list: readonly T[]): T[] => list.slice()
