/** Which cluster, and as whom: kubectl's flags, by its names. What few need is left out of the help (docs/connecting.md has all). */
import { Flags } from '@oclif/core'

const helpGroup = 'CONNECTION'

const several = { multiple: true, multipleNonGreedy: true, default: [] as string[] } as const

const common = {
  context: Flags.string({ helpGroup, description: 'kubeconfig context to use', helpValue: 'NAME' }),
  kubeconfig: Flags.string({ helpGroup, description: 'kubeconfig file to use', helpValue: 'FILE' }),
  user: Flags.string({ helpGroup, description: 'kubeconfig user to use', helpValue: 'NAME' }),
  as: Flags.string({
    helpGroup,
    description: 'act as this user, or system:serviceaccount:NAMESPACE:NAME',
    helpValue: 'USER',
  }),
  'as-group': Flags.string({
    helpGroup,
    description: 'act as a member of this group; may be given several times',
    helpValue: 'GROUP',
    ...several,
  }),
  'request-timeout': Flags.string({
    helpGroup,
    description: 'time limit of one request to the cluster, such as 10s or 2m; 0 means none (default: 30s)',
    helpValue: 'TIME',
  }),
}

const hidden = true

const rare = {
  'as-uid': Flags.string({ hidden, helpGroup, description: 'act with this UID', helpValue: 'UID' }),
  'as-user-extra': Flags.string({
    hidden,
    helpGroup,
    description: 'act with this extra of the user; may be given several times',
    helpValue: 'KEY=VALUE',
    ...several,
  }),
  server: Flags.string({
    char: 's',
    hidden,
    helpGroup,
    description: 'URL of the API server',
    helpValue: 'URL',
  }),
  token: Flags.string({
    hidden,
    helpGroup,
    description: 'bearer token; other users of the machine may see it while the command runs',
    helpValue: 'TOKEN',
  }),
  'insecure-skip-tls-verify': Flags.boolean({
    hidden,
    helpGroup,
    description: 'do not look whether the certificate of the API server is one to trust',
  }),
  'certificate-authority': Flags.string({
    hidden,
    helpGroup,
    description: "file of the authority that signed the API server's certificate",
    helpValue: 'FILE',
  }),
  'client-certificate': Flags.string({
    hidden,
    helpGroup,
    description: 'file of a client certificate',
    helpValue: 'FILE',
  }),
  'client-key': Flags.string({
    hidden,
    helpGroup,
    description: 'file of the key of the client certificate',
    helpValue: 'FILE',
  }),
  'tls-server-name': Flags.string({
    hidden,
    helpGroup,
    description: "name to expect in the API server's certificate",
    helpValue: 'NAME',
  }),
}

/** For `validate`, whose --cluster says whether one is asked at all. */
export const clusterFlagsWithoutCluster = { ...common, ...rare }

export const clusterFlags = {
  ...clusterFlagsWithoutCluster,
  cluster: Flags.string({ helpGroup, description: 'kubeconfig cluster to use', helpValue: 'NAME' }),
}
