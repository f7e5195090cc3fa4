/**
 * A certificate authority for one test control plane. Node signs but does not write X.509, so the few
 * fields that are needed are encoded here: ECDSA P-256, valid for a year, held in memory.
 */
import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'

export interface Credential {
  /** PEM. */
  readonly certificate: string
  /** PEM, PKCS #8. */
  readonly key: string
}

export interface Validity {
  readonly from: Date
  readonly until: Date
}

export interface Authority {
  /** PEM, to be trusted. */
  readonly certificate: string
  /** A server's certificate for 127.0.0.1 and localhost; valid from an hour ago for a year, or for that time. */
  server(valid?: Validity): Credential
  /** A client's certificate: Kubernetes reads the common name as the user, organizations as groups. */
  client(name: string, groups: readonly string[]): Credential
}

const HOUR = 3_600_000
const TAG = { boolean: 0x01, integer: 0x02, bits: 0x03, octets: 0x04, oid: 0x06, utf8: 0x0c, time: 0x17 }
const SEQUENCE = 0x30
const SET = 0x31

const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const length: number[] = []
  for (let rest = body.length; rest > 0; rest >>>= 8) length.unshift(rest & 0xff)
  const head = body.length < 0x80 ? [tag, body.length] : [tag, 0x80 | length.length, ...length]
  return Buffer.concat([Buffer.from(head), body])
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => der(SEQUENCE, ...parts)

const oid = (dotted: string): Buffer => {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes = [first * 40 + second]
  for (const arc of rest) {
    const groups = [arc & 0x7f]
    for (let more = arc >>> 7; more > 0; more >>>= 7) groups.unshift((more & 0x7f) | 0x80)
    bytes.push(...groups)
  }
  return der(TAG.oid, Buffer.from(bytes))
}

const time = (date: Date): Buffer =>
  der(TAG.time, Buffer.from(`${date.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`))

const attribute = (type: string, value: string): Buffer =>
  der(SET, sequence(oid(type), der(TAG.utf8, Buffer.from(value))))

const subject = (name: string, groups: readonly string[] = []): Buffer =>
  sequence(...groups.map((group) => attribute('2.5.4.10', group)), attribute('2.5.4.3', name))

const extension = (type: string, value: Buffer): Buffer =>
  sequence(oid(type), der(TAG.boolean, Buffer.from([0xff])), der(TAG.octets, value))

const isAuthority = [
  extension('2.5.29.19', sequence(der(TAG.boolean, Buffer.from([0xff])))),
  extension('2.5.29.15', der(TAG.bits, Buffer.from([1, 0x06]))), // keyCertSign, cRLSign
]
const signsHandshakes = extension('2.5.29.15', der(TAG.bits, Buffer.from([7, 0x80])))
const purpose = (type: string): Buffer => extension('2.5.29.37', sequence(oid(type)))
const isServer = [
  signsHandshakes,
  purpose('1.3.6.1.5.5.7.3.1'),
  extension(
    '2.5.29.17',
    sequence(der(0x82, Buffer.from('localhost')), der(0x87, Buffer.from([127, 0, 0, 1]))),
  ),
]
const isClient = [signsHandshakes, purpose('1.3.6.1.5.5.7.3.2')]

const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'))

const aYear = (): Validity => ({
  from: new Date(Date.now() - HOUR),
  until: new Date(Date.now() + 365 * 24 * HOUR),
})

const issue = (
  issuer: { name: Buffer; key: KeyObject },
  to: { name: Buffer; publicKey: KeyObject },
  extensions: readonly Buffer[],
  { from, until }: Validity = aYear(),
): string => {
  const serial = randomBytes(16)
  serial[0] = (serial[0]! & 0x7f) | 0x40 // positive, and of one length
  const body = sequence(
    der(0xa0, der(TAG.integer, Buffer.from([2]))), // X.509 version 3
    der(TAG.integer, serial),
    ecdsaWithSha256,
    issuer.name,
    sequence(time(from), time(until)),
    to.name,
    to.publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  )
  const signature = sign('sha256', body, issuer.key)
  const whole = sequence(body, ecdsaWithSha256, der(TAG.bits, Buffer.from([0]), signature))
  const lines = whole.toString('base64').replace(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
}

const newKeys = (): { publicKey: KeyObject; privateKey: KeyObject } =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' })

export const createAuthority = (): Authority => {
  const own = newKeys()
  const issuer = { name: subject('agentgw-test-ca'), key: own.privateKey }
  const credential = (name: Buffer, extensions: readonly Buffer[], valid?: Validity): Credential => {
    const { publicKey, privateKey } = newKeys()
    return {
      certificate: issue(issuer, { name, publicKey }, extensions, valid),
      key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    }
  }
  return {
    certificate: issue(issuer, { name: issuer.name, publicKey: own.publicKey }, isAuthority),
    server: (valid) => credential(subject('kube-apiserver'), isServer, valid),
    client: (name, groups) => credential(subject(name, groups), isClient),
  }
}
