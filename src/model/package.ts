/** Packages that a command fetches and runs. */

/** What npx or uvx fetches and runs. */
export interface Package {
  readonly name: string
  /** Undefined where it is not one version: none, a range, or a tag such as `latest`. */
  readonly version: string | undefined
  /** Of `args`. */
  readonly index: number
}

export interface Command {
  readonly cmd: string
  readonly args: readonly unknown[]
}

const wordAt = (args: readonly unknown[], index: number): string => {
  const word = args[index]
  return typeof word === 'string' ? word : ''
}

/** Options that take the next word. */
const NPX_VALUES = new Set(['-c', '--call', '-w', '--workspace', '--registry', '--cache', '--userconfig'])
const UVX_VALUES = new Set([
  '--with',
  '--python',
  '-p',
  '--index',
  '--index-url',
  '--default-index',
  '--extra-index-url',
])
const NAMES_PACKAGE = new Set(['--package', '--from'])

const NPM = /^((?:@[\w.~-]+\/)?[\w.~-]+)(?:@(.*))?$/
const PYPI = /^([\w.-]+)(?:\[[\w,. -]*\])?(?:(?:@|={2,3})(.*)|[<>~!=].*)?$/
/** To npm `1` and `1.2` are ranges, to PyPI they are versions. */
const ONE_VERSION = { npx: /^v?\d+\.\d+\.\d+([-+]\S+)?$/, uvx: /^v?\d([\w.+-]*\w)?$/ }

const isRunner = (cmd: string): 'npx' | 'uvx' | undefined => {
  const name = cmd.slice(cmd.lastIndexOf('/') + 1)
  return name === 'npx' || name === 'uvx' ? name : undefined
}

/** The word of `args` that names the package. */
const packageAt = (runner: 'npx' | 'uvx', args: readonly unknown[]): number | undefined => {
  const values = runner === 'npx' ? NPX_VALUES : UVX_VALUES
  let first: number | undefined
  for (let i = 0; i < args.length; i++) {
    const word = wordAt(args, i)
    if (NAMES_PACKAGE.has(word) || (runner === 'npx' && word === '-p')) return i + 1
    if (/^--(package|from)=/.test(word)) return i
    if (values.has(word)) i++
    else if (!word.startsWith('-')) {
      first = i
      break
    }
  }
  return first
}

/** Undefined where the command is no runner, or runs what comes from elsewhere: a path, a URL, a repository. */
export const packageOf = ({ cmd, args }: Command): Package | undefined => {
  const runner = isRunner(cmd)
  if (runner === undefined) return undefined
  const index = packageAt(runner, args)
  if (index === undefined) return undefined
  const word = wordAt(args, index).replace(/^--(package|from)=/, '')
  const [, name, version] = (runner === 'npx' ? NPM : PYPI).exec(word) ?? []
  if (name === undefined || name.startsWith('.')) return undefined
  return {
    name,
    version: version !== undefined && ONE_VERSION[runner].test(version) ? version : undefined,
    index,
  }
}
