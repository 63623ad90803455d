import { z } from 'zod'
import type { Customers } from '../domain/customers/contract.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract, json } from '../http/contract.ts'
import { clientIdSchema } from './event-batch.ts'
import type { LoggedIn } from './session.ts'

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

export const subscriptionsContract = contract({
  summary: 'Tell how the pop-up of wx.requestSubscribeMessage was answered: one credit per accept.',
  body: json(answerSchema, 16 * 1024),
  answer: z.object({ credited: z.array(z.string()) }),
})

/**
 * POST /mp/v1/subscriptions: each accept is one message that may be sent; the platform tells no balance, so this ledger is
 * the only count. https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/subscribe-message.html
 */
export function createSubscriptions({ customers }: { customers: Customers }) {
  return async (ctx: Context<LoggedIn & AddedBy<typeof subscriptionsContract>>) => {
    const { subject, customer } = ctx.state.login
    const { id, results } = ctx.state.given.body
    const accepted = Object.keys(results).filter((templateId) => results[templateId] === 'accept')
    for (const templateId of accepted) {
      const cause = `mp:subscription:${subject}:${id}:${templateId}`
      await customers.change(customer._id, { credit: { templateId, by: 1 } }, cause)
    }
    ctx.body = { credited: accepted }
  }
}
