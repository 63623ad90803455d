import { DateTime } from 'luxon'
import { z } from 'zod'
import type { SmsReport, SmsUplink } from '../../../domain/outreach/ports.ts'
import { type Pushed, parseEach, phoneOf, textId } from '../pushed.ts'
import { isRefusalReply } from '../refusal-reply.ts'
import { isUnreachable } from './codes.ts'

const nationcode = z
  .union([z.string(), z.number()])
  .transform(String)
  .pipe(z.string().regex(/^\d{1,4}$/))
const mobile = textId

const phoneSchema = z.object({ nationcode, mobile }).transform(({ nationcode, mobile }, context) => {
  // With or without the country code in front, whatever the account is set to.
  const bare = /^\+|^00/.test(mobile) ? mobile : mobile.length > 11 ? `+${mobile}` : `+${nationcode}${mobile}`
  const phone = phoneOf(bare)
  if (phone) return phone
  context.addIssue({ code: 'custom', message: 'expected a phone number' })
  return z.NEVER
})

/** cloud.tencent.com 382/52069; times are those of Asia/Shanghai. */
const reportSchema = z
  .looseObject({
    user_receive_time: z.string(),
    report_status: z.enum(['SUCCESS', 'FAIL']),
    errmsg: z.string().nullish(),
    description: z.string().nullish(),
    sid: textId,
  })
  .transform((push, context): SmsReport => {
    const phone = phoneSchema.safeParse(push)
    const at = DateTime.fromSQL(push.user_receive_time.trim(), { zone: 'Asia/Shanghai' })
    if (!phone.success || !at.isValid) {
      context.addIssue({ code: 'custom', message: 'expected nationcode, mobile and user_receive_time' })
      return z.NEVER
    }
    const delivered = push.report_status === 'SUCCESS'
    return {
      bizId: push.sid,
      by: 'bizId',
      phone: phone.data,
      delivered,
      code: push.errmsg ?? '',
      unreachable: !delivered && isUnreachable(push.description ?? ''),
      at: at.toJSDate(),
    }
  })

/** cloud.tencent.com 382/52070; `time` in seconds since 1970. */
const uplinkSchema = z
  .looseObject({
    text: z.string(),
    time: z.coerce.number().int().positive(),
    extend: z.string().nullish(),
    sign: z.string().nullish(),
  })
  .transform((push, context): SmsUplink => {
    const phone = phoneSchema.safeParse(push)
    if (!phone.success) {
      context.addIssue({ code: 'custom', message: 'expected nationcode and mobile' })
      return z.NEVER
    }
    return {
      // It has no number of its own.
      sequenceId: `${push.extend ?? ''}:${push.time}`,
      phone: phone.data,
      text: push.text,
      at: new Date(push.time * 1_000),
      refusal: isRefusalReply(push.text),
    }
  })

/** Receipts as Tencent pushes them: a parsed JSON array. */
export function parseReports(body: unknown): Pushed<SmsReport> {
  return parseEach(body, reportSchema)
}

/** Replies of customers as Tencent pushes them: one object each. */
export function parseUplinks(body: unknown): Pushed<SmsUplink> {
  return parseEach(body, uplinkSchema)
}
