import { z } from 'zod'

/** Guards of the replies (help.aliyun.com, api SendSms and QuerySendDetails). */
/** What every reply has, a refusal has no more. */
export const plainReply = z.looseObject({ Code: z.string() })

/** 0 under review, 1 approved, 2 refused, 10 taken back. A reply that does not say is none of these. */
const status = z.coerce.number().int().catch(-1)
export const signReply = z.object({ SignStatus: status })
export const templateReply = z.object({ TemplateStatus: status })

export const sendReply = z.object({
  Code: z.string(),
  Message: z.string().default(''),
  BizId: z.string().optional(),
})

const detailSchema = z.object({
  /** 1 waiting for the receipt, 2 failed, 3 delivered */
  SendStatus: z.coerce.number().int(),
  ErrCode: z.string().nullish(),
  OutId: z.string().nullish(),
})

export const detailsReply = z.object({
  Code: z.string(),
  /** A number by the document, a string by the official client. */
  TotalCount: z.coerce.number().int().nonnegative(),
  SmsSendDetailDTOs: z.object({ SmsSendDetailDTO: z.array(detailSchema) }),
})
export type SendDetail = z.infer<typeof detailSchema>
