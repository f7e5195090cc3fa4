/** Source text that is put together piece by piece, with each constant and function written once. */

export class Source {
  /** What the text takes from the run time, by name. */
  readonly uses = new Set<string>()
  readonly #names = new Map<string, string>()
  readonly #lines: string[] = []

  /** The name of a function of the run time. */
  use(name: string): string {
    this.uses.add(name)
    return name
  }

  /** The name of a constant that holds the expression; equal expressions share one. */
  constant(prefix: string, expression: string): string {
    const known = this.#names.get(expression)
    if (known !== undefined) return known
    const name = `${prefix}${this.#names.size}`
    this.#names.set(expression, name)
    this.#lines.push(`const ${name} = ${expression}`)
    return name
  }

  /** A function declaration, which others may refer to before it is there: `write` gives its text for a name. */
  declare(prefix: string, key: string, write: (name: string) => string): string {
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const name = `${prefix}${this.#names.size}`
    this.#names.set(key, name)
    this.#lines.push(write(name))
    return name
  }

  get text(): string {
    return this.#lines.join('\n')
  }
}

/** A value as JavaScript source. */
export const literal = (value: unknown): string =>
  JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')

/** A property access: `v.name`, `v["odd-name"]`. */
export const member = (object: string, name: string): string =>
  /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${literal(name)}]`
