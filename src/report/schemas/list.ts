/** What validates which kind, for people and for programs (schemas/output/schemas-list.schema.json). */
import type { KindEntry, SchemaOrigin } from '../../model/schema-origin.ts'
import { columns } from '../columns.ts'

const told = (origin: SchemaOrigin | undefined): string => {
  switch (origin?.from) {
    case undefined:
      return '- (skipped)'
    case 'built-in':
      return 'built in'
    case 'outline':
      return 'outline, built in'
    case 'crds':
      return `--crds ${origin.path}`
    case 'pulled':
      return `pulled from ${origin.source}${origin.release === undefined ? '' : ` at ${origin.release}`}`
  }
}

export const listText = (entries: readonly KindEntry[]): string =>
  columns([
    ['KIND', 'API VERSION', 'SCHEMA'],
    ...entries.map(({ group, version, kind, origin }) => [kind, `${group}/${version}`, told(origin)]),
  ])
    .map((line) => `${line}\n`)
    .join('')

export const listJson = (entries: readonly KindEntry[]): string => {
  const schemas = entries.map(({ group, version, kind, origin }) => ({
    apiVersion: `${group}/${version}`,
    kind,
    ...(origin ?? { from: 'none' }),
  }))
  return `${JSON.stringify({ schemas }, null, 2)}\n`
}
