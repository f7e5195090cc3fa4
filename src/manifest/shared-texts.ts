/**
 * Texts that were read before, and what was made of them. The same few hundred keys and words stand in all manifests of
 * a folder: to find one again takes less than to make it, and one text for all takes less memory, and less time wherever
 * it is compared or looked up.
 */

/** Longer ones hardly come twice. */
export const LONGEST_SHARED = 64

export const hashed = (hash: number, code: number): number => (hash * 31 + code) | 0

export class SharedTexts<T> {
  private readonly made: (T | undefined)[]
  private readonly lengths: Uint8Array
  /** What stands at each place, so that the bytes of a file are compared with bytes. */
  private readonly texts: Uint8Array
  private readonly make: (text: string) => T

  /** `places`: a power of 2; of two texts that fall on one the later stays. */
  constructor(places: number, make: (text: string) => T) {
    this.made = new Array<T | undefined>(places).fill(undefined)
    this.lengths = new Uint8Array(places)
    this.texts = new Uint8Array(places * LONGEST_SHARED)
    this.make = make
  }

  /** What is made of the ASCII characters from `start` to `end`, of which `hash` is. */
  get(bytes: Buffer, start: number, end: number, hash: number): T {
    const length = end - start
    if (length > LONGEST_SHARED) return this.make(bytes.toString('latin1', start, end))
    const place = hash & (this.lengths.length - 1)
    const from = place * LONGEST_SHARED
    if (this.lengths[place] === length) {
      let i = 0
      while (i < length && this.texts[from + i] === bytes[start + i]) i++
      const known = this.made[place]
      if (i === length && known !== undefined) return known
    }
    const made = this.make(bytes.toString('latin1', start, end))
    this.lengths[place] = length
    this.texts.set(bytes.subarray(start, end), from)
    this.made[place] = made
    return made
  }
}
