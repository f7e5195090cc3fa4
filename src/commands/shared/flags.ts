import { Flags } from '@oclif/core'

export { clusterFlags } from './cluster-flags.ts'

export const namespaceFlag = {
  namespace: Flags.string({
    char: 'n',
    description: 'namespace of the objects (default: the one of agentgw.yaml, else agentgateway-system)',
    helpValue: 'NAME',
  }),
}

export const folderFlag = {
  dir: Flags.string({
    char: 'd',
    description: 'folder of manifests (default: the one that agentgw.yaml names, else ./manifests)',
    helpValue: 'DIR',
  }),
}

/** For commands that take several folders under one agentgw.yaml. */
export const foldersFlag = {
  dir: Flags.string({
    char: 'd',
    description:
      'folder of manifests (default: the one that agentgw.yaml names, else ./manifests); may be given several times',
    helpValue: 'DIR',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
}

export const crdsFlag = {
  crds: Flags.string({
    description: 'file or folder of CRDs whose kinds to check, too; may be given several times',
    helpValue: 'PATH',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
}

export const yesFlag = {
  yes: Flags.boolean({ char: 'y', description: 'do not ask for confirmation' }),
}

export const suppressFlag = {
  suppress: Flags.string({
    description:
      'accept findings of this code, of this object only where one is named; may be given several times',
    helpValue: 'CODE[:KIND/NAME]',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
}

/** `--dry-run` alone means client (main.ts fills that in), `--dry-run=server` asks the API server. */
export const dryRunFlag = {
  'dry-run': Flags.option({
    options: ['none', 'client', 'server'] as const,
    default: 'none',
    description: 'say what would be done and do nothing; "server" asks the API server too',
  })(),
}

/** `-o`; the first format is the default. */
export const outputFlag = <const F extends readonly [string, ...string[]]>(formats: F) => ({
  output: Flags.option({
    char: 'o',
    options: formats,
    default: formats[0] as F[number],
    description: 'output format',
  })(),
})
