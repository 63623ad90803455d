import { z } from 'zod'

/** Guards of the replies we read. */

/** "code2Session"; unionid only when the mini-program is bound to an Open Platform account */
export const sessionReply = z.object({
  openid: z.string().min(1),
  unionid: z.string().min(1).optional(),
})

/** "sendMessage"; msgid is a number and not always there */
export const sentReply = z.object({ msgid: z.union([z.string(), z.number()]).optional() })
