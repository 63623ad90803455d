import { type KeyObject, sign, X509Certificate } from 'node:crypto'

/** A self-signed X.509 v3 certificate in PEM: node:crypto reads certificates and makes none. @param serial 40 hex digits, the first 1 to 7 */
export function selfSigned(input: {
  name: string
  serial: string
  publicKey: KeyObject
  privateKey: KeyObject
  from: Date
  until: Date
}): string {
  const { name, serial, publicKey, privateKey, from, until } = input
  const named = sequence(tagged(0x31, sequence(commonName, tagged(0x0c, Buffer.from(name)))))
  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.from(serial, 'hex')),
    sha256WithRsa,
    named,
    sequence(time(from), time(until)),
    named,
    publicKey.export({ type: 'spki', format: 'der' }),
  )
  const signature = sign('RSA-SHA256', toBeSigned, privateKey)
  const der = sequence(toBeSigned, sha256WithRsa, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])))
  return new X509Certificate(der).toString()
}

function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content])
  const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex')
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, content])
}

const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, Buffer.concat(parts))
const integer = (bytes: Buffer): Buffer => tagged(0x02, bytes)
/** UTCTime: years up to 2049. */
const time = (at: Date): Buffer =>
  tagged(0x17, Buffer.from(`${at.toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`))
/** 2.5.4.3 */
const commonName = tagged(0x06, Buffer.from('550403', 'hex'))
/** 1.2.840.113549.1.1.11 without parameters */
const sha256WithRsa = sequence(
  tagged(0x06, Buffer.from('2a864886f70d01010b', 'hex')),
  Buffer.from('0500', 'hex'),
)
