import type { Activity } from '../../../domain/activity.ts'
import type { Clock } from '../../../domain/clock.ts'
import { DomainError } from '../../../domain/errors.ts'
import type { Inbox } from '../../../domain/inbox/inbox.ts'
import type { Log } from '../../../domain/log.ts'
import type { NoticeReading, PaymentNotices, ToldNotice } from '../../../domain/payments/ports.ts'
import type { Context } from '../../../http/context.ts'
import { readBody } from '../../../http/read-body.ts'

const bodyLimitBytes = 64 * 1024
/** An unknown key is told once in so long: anybody can name one. */
const tellAgainMs = 3_600_000

/**
 * POST /hooks/wxpay: a notice of WeChat Pay, believed before it is stored and stored before the 204. It comes again until then, and
 * may come twice at once: one payment or refund is one record.
 */
export function createWxpayHook(deps: {
  notices: PaymentNotices
  inbox: Inbox
  background: Activity['background']
  clock: Clock
  log: Log
}) {
  const { notices, inbox, background, clock, log } = deps
  let toldAt = Number.NEGATIVE_INFINITY

  function tellOfUnknownKey(serial: string): void {
    const now = clock.now().getTime()
    if (now - toldAt < tellAgainMs) return
    toldAt = now
    log.error(
      { serial: /^[\w-]{1,64}$/.test(serial) ? serial : 'unreadable' },
      'a notice of WeChat Pay is signed by a key that is not configured: it was refused and comes again',
    )
  }

  function refuse(ctx: Context, reading: Exclude<NoticeReading, { kind: 'told' | 'ignored' }>): never {
    if (reading.kind === 'unavailable') {
      throw new DomainError('platform.unavailable', { platform: 'wechatpay', code: reading.code })
    }
    if (reading.why === 'unknownKey') tellOfUnknownKey(ctx.get('wechatpay-serial'))
    throw new DomainError('signature.invalid', { check: reading.why })
  }

  return async (ctx: Context) => {
    const text = await readBody(ctx, bodyLimitBytes)
    const headers = Object.fromEntries(
      Object.entries(ctx.headers).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : undefined,
      ]),
    )
    const reading = await notices.read({ headers, body: Buffer.from(text) })
    if (reading.kind === 'ignored')
      log.info({ eventType: reading.eventType }, 'a notice Kelu does nothing with')
    else if (reading.kind !== 'told') refuse(ctx, reading)
    else {
      const { eventType: kind, at, notice } = reading
      const _id = `wxpay:${numberOf(notice)}:${kind}`
      await inbox.accept({ _id, source: 'wxpay', kind, at, payload: notice })
      background('payment notice', () => inbox.process(_id))
    }
    ctx.status = 204
  }
}

const numberOf = (notice: ToldNotice): string =>
  notice.kind === 'transaction' ? notice.transaction.transactionId : notice.refund.refundId
