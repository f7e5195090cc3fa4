/** A CRD of no use with a field of each format that Kubernetes checks. */
import { FORMAT_SAMPLES } from './format-samples.ts'

export const FORMATS_CRD = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'formatteds.test.agentgw.dev' },
  spec: {
    group: 'test.agentgw.dev',
    scope: 'Namespaced',
    names: { kind: 'Formatted', plural: 'formatteds', singular: 'formatted', listKind: 'FormattedList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: Object.fromEntries(
                  Object.keys(FORMAT_SAMPLES).map((format) => [format, { type: 'string', format }]),
                ),
              },
            },
          },
        },
      },
    ],
  },
}
