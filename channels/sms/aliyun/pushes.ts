import { DateTime } from 'luxon'
import { z } from 'zod'
import type { SmsReport, SmsUplink } from '../../../domain/outreach/ports.ts'
import { withoutInvisible } from '../../../domain/text/clean-line.ts'
import { isRefusalReply } from '../refusal-reply.ts'
import { unreachableReceipts } from './codes.ts'

/** `malformed` items are counted, not thrown: one of them must not bring the whole batch back again. */
export interface Pushed<T> {
  items: T[]
  malformed: number
}

const textId = z.union([z.string().min(1), z.number()]).transform(String)
const phone = textId.transform(internationalNumber).pipe(z.string().regex(/^\+\d{6,15}$/))
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

function parseEach<T>(body: unknown, schema: z.ZodType<T>): Pushed<T> {
  const items: T[] = []
  let malformed = 0
  for (const each of Array.isArray(body) ? body : [body]) {
    const parsed = schema.safeParse(each)
    if (parsed.success) items.push(parsed.data)
    else malformed += 1
  }
  return { items, malformed }
}

/** Mainland numbers come bare, with 86, 0086 or +86. */
function internationalNumber(text: string): string {
  const digits = withoutInvisible(text.normalize('NFKC'))
    .replace(/[\s-]/g, '')
    .replace(/^(\+|00)/, '')
  return /^1\d{10}$/.test(digits) ? `+86${digits}` : `+${digits}`
}
