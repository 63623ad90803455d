import type { NoticeReading, PaymentNotices, RawNotice, ToldNotice } from '../../domain/payments/ports.ts'
import { PlatformError } from '../platform-error.ts'
import type { WechatpayClient } from './client.ts'
import { unsealed } from './envelope.ts'
import { noticeBody, paidTransaction, refundNotice } from './types.ts'

const refundEvents = new Set(['REFUND.SUCCESS', 'REFUND.ABNORMAL', 'REFUND.CLOSED'])

/** Notices of payments and refunds: believed by the signature over their very bytes first, then by the seal around what they say. */
export function createWechatNotices(deps: {
  check: WechatpayClient['check']
  apiV3Key: string
}): PaymentNotices {
  async function signatureOf({ headers, body }: RawNotice): Promise<NoticeReading | null> {
    try {
      const why = await deps.check({ header: (name) => headers[name], body })
      return why === null ? null : { kind: 'forged', why }
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error
      return { kind: 'unavailable', code: `${error.kind}.${error.code}` }
    }
  }

  return {
    async read(raw): Promise<NoticeReading> {
      const { body } = raw
      const wrong = await signatureOf(raw)
      if (wrong !== null) return wrong
      const parsed = noticeBody.safeParse(jsonIn(body))
      if (!parsed.success) return { kind: 'forged', why: 'malformed' }
      const { id, create_time: at, event_type: eventType, resource } = parsed.data
      if (eventType !== 'TRANSACTION.SUCCESS' && !refundEvents.has(eventType)) {
        return { kind: 'ignored', eventType }
      }
      const text = opened(resource, deps.apiV3Key)
      if (text === null) return { kind: 'forged', why: 'sealing' }
      const notice = noticeIn(eventType, jsonIn(Buffer.from(text)))
      return notice === null
        ? { kind: 'forged', why: 'malformed' }
        : { kind: 'told', id, eventType, at, notice }
    },
  }
}

function noticeIn(eventType: string, said: unknown): ToldNotice | null {
  if (eventType === 'TRANSACTION.SUCCESS') {
    const transaction = paidTransaction.safeParse(said)
    return transaction.success ? { kind: 'transaction', transaction: transaction.data } : null
  }
  const refund = refundNotice.safeParse(said)
  return refund.success ? { kind: 'refund', ...refund.data } : null
}

function opened(resource: Parameters<typeof unsealed>[0], key: string): string | null {
  try {
    return unsealed(resource, key)
  } catch {
    return null
  }
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}
