/** Which cluster the line that is typed is about. */
import type { Line } from './grammar.ts'

const ONE = [
  'context',
  'kubeconfig',
  'cluster',
  'user',
  'server',
  'token',
  'tls-server-name',
  'certificate-authority',
  'client-certificate',
  'client-key',
  'as',
  'as-uid',
] as const
const SEVERAL = ['as-group', 'as-user-extra'] as const

export const givenFlags = ({ flags, command }: Line) => {
  const given = (name: string): string | undefined => flags.get(name)?.at(-1)
  // `validate --cluster` names none.
  const one = ONE.filter((name) => command?.flags[name]?.type === 'option')
  return {
    given,
    overrides: {
      ...Object.fromEntries(one.map((name) => [name, given(name)])),
      ...Object.fromEntries(SEVERAL.map((name) => [name, flags.get(name)])),
      ...(flags.has('insecure-skip-tls-verify') ? { 'insecure-skip-tls-verify': true } : {}),
    },
  }
}
