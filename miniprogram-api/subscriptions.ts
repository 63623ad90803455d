import type { Context } from 'koa'
import { z } from 'zod'
import type { Customers } from '../domain/customers/contract.ts'
import { parse } from '../http/parse.ts'
import type { RateLimit } from '../http/rate-limit.ts'
import { readJson } from '../http/read-body.ts'
import { clientIdSchema } from './event-batch.ts'
import type { Who } from './who.ts'

const templatesPerPopup = 3

const answerSchema = z.object({
  id: clientIdSchema,
  results: z
    .record(
      // Becomes a field name in the ledger.
      z
        .string()
        .regex(/^[\w-]{1,64}$/, 'a template id')
        .refine((id) => !(id in Object.prototype), 'a template id'),
      z.enum(['accept', 'reject', 'ban', 'filter']),
    )
    // One pop-up asks about so many at most: who sends more is no pop-up.
    .refine((results) => Object.keys(results).length <= templatesPerPopup, 'at most 3 templates'),
})

/**
 * POST /mp/v1/subscriptions: each accept is one message that may be sent; the platform tells no balance, so this ledger is
 * the only count. https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/subscribe-message.html
 */
export function createSubscriptions(deps: { who: Who; customers: Customers; limit: RateLimit }) {
  const { who, customers, limit } = deps

  return async (ctx: Context) => {
    const { subject, customer } = await who.required(ctx)
    await limit(subject)
    const { id, results } = parse(answerSchema, await readJson(ctx, 16 * 1024))
    const accepted = Object.keys(results).filter((templateId) => results[templateId] === 'accept')
    for (const templateId of accepted) {
      const cause = `mp:subscription:${subject}:${id}:${templateId}`
      await customers.change(customer._id, { credit: { templateId, by: 1 } }, cause)
    }
    ctx.body = { credited: accepted }
  }
}
