/** `--probe URL`: where to knock. One URL may stand for many targets, with `{name}` and `{namespace}` in it. */
import { usageError } from '../errors.ts'

const PLACE = /\{([^{}]*)\}/g

interface ProbeTarget {
  readonly name: string
  readonly namespace: string
}

/** Whether a URL fits each of several targets: without `{name}` all of them would be looked for at one place. */
export const isTemplate = (url: string): boolean => url.includes('{name}')

/** Throws usage errors, in which no more of the URL stands than its scheme: it may hold a password. */
export const probeUrl = (template: string, target: ProbeTarget): URL => {
  const filled = template.replace(PLACE, (whole, place: string) => {
    if (place === 'name' || place === 'namespace') return encodeURIComponent(target[place])
    throw usageError('--probe: only {name} and {namespace} may stand in braces in the URL')
  })
  const url = URL.parse(filled)
  if (url === null)
    throw usageError(
      '--probe needs a whole URL',
      'for example http://127.0.0.1:3000/mcp/{name}, with {name} for the name of each target',
    )
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw usageError(`--probe takes the schemes http and https, not ${url.protocol.slice(0, -1)}`)
  if (url.username !== '' || url.password !== '')
    throw usageError(
      '--probe: the URL holds credentials, and command lines are seen by others',
      'put them into an environment variable and name it with --probe-header-env Authorization=VARIABLE',
    )
  url.hash = ''
  return url
}
