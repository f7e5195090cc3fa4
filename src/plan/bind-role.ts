/** How an administrator gives a user the role that holds a right. */
import { SYSTEM_NAMESPACE } from '../model/kinds.ts'
import type { Right } from './rights/right.ts'

const quoted = (text: string): string =>
  /^[\w@:.,/-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

const subject = (user: string): string => {
  const account = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user)
  return account === null ? `--user=${quoted(user)}` : `--serviceaccount=${account[1]}:${account[2]}`
}

/** The command by which an administrator gives a user a role, where this right is needed; undefined where no role has it. */
export const bindCommand = (
  { role, place, namespace: own }: Right,
  asked: string,
  user: string,
): string | undefined => {
  if (role === undefined) return undefined
  const namespace = own ?? asked
  const name = `${role}-${user
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}`
  switch (place) {
    case 'everywhere':
      return `kubectl create clusterrolebinding ${name} --clusterrole=${role} ${subject(user)}`
    case 'system':
      return `kubectl create rolebinding ${name} -n ${SYSTEM_NAMESPACE} --role=${role} ${subject(user)}`
    case 'target':
      return `kubectl create rolebinding ${name} -n ${namespace} --clusterrole=${role} ${subject(user)}`
  }
}
