/** As many requests as one run has under way at a time. */
const AT_A_TIME = 16

/** Every item once, so many at a time; the results in the order of the items. */
export const mapSome = async <T, R>(
  items: readonly T[],
  each: (item: T) => Promise<R>,
  atATime = AT_A_TIME,
): Promise<R[]> => {
  const results: R[] = []
  const left = items.entries()
  const work = async (): Promise<void> => {
    for (const [i, item] of left) results[i] = await each(item)
  }
  await Promise.all(Array.from({ length: atATime }, work))
  return results
}
