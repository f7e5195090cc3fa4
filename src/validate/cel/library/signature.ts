/** Reads the signatures of functions. */

/** A type as a signature names it: `list` of [`string`]. */
export interface TypeText {
  /** A capital letter stands for any type. */
  readonly name: string
  readonly of: readonly TypeText[]
}

export interface Signature {
  readonly name: string
  readonly isMethod: boolean
  readonly args: readonly TypeText[]
  readonly result: TypeText
}

export const readSignature = (text: string): Signature => {
  let at = 0
  const word = (): string => {
    const [found = ''] = /^[@\w/]*/.exec(text.slice(at)) ?? []
    at += found.length
    return found
  }
  const accept = (sign: string): boolean => {
    if (!text.startsWith(sign, at)) return false
    at += sign.length
    return true
  }
  const type = (): TypeText => {
    const name = word()
    const of: TypeText[] = []
    if (accept('<'))
      do of.push(type())
      while (!accept('>') && accept(','))
    return { name, of }
  }
  const first = type()
  const isMethod = accept('.')
  const name = isMethod ? word() : first.name.replace('/', '.')
  const args = isMethod ? [first] : []
  accept('(')
  while (!accept(')')) {
    args.push(type())
    accept(',')
  }
  accept(': ')
  return { name, isMethod, args, result: type() }
}
