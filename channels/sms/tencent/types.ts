import { z } from 'zod'

/** Guards of the replies (cloud.tencent.com 382/55981, 382/55972, 382/55977). */
const envelope = <T extends z.ZodRawShape>(shape: T) => z.object({ Response: z.object(shape) })

/** A refusal of the whole call comes with HTTP 200. */
export const refusedReply = envelope({ Error: z.object({ Code: z.string().min(1) }) })

export const plainReply = z.object({ Response: z.looseObject({ RequestId: z.string() }) })

export const sendReply = envelope({
  SendStatusSet: z
    .array(z.object({ Code: z.string().min(1), SerialNo: z.string().default(''), PhoneNumber: z.string() }))
    .length(1),
})

/** 0 in use, 1 under review, 2 approved and about to be in use, -1 refused. A reply that does not say is none of these. */
const status = z.number().int().catch(-2)

export const signsReply = envelope({
  DescribeSignListStatusSet: z.array(z.object({ SignName: z.string(), StatusCode: status })),
})

export const templatesReply = envelope({
  DescribeTemplateStatusSet: z.array(z.object({ TemplateId: z.number(), StatusCode: status })),
})
