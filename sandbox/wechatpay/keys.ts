import { generateKeyPair, type KeyObject, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import { selfSigned } from './certificate.ts'

interface Pair {
  publicKey: KeyObject
  privateKey: KeyObject
}

/** What signs answers and notices, named as in the header Wechatpay-Serial. */
export interface SigningKey {
  serial: string
  privateKey: KeyObject
}

export interface PlatformCertificate extends SigningKey {
  pem: string
  from: Date
  until: Date
}

/** Every key of the merchant and of WeChat Pay. */
export interface PayKeys {
  merchant: { serial: string; certificate: string; privateKey: string; publicKey: KeyObject }
  /** 微信支付公钥 */
  publicKey: SigningKey & { pem: string }
  /** The first is in use; the second follows it at a renewal. */
  platform: [PlatformCertificate, PlatformCertificate]
  /** Of nobody here. */
  foreign: KeyObject
  /** Exactly 32 bytes. */
  apiV3Key: string
}

const yearMs = 365 * 86_400_000

// Pairs take a while to be made and are all alike: a process makes them once, and only when somebody pays.
let made: Promise<[Pair, Pair, Pair, Pair, Pair]> | undefined
const aPair = (): Promise<Pair> => promisify(generateKeyPair)('rsa', { modulusLength: 2048 })

/** Keys made at the start of this process, under certificates of now. */
export async function makeKeys(now: Date): Promise<PayKeys> {
  made ??= Promise.all([aPair(), aPair(), aPair(), aPair(), aPair()])
  const [merchant, publicKey, first, second, foreign] = await made
  const span = { from: new Date(now.getTime() - yearMs), until: new Date(now.getTime() + 4 * yearMs) }
  const platform = (pair: Pair): PlatformCertificate => {
    const serial = aSerial()
    const pem = selfSigned({ name: 'Tenpay.com sign', serial, ...pair, ...span })
    return { serial, privateKey: pair.privateKey, pem, ...span }
  }
  const serial = aSerial()
  return {
    merchant: {
      serial,
      certificate: selfSigned({ name: '1900000001', serial, ...merchant, ...span }),
      privateKey: merchant.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      publicKey: merchant.publicKey,
    },
    publicKey: {
      serial: 'PUB_KEY_ID_0119000000012026030200000001',
      privateKey: publicKey.privateKey,
      pem: publicKey.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    },
    platform: [platform(first), platform(second)],
    foreign: foreign.privateKey,
    apiV3Key: randomBytes(16).toString('hex'),
  }
}

/** 40 hex digits, upper case. */
function aSerial(): string {
  return `5${randomBytes(20).toString('hex').slice(1)}`.toUpperCase()
}
