import { DateTime } from 'luxon'
import { z } from 'zod'
import type { SmsReport, SmsUplink } from '../../../domain/outreach/ports.ts'
import { type Pushed, parseEach, phoneOf, textId } from '../pushed.ts'
import { isRefusalReply } from '../refusal-reply.ts'
import { unreachableReceipts } from './codes.ts'

const phone = textId.transform((text, context) => {
  const found = phoneOf(text)
  if (found) return found
  context.addIssue({ code: 'custom', message: 'expected a phone number' })
  return z.NEVER
})
/** `yyyy-MM-dd HH:mm:ss` of Asia/Shanghai */
const shanghaiTime = z.string().transform((text, context) => {
  const time = DateTime.fromSQL(text.trim(), { zone: 'Asia/Shanghai' })
  if (time.isValid) return time.toJSDate()
  context.addIssue({ code: 'custom', message: 'expected yyyy-MM-dd HH:mm:ss' })
  return z.NEVER
})
const truth = z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])

/** help.aliyun.com 101347 */
const reportSchema = z
  .object({
    phone_number: phone,
    send_time: shanghaiTime.optional().catch(undefined),
    report_time: shanghaiTime.optional().catch(undefined),
    success: truth,
    err_code: z.string().nullish(),
    biz_id: textId,
    out_id: textId.nullish().catch(undefined),
  })
  .transform((push, context): SmsReport => {
    const at = push.report_time ?? push.send_time
    if (!at) {
      context.addIssue({ code: 'custom', message: 'expected report_time' })
      return z.NEVER
    }
    const code = push.err_code ?? ''
    const base = { bizId: push.biz_id, phone: push.phone_number, delivered: push.success, code, at }
    const unreachable = !push.success && unreachableReceipts.has(code)
    return { ...base, unreachable, ...(push.out_id ? { ref: push.out_id } : {}) }
  })

/** help.aliyun.com "smsup-http" */
const uplinkSchema = z
  .object({ phone_number: phone, content: z.string(), send_time: shanghaiTime, sequence_id: textId })
  .transform(
    (push): SmsUplink => ({
      sequenceId: push.sequence_id,
      phone: push.phone_number,
      text: push.content,
      at: push.send_time,
      refusal: isRefusalReply(push.content),
    }),
  )

/** Receipts as the gateway pushes them: a parsed JSON array. */
export function parseReports(body: unknown): Pushed<SmsReport> {
  return parseEach(body, reportSchema)
}

/** Replies of customers as the gateway pushes them: a parsed JSON array. */
export function parseUplinks(body: unknown): Pushed<SmsUplink> {
  return parseEach(body, uplinkSchema)
}
