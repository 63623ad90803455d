import { type KeyObject, X509Certificate } from 'node:crypto'
import type { Clock } from '../../domain/clock.ts'
import type { RawAnswer } from '../http.ts'
import { PlatformError } from '../platform-error.ts'
import { unsealed } from './envelope.ts'
import { createSignatureCheck } from './signature.ts'
import { certificatesReply } from './types.ts'

/** The platform asks for at most 12 h (GET /v3/certificates). */
const keepMs = 43_200_000
/** After a failure, so that whoever sends us serials cannot have us call all the time. */
const againMs = 60_000

const api = '/v3/certificates'

/**
 * The certificates WeChat Pay signs with where it does not sign with its public key. They are asked for by age alone, never because
 * somebody named one we do not have. A merchant on the public key has none.
 */
export function createPlatformCertificates(deps: {
  fetch(): Promise<RawAnswer>
  apiV3Key: string
  /** The public key, if there is one: it may sign the list. */
  publicKeyOf(serial: string): KeyObject | undefined
  clock: Clock
}) {
  const { clock } = deps
  let known: Map<string, Known> | undefined
  let dueMs = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined

  async function ask(): Promise<void> {
    dueMs = clock.now().getTime() + againMs
    known = await read(await deps.fetch())
    dueMs = clock.now().getTime() + keepMs
  }

  async function read(answer: RawAnswer): Promise<Map<string, Known>> {
    if (answer.status === 404) return new Map()
    if (answer.status !== 200) throw fault('http', String(answer.status))
    const keys = new Map<string, Known>()
    for (const { serial_no: serial, encrypt_certificate, effective_time: from } of parsed(answer).data) {
      const certificate = opened(encrypt_certificate)
      if (certificate.serialNumber !== serial.toUpperCase()) throw fault('malformed', 'serial')
      keys.set(certificate.serialNumber, { key: certificate.publicKey, from })
    }
    // Signed by one of those it brings.
    const check = createSignatureCheck({
      keyOf: async (serial) => keys.get(serial)?.key ?? deps.publicKeyOf(serial),
      clock,
    })
    const wrong = await check({ header: answer.header, body: answer.bytes })
    if (wrong !== null) throw fault('malformed', `signature.${wrong}`)
    return keys
  }

  function opened(sealed: Parameters<typeof unsealed>[0]): X509Certificate {
    try {
      return new X509Certificate(unsealed(sealed, deps.apiV3Key))
    } catch {
      // The APIv3 key is another one, or somebody changed a byte.
      throw fault('malformed', 'sealing')
    }
  }

  /** @throws PlatformError while none were ever had */
  async function current(): Promise<Map<string, Known>> {
    if (clock.now().getTime() >= dueMs) {
      asking ??= ask().finally(() => {
        asking = undefined
      })
    }
    // Those of yesterday do while new ones cannot be had.
    await asking?.catch((error: unknown) => {
      if (known === undefined) throw error
    })
    if (known === undefined) throw fault('unreachable', 'certificates')
    return known
  }

  return {
    /** @throws PlatformError while none were ever had */
    keyOf: async (serial: string): Promise<KeyObject | undefined> => (await current()).get(serial)?.key,
    /** What is meant for WeChat Pay alone is sealed with: the latest in force. @throws PlatformError where there is none */
    async latest(): Promise<{ serial: string; key: KeyObject }> {
      const now = clock.now()
      const inForce = [...(await current())].filter(([, { from }]) => from <= now)
      const [serial, last] = inForce.sort(([, a], [, b]) => b.from.getTime() - a.from.getTime())[0] ?? []
      if (serial === undefined || last === undefined) throw fault('unreachable', 'certificates')
      return { serial, key: last.key }
    },
  }
}

interface Known {
  key: KeyObject
  from: Date
}

function parsed({ bytes }: RawAnswer) {
  try {
    return certificatesReply.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    throw fault('malformed', 'json')
  }
}

const fault = (kind: 'http' | 'malformed' | 'unreachable', code: string) =>
  new PlatformError({ platform: 'wechatpay', api, kind, code, retryable: true, sent: 'no' })
