/** The environment of a stdio server: plain values by --env, references to Secrets by --secret-env. */
import { usageError } from '../errors.ts'
import { isCredential } from '../model/credentials/plain.ts'
import { plainCredential } from './credentials.ts'
import { secretCommand } from './secret-command.ts'
import { readSecretRef } from './secret-ref.ts'

/** As Kubernetes has it. */
export type EnvVar =
  | { readonly name: string; readonly value: string }
  | {
      readonly name: string
      readonly valueFrom: { readonly secretKeyRef: { readonly name: string; readonly key: string } }
    }

const split = (option: string, text: string, form: string, example: string): [string, string] => {
  const hint = `for example: ${option} ${example}`
  const equals = text.indexOf('=')
  // The text is not repeated: it may be a credential that was meant for another form.
  if (equals < 0) throw usageError(`${option} takes ${form}, and there is no "=" in what it was given`, hint)
  const name = text.slice(0, equals)
  if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name) || name.length > 253)
    throw usageError(
      `${option}: "${name}" is not the name of a variable: letters, digits, "_", "-" and ".", no digit first`,
      hint,
    )
  return [name, text.slice(equals + 1)]
}

const plain = (text: string): EnvVar => {
  const [name, value] = split('--env', text, 'NAME=VALUE', 'LOG_LEVEL=debug')
  if (isCredential(name, value))
    throw plainCredential(
      `the value of ${name}`,
      `refer to a Secret instead: --secret-env ${name}=SECRET/KEY`,
    )
  return { name, value }
}

const secret = (text: string): EnvVar => {
  const [name, reference] = split('--secret-env', text, 'NAME=SECRET/KEY', 'TOKEN=my-secret/token')
  const ref = readSecretRef(`--secret-env ${name}`, reference)
  if (ref?.key === undefined)
    throw usageError(
      `--secret-env ${name} does not name a Secret and a key of it`,
      `for example: --secret-env ${name}=my-secret/token`,
    )
  return { name, valueFrom: { secretKeyRef: { name: ref.name, key: ref.key } } }
}

/** In the order of the options, the plain values first. */
export const environment = (env: readonly string[], secretEnv: readonly string[]): EnvVar[] => {
  const variables = [...env.map(plain), ...secretEnv.map(secret)]
  const seen = new Set<string>()
  for (const { name } of variables) {
    if (seen.has(name)) throw usageError(`the variable ${name} is given twice`)
    seen.add(name)
  }
  return variables
}

/** The commands that create the Secrets that the variables refer to, one a Secret. */
export const secretCommands = (variables: readonly EnvVar[], namespace: string): string[] => {
  const secrets = new Map<string, Set<string>>()
  for (const variable of variables) {
    if (!('valueFrom' in variable)) continue
    const { name, key } = variable.valueFrom.secretKeyRef
    secrets.set(name, (secrets.get(name) ?? new Set()).add(key))
  }
  return [...secrets].map(([name, keys]) => secretCommand(name, namespace, [...keys]))
}
