import { table } from './entry.ts'

/** Codes of schemas: where they come from, and kinds without one. */
export const schemas = table({
  'no-schema': {
    is: 'finding',
    title:
      'There is no schema for the kind, so the object was not checked, and --strict-kinds wants it to be.',
    mend: '`kubectl agentgw schemas pull` takes the schemas from a cluster, files or a URL; `--crds PATH` uses files for one run. Leave --strict-kinds out where such objects may pass unchecked.',
  },
})
