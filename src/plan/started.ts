/** What a command really starts: the package, image or program behind launchers, wrappers and shells. */
import { packageOf } from '../model/package.ts'

export interface Started {
  readonly is: 'package' | 'image' | 'program' | 'command' | 'url'
  /** By which two are the same; may hold what must not be shown, such as an address with a token in its path. */
  readonly key: string
  /** For people. */
  readonly name: string
}

type Words = readonly string[]

const baseOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/** Launchers, as the words that they begin with, and the one that `packageOf` knows. */
const LAUNCHERS: readonly (readonly [Words, 'npx' | 'uvx'])[] = [
  [['npx'], 'npx'],
  [['bunx'], 'npx'],
  [['pnpx'], 'npx'],
  [['npm', 'exec'], 'npx'],
  [['npm', 'x'], 'npx'],
  [['pnpm', 'dlx'], 'npx'],
  [['yarn', 'dlx'], 'npx'],
  [['bun', 'x'], 'npx'],
  [['uvx'], 'uvx'],
  [['uv', 'tool', 'run'], 'uvx'],
  [['pipx', 'run'], 'uvx'],
]

/** Packages that lead on to the URL among their arguments. */
const BRIDGES = ['mcp-remote', 'mcp-proxy', 'supergateway']

/** Programs that are nothing by themselves: what they run stands in their arguments. */
const INTERPRETERS =
  /^(node|deno|bun|tsx|python[\d.]*|ruby|perl|php|java|dotnet|go|cargo|make|npm|pnpm|yarn|uv|pipx|sudo|su|ssh|nsenter|timeout|sh|bash|zsh|ash|dash|busybox|env|docker|podman|nerdctl|kubectl|mcp-remote|mcp-proxy|supergateway)$/

/** PyPI's names are equal whatever separates their words. */
const pypi = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-')

const fetched = (runner: 'npx' | 'uvx', name: string): Started => {
  const own = runner === 'uvx' ? pypi(name) : name.toLowerCase()
  return { is: 'package', key: `${runner} ${own}`, name: own }
}

/** Options of `docker run` that stand alone; any other takes the next word, unless it holds a `=`. */
const DOCKER_ALONE =
  /^(--(rm|init|interactive|tty|detach|privileged|read-only|no-healthcheck|publish-all|quiet|oom-kill-disable|sig-proxy)|-[itdPq]+)$/

const imageIn = (args: Words): string | undefined => {
  const run = args.indexOf('run')
  if (run < 0) return undefined
  for (let i = run + 1; i < args.length; i++) {
    const word = args[i] ?? ''
    if (!word.startsWith('-')) return word
    if (!DOCKER_ALONE.test(word) && !word.includes('=')) i++
  }
  return undefined
}

/** Without tag and digest; a registry's port stays. */
const withoutTag = (image: string): string =>
  image
    .replace(/@sha\d+:.*$/, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^docker\.io\//, '')
    .replace(/^library\//, '')
    .toLowerCase()

/** The package of a script that lies in node_modules. */
const installed = (word: string): string | undefined =>
  /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(word)?.[1]

const withoutVersion = (word: string): string => word.replace(/(?<=[^/@])(@|==)[^/@]+$/, '')

const urls = (args: Words): Started[] =>
  args
    .filter((word) => /^https?:\/\//i.test(word) && URL.canParse(word))
    .map((word) => ({ is: 'url', key: word, name: new URL(word).host }))

/** What a shell or `env` starts; undefined where the command is neither. */
const unwrapped = (cmd: string, args: Words): Words | undefined => {
  const base = baseOf(cmd)
  if (base === 'env') {
    const rest = args.slice(args.findIndex((word) => !/^(-|[A-Za-z_]\w*=)/.test(word)))
    return rest.length > 0 && args.length > 0 && !/^(-|[A-Za-z_]\w*=)/.test(rest[0] ?? '-') ? rest : undefined
  }
  if (!/^(ba|z|a|da)?sh$/.test(base)) return undefined
  const at = args.findIndex((word) => /^-[a-z]*c$/.test(word))
  const line = at < 0 ? undefined : args[at + 1]
  const words =
    line
      ?.trim()
      .split(/\s+/)
      .map((word) => word.replace(/^(["'])(.*)\1$/, '$2')) ?? []
  const rest = words[0] === 'exec' ? words.slice(1) : words
  return rest.length === 0 ? undefined : rest
}

/** Of wrappers in wrappers. */
const DEPTH = 3

/** `image`: of the container that it runs in, where it is said. */
export const started = (cmd: string, args: Words, image = '', depth = DEPTH): Started[] => {
  const inner = depth === 0 ? undefined : unwrapped(cmd, args)
  if (inner !== undefined) return started(inner[0] ?? '', inner.slice(1), image, depth - 1)
  const base = baseOf(cmd)
  const words = [base, ...args]
  for (const [begin, runner] of LAUNCHERS) {
    if (!begin.every((word, i) => words[i] === word)) continue
    const found = packageOf({ cmd: runner, args: words.slice(begin.length) })
    if (found === undefined) break
    const leadsTo = BRIDGES.includes(found.name.toLowerCase()) ? urls(args) : undefined
    if (leadsTo === undefined) return [fetched(runner, found.name)]
    if (leadsTo.length > 0) return leadsTo
    break
  }
  if (/^(docker|podman|nerdctl)$/.test(base)) {
    const run = imageIn(args)
    if (run !== undefined) return [{ is: 'image', key: withoutTag(run), name: withoutTag(run) }]
  }
  if (/^python[\d.]*$/.test(base) && args[0] === '-m' && args[1] !== undefined)
    return [fetched('uvx', args[1])]
  const script = words.flatMap((word) => installed(word) ?? [])[0] ?? installed(cmd)
  if (script !== undefined) return [fetched('npx', script)]
  if (BRIDGES.includes(base) && urls(args).length > 0) return urls(args)
  const where = withoutTag(image)
  if (INTERPRETERS.test(base))
    return [{ is: 'command', key: JSON.stringify([where, base, ...args.map(withoutVersion)]), name: base }]
  // A program of a folder for programs is known by its name, any other by its path.
  const program = /^([^/]*|(\/[^/]+)*\/s?bin\/[^/]+)$/.test(cmd) ? base : cmd
  return [{ is: 'program', key: JSON.stringify([where, program]), name: program }]
}
