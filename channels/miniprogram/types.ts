import { z } from 'zod'

/** Guards of the replies we read. */

/** "code2Session"; unionid only when the mini-program is bound to an Open Platform account */
export const sessionReply = z.object({
  openid: z.string().min(1),
  unionid: z.string().min(1).optional(),
})

/** "getPhoneNumber": countryCode is documented as a text, and a number in the sample */
export const phoneReply = z.object({
  phone_info: z.object({
    purePhoneNumber: z.string().regex(/^\d{4,14}$/),
    countryCode: z.coerce.string().regex(/^\+?\d{1,4}$/),
    watermark: z.object({ appid: z.string() }),
  }),
})

/** "generateUrlLink" */
export const urlLinkReply = z.object({ url_link: z.url({ protocol: /^https$/ }) })

/** "get_delivery_list" */
export const carriersReply = z.object({
  delivery_list: z.array(z.object({ delivery_id: z.string(), delivery_name: z.string() })),
})

/** "get_order" */
export const tradeReply = z.object({
  order: z.object({
    order_state: z.union([
      z.literal(1),
      z.literal(2),
      z.literal(3),
      z.literal(4),
      z.literal(5),
      z.literal(6),
    ]),
  }),
})

/** "msgSecCheck" 2.0 */
export const verdictReply = z.object({
  result: z.object({ suggest: z.enum(['pass', 'review', 'risky']) }),
})

/** "sendMessage"; msgid is a number and not always there */
export const sentReply = z.object({ msgid: z.union([z.string(), z.number()]).optional() })
