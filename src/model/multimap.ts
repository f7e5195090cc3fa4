/** A map from keys to lists of values. */
export type Multimap<K, V> = Map<K, V[]>

export const append = <K, V>(lists: Multimap<K, V>, key: K, value: V): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}
