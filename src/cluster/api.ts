/** The API server's answers as values: sends a request, reads the JSON, and knows a refusal when it sees one. */
import { ClusterError } from '../model/cluster-error.ts'
import type { KindRef } from '../model/cluster.ts'
import { API_VERSION, GATEWAY_GROUP, GROUP, isOwn } from '../model/kinds.ts'
import { Lines } from '../model/lines.ts'
import { groupOf } from '../model/resource.ts'
import { refusal, type Status, statusOf } from './refusal.ts'
import type { Tries } from './retry.ts'
import type { Request } from './sender.ts'
import type { Reply, Transport } from './transport.ts'

export type Json = Readonly<Record<string, unknown>>

/** In bytes: more than the largest object that the API server stores. */
const LONGEST_LINE = 16 * 2 ** 20

/**
 * `found`: a good reply; `absent`: a 404 that the API server says about a named object or a path. `unsure`: an earlier
 * sending of the same request, whose answer was lost, may have been carried out. `tried`: how often and how long it was
 * asked, for a message; empty where once.
 */
export type Answer =
  | { readonly is: 'found'; readonly value: Json }
  | { readonly is: 'absent'; readonly status: Status | undefined; readonly unsure: boolean }
  | {
      readonly is: 'refused'
      readonly http: number
      readonly status: Status
      readonly unsure: boolean
      readonly tried: string
    }

export const kindNotServed = ({ apiVersion, kind }: KindRef, server: string): ClusterError => {
  const group = groupOf(apiVersion)
  const hint =
    apiVersion === API_VERSION && isOwn(kind)
      ? 'kubectl agentgw install'
      : group === GROUP
        ? "install agentgateway's CRDs (https://agentgateway.dev/docs/kubernetes)"
        : group === GATEWAY_GROUP
          ? "install Gateway API's CRDs (https://gateway-api.sigs.k8s.io/guides)"
          : 'install its CRD; `kubectl api-resources` lists what the cluster serves'
  return new ClusterError(
    'kind-not-served',
    404,
    `the cluster at ${server} does not serve ${kind} in ${apiVersion}`,
    {
      hint,
    },
  )
}

const triedText = ({ attempts, waited }: Tries, after: number | undefined): string =>
  [
    attempts > 1 ? `asked ${attempts} times, with ${seconds(waited)} of waiting` : '',
    after === undefined ? '' : `it asks to come back in ${seconds(after)}`,
  ]
    .filter(Boolean)
    .join('; ')

const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`

export class Api {
  /** The API server's URL, for messages. */
  readonly server: string
  readonly #transport: Transport
  readonly #warn: (warning: string) => void
  readonly #warned = new Set<string>()
  #kubernetes: Promise<boolean> | undefined

  constructor(transport: Transport, server: string, warn: (warning: string) => void) {
    this.#transport = transport
    this.server = server
    this.#warn = warn
  }

  /** Sends and reads. Throws only where no Kubernetes API answers. */
  async ask(request: Request): Promise<Answer> {
    return this.#answer(await this.#transport.send(request))
  }

  /** The values of a reply that goes on, one a line, or the answer where it is another. */
  async stream(request: Request, signal: AbortSignal): Promise<Answer | AsyncIterable<Json>> {
    const reply = await this.#transport.stream(request, signal)
    return 'status' in reply ? this.#answer(reply) : this.#values(reply)
  }

  async *#values(chunks: AsyncIterable<Buffer>): AsyncGenerator<Json> {
    const lines = new Lines(LONGEST_LINE)
    for await (const chunk of chunks)
      for (const line of lines.push(chunk)) {
        const value = parse(line)
        if (value === undefined) throw this.#notKubernetes(200)
        yield value
      }
  }

  async #answer({ status, text, warnings, tries, retryAfter }: Reply): Promise<Answer> {
    const { unsure } = tries
    for (const warning of warnings) {
      if (this.#warned.has(warning)) continue
      this.#warned.add(warning)
      this.#warn(warning)
    }
    if (status >= 200 && status < 300) {
      const value = parse(text)
      if (value === undefined) throw this.#notKubernetes(status)
      return { is: 'found', value }
    }
    const said = statusOf(text)
    if (status === 404) {
      // A path that is not served gets a plain 404, as from any web server.
      if (said === undefined && !(await (this.#kubernetes ??= this.#isKubernetes())))
        throw this.#notKubernetes(status)
      return { is: 'absent', status: said, unsure }
    }
    if (said === undefined && status < 500 && status !== 401 && status !== 429)
      throw this.#notKubernetes(status)
    return { is: 'refused', http: status, status: said ?? {}, unsure, tried: triedText(tries, retryAfter) }
  }

  /** The error of an answer that is not `found`. */
  refused(answer: Exclude<Answer, { is: 'found' }>, what: string, kind: KindRef): ClusterError {
    if (answer.is === 'refused') return refusal(answer.http, answer.status, what, this.server, answer.tried)
    const { status } = answer
    return status?.details?.name === undefined
      ? kindNotServed(kind, this.server)
      : refusal(404, status, what, this.server)
  }

  async #isKubernetes(): Promise<boolean> {
    const { status, text } = await this.#transport.send({ method: 'GET', path: '/version', repeatable: true })
    return (status === 200 && typeof parse(text)?.['gitVersion'] === 'string') || statusOf(text) !== undefined
  }

  #notKubernetes(status: number): ClusterError {
    const message = `what answers at ${this.server} is not a Kubernetes API server (HTTP ${status})`
    const hint =
      'correct `server` of the cluster in the kubeconfig; a proxy or login page on the way answers like this too'
    return new ClusterError('not-kubernetes', status, message, { hint })
  }
}

const parse = (text: string): Json | undefined => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined
  } catch {
    return undefined
  }
}
