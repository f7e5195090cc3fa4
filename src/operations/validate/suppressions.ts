/** What agentgw.yaml and the command line accept. */
import { EXIT, UserError, usageError } from '../../errors.ts'
import { readObjectName, type Suppression, type WrittenSuppression } from '../../model/suppression.ts'

/** Throws `usage` and `bad-settings` for what is no code of a finding; `show` gives a path as the user sees it. */
export const suppressionsOf = async (
  settings: readonly WrittenSuppression[],
  words: readonly string[],
  show: (file: string) => string = (file) => file,
): Promise<readonly Suppression[]> => {
  if (settings.length + words.length === 0) return []
  const { codeFault, isFindingCode } = await import('../../validate/suppress/suppressible.ts')
  const ofSettings = settings.map((written): Suppression => {
    const { code, place } = written
    const shown = place === undefined ? undefined : { ...place, file: show(place.file) }
    if (isFindingCode(code))
      return { ...written, code, from: 'settings', ...(shown === undefined ? {} : { place: shown }) }
    const { message, hint } = codeFault(code)
    const where = shown === undefined ? '' : `${shown.file}:${shown.line}:${shown.column}: `
    throw new UserError('bad-settings', `${where}${message}`, { exit: EXIT.usage, hint })
  })
  const ofWords = words.map((word): Suppression => {
    const [code = '', ...rest] = word.split(':')
    if (!isFindingCode(code)) {
      const { message, hint } = codeFault(code)
      throw usageError(`--suppress ${word}: ${message}`, hint)
    }
    if (rest.length === 0) return { code, from: 'command line' }
    const object = readObjectName(rest.join(':'))
    if (object === undefined)
      throw usageError(
        `--suppress ${word}: after the code comes KIND/NAME`,
        `such as --suppress ${code}:AIRoute/files`,
      )
    return { code, object, from: 'command line' }
  })
  return [...ofSettings, ...ofWords]
}
