import { z } from 'zod'

const time = z.iso.datetime({ offset: true }).transform((iso) => new Date(iso))

/** What the shop answers when it gave a coupon, or had given it under this number before. */
export const grantReply = z.object({ code: z.string().min(1).max(64), validFrom: time, validUntil: time })

/** What it answers when it gives none. */
export const refusalReply = z.object({ error: z.string().regex(/^[\w.]{1,64}$/) })
