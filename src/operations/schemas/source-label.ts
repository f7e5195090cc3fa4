/** How a source of schemas is told and kept in the lock: the same on every machine, and without credentials. */
import { relative, resolve, sep } from 'node:path'
import { hideCredentials, MASK } from '../../model/credentials/shapes.ts'

/** Parameters of URLs that choose what is meant. Any other may be a signature, a token or a password. */
const CHOOSES = new Set(['at', 'branch', 'channel', 'file', 'format', 'path', 'raw', 'ref', 'tag', 'version'])

export const urlLabel = (url: URL): string => {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  shown.hash = ''
  for (const name of new Set(shown.searchParams.keys()))
    if (!CHOOSES.has(name.toLowerCase())) shown.searchParams.set(name, MASK)
  return hideCredentials(shown.href)
}

/** Whether something of the source is not in its label, so that it can not be asked by it. */
export const isMasked = (label: string): boolean => label.includes(MASK)

/** Begins with a dot, so that it is no word of ours. */
export const pathLabel = (root: string, cwd: string, path: string): string => {
  const way = relative(root, resolve(cwd, path)).split(sep).join('/')
  if (way === '') return '.'
  return way.startsWith('.') ? way : `./${way}`
}
