import { z } from 'zod'

/** Guards of the replies (help.aliyun.com, api SendSms and QuerySendDetails). */
/** What every reply has, a refusal has no more. */
export const plainReply = z.object({ Code: z.string() })

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
