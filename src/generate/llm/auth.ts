/** The ways in which a provider is shown a credential, as AgentgatewayBackend `spec.policies.auth` has them. */
import type { Auth } from './provider.ts'

/** A key that goes with each request. The proxy adds `Bearer `, or what the provider wants instead. */
export const apiKey: Auth = {
  keys: ['Authorization'],
  takesKey: true,
  isFile: false,
  ambient: false,
  spec: (secretRef) => ({ secretRef }),
}

/** Requests signed with an AWS access key, or with the role of the proxy's pod. */
export const aws: Auth = {
  keys: ['accessKey', 'secretKey'],
  takesKey: false,
  isFile: false,
  ambient: true,
  spec: (secretRef) => ({ aws: secretRef === undefined ? {} : { secretRef } }),
}

/** Tokens by a Google service account's key file, or by the identity of the proxy's pod. */
export const gcp: Auth = {
  keys: ['credentials.json'],
  takesKey: true,
  isFile: true,
  ambient: true,
  spec: (secretRef) => ({ gcp: secretRef === undefined ? {} : { secretRef } }),
}
