/**
 * The commands that create Secrets. A value is asked for by the shell (bash, zsh) and goes to kubectl through a
 * pipe, so that it stands neither on a command line, which others can see, nor in a history.
 */

/** `keys`: the keys of the Secret, each a value of one line. */
export const secretCommand = (name: string, namespace: string, keys: readonly string[]): string => {
  const create = `kubectl create secret generic ${name} -n ${namespace}`
  const [key = '', ...more] = keys
  return more.length === 0
    ? `(read -rs V; printf %s "$V") | ${create} --from-file=${key}=/dev/stdin`
    : `(for K in ${keys.join(' ')}; do read -rs V; printf '%s=%s\\n' $K "$V"; done) | ${create} --from-env-file=/dev/stdin`
}

/** For a value that is a file already, such as the key of a service account. */
export const secretFileCommand = (name: string, namespace: string, key: string): string =>
  `kubectl create secret generic ${name} -n ${namespace} --from-file=${key}='<FILE>'`
