/** CRDs made for one test. */
import { kindsOfCrds } from './crd-kinds.ts'
import type { Schema } from '../../src/validate/compile/schema.ts'
import type { Kinds } from '../../src/validate/kinds.ts'
import { brief, verdictOf } from './verdict-of.ts'

export const crd = (spec: Schema, more: object = {}): object => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  spec: {
    group: 'test.example.com',
    scope: 'Namespaced',
    names: { kind: 'Thing', plural: 'things' },
    versions: [
      { name: 'v1', served: true, schema: { openAPIV3Schema: { type: 'object', properties: { spec } } } },
    ],
    ...more,
  },
})

export const kindsOf = (spec: Schema): Kinds => kindsOfCrds([{ path: 'crd.yaml', values: [crd(spec)] }])

/** The findings about a Thing of that spec, without their places. */
export const check = async (schema: Schema, spec: unknown): Promise<string[]> => {
  const thing = { apiVersion: 'test.example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec }
  return brief(await verdictOf({ 'a.json': JSON.stringify(thing) }, kindsOf(schema))).map((line) =>
    line.replace(/^\S+ /, ''),
  )
}
