/**
 * Who may import whom: the one place where the layers stand (CONTRIBUTING.md draws them).
 * test/layers.test.ts plants a violation and sees this file catch it.
 */
const base = ['model', 'codes', 'errors']

/** Each layer, and what it may import besides itself and the base. `commands` may import everything. */
const layers = {
  model: [],
  codes: [],
  manifest: [],
  generate: [],
  validate: [],
  plan: [],
  apply: ['manifest'],
  cluster: [],
  lower: [],
  gateway: [],
  probe: [],
  report: [],
  completion: [],
  operations: ['manifest', 'generate', 'validate', 'plan', 'apply', 'lower', 'gateway', 'probe'],
}

/** Packages that only one layer may import. */
const owned = {
  '@kubernetes/client-node': ['cluster'],
  '@modelcontextprotocol/sdk': ['gateway', 'probe'],
  ajv: ['validate'],
  re2js: ['validate'],
  'js-yaml': ['manifest', 'cluster'],
  yaml: ['manifest'],
  chalk: ['report'],
  '@oclif/core': ['commands', 'main'],
}

const folder = (names) => `^src/(${names.join('|')})(/|\\.ts$)`

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-orphan-import', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...Object.entries(layers).map(([layer, allowed]) => ({
      name: `layer-${layer}`,
      severity: 'error',
      from: { path: folder([layer]) },
      to: { path: '^src/', pathNot: folder([layer, ...base, ...allowed]) },
    })),
    ...Object.entries(owned).map(([name, by]) => ({
      name: `only-${by.join('-and-')}-imports-${name}`,
      severity: 'error',
      from: { path: '^src/', pathNot: folder(by) },
      to: { path: `node_modules/${name}/` },
    })),
    {
      name: 'pure-layers-read-nothing',
      comment: 'model, plan and lower get clock, files and cluster as arguments',
      severity: 'error',
      from: { path: folder(['model', 'plan', 'lower', 'codes']) },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|path|util)$' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
}
