/**
 * Escapes what is not ASCII in the built files: one letter more, and V8 keeps the whole file with two bytes a letter,
 * which takes several milliseconds more to load. (Nothing of ours or of the packages asks for the raw text of a template.)
 */
import type { Plugin } from 'rolldown'

const escape = (units: string): string =>
  Array.from(
    { length: units.length },
    (_, i) => `\\u${units.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('')

export const ascii = (): Plugin => ({
  name: 'ascii',
  // After the minifier, which would write the letters themselves.
  generateBundle: (_, bundle) => {
    for (const file of Object.values(bundle))
      if (file.type === 'chunk') file.code = file.code.replace(/[^\0-\x7f]+/g, escape)
  },
})
