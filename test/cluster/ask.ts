/** Asks the API server what it makes of an object: a create with strict fields, as kubectl has it, as a dry run. */
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import type { ControlPlane } from '../controlplane/start.ts'

export interface Verdict {
  readonly status: number
  /** Where it says the faults are; undefined where it could not even decode the object. */
  readonly paths: readonly string[] | undefined
  /** What it stopped at. */
  readonly stage: 'accepted' | 'strict' | 'decoding' | 'validation'
  readonly message: string
}

interface Status {
  readonly message?: string
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly message?: string }[] }
}

interface Kubeconfig {
  readonly clusters: readonly [{ cluster: { 'certificate-authority-data': string } }]
  readonly users: readonly [{ user: { 'client-certificate-data': string; 'client-key-data': string } }]
}

export interface Asker {
  ask(
    /** JSON. */
    object: string,
    resource: {
      readonly group: string
      readonly version: string
      readonly plural: string
      readonly namespaced: boolean
      readonly namespace: string
    },
  ): Promise<Verdict>
  close(): void
}

export const startAsking = (plane: ControlPlane): Asker => {
  const config = JSON.parse(readFileSync(plane.kubeconfig, 'utf8')) as Kubeconfig
  const decode = (text: string): Buffer => Buffer.from(text, 'base64')
  const [{ user }] = config.users
  const agent = new Agent({
    keepAlive: true,
    maxSockets: 8,
    ca: decode(config.clusters[0].cluster['certificate-authority-data']),
    cert: decode(user['client-certificate-data']),
    key: decode(user['client-key-data']),
  })
  const post = (url: string, body: string): Promise<{ status: number; text: string }> =>
    new Promise((resolve, reject) => {
      const sent = request(
        url,
        { agent, method: 'POST', headers: { 'content-type': 'application/json' } },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
          response.once('end', () => {
            resolve({ status: response.statusCode ?? 0, text })
          })
        },
      )
      sent.once('error', reject)
      sent.end(body)
    })
  return {
    async ask(object, { group, version, plural, namespaced, namespace }) {
      const place = namespaced ? `namespaces/${namespace}/${plural}` : plural
      const url = `${plane.url}/apis/${group}/${version}/${place}?dryRun=All&fieldValidation=Strict`
      const { status, text } = await post(url, object)
      return read(status, JSON.parse(text) as Status)
    },
    close: () => {
      agent.destroy()
    },
  }
}

const read = (status: number, { message = '', details }: Status): Verdict => {
  if (status < 300) return { status, stage: 'accepted', paths: [], message: '' }
  if (status === 422)
    return {
      status,
      stage: 'validation',
      paths: (details?.causes ?? [])
        .map(({ field = '', message: text = '' }) => placeOf(field, text))
        .filter((path) => path !== undefined),
      message,
    }
  const [, strict] = /strict decoding error: (.*)$/s.exec(message) ?? []
  if (strict !== undefined)
    return {
      status,
      stage: 'strict',
      paths: [...strict.matchAll(/unknown field "((?:[^"\\]|\\.)*)"/g)].map(([, path]) => path!),
      message,
    }
  return { status, stage: 'decoding', paths: undefined, message }
}

/** Errors without a field name their place in their words, except for the one that says that rules were not run. */
const placeOf = (field: string, text: string): string | undefined => {
  if (field !== '<nil>') return field
  // Follows from the errors of the schemas of allOf, which are told by themselves.
  if (text.includes('must validate all the schemas (allOf)')) return undefined
  return /(?:"([^"]*)" must|format \w+ in (\S+)$)/
    .exec(text)
    ?.slice(1)
    .find((path: string | undefined) => path !== undefined)
}
