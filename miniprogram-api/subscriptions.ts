import { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import type { Customers } from '../domain/customers/contract.ts'
import type { Registry } from '../domain/language/registry.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract, json } from '../http/contract.ts'
import { clientIdSchema } from '../http/event-batch.ts'
import { HttpRefusal } from '../http/refusal.ts'
import type { LoggedIn } from './session.ts'

const templatesPerPopup = 3

const answerSchema = z.object({
  id: clientIdSchema,
  /** When the pop-up was answered; WeChat tells of the same act with its own time. Absent = now. */
  at: z.iso
    .datetime({ offset: true })
    .transform((at) => new Date(at))
    .optional(),
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
  refusals: ['request.unprocessable'],
})

/**
 * POST /mp/v1/subscriptions: each accept is one message that may be sent; the platform tells no balance, so this ledger is
 * the only count. https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/subscribe-message.html
 */
export function createSubscriptions(deps: {
  customers: Customers
  clock: Clock
  registry: Pick<Registry, 'messages'>
}) {
  const { customers, clock, registry } = deps

  /** A credit for a template no message is written for would never be spent, and the front end never told of its mistake. */
  function requireKnown(templateIds: readonly string[]): void {
    const known = new Set(registry.messages.map(({ content }) => content.miniprogram?.template))
    const faults = templateIds
      .filter((id) => !known.has(id))
      .map((id) => ({ field: `results.${id}`, expected: 'the template of a message in use' }))
    if (faults.length > 0) throw new HttpRefusal('request.unprocessable', { faults })
  }

  return async (ctx: Context<LoggedIn & AddedBy<typeof subscriptionsContract>>) => {
    const { subject, customer } = ctx.state.login
    const { id, results, at = clock.now() } = ctx.state.given.body
    requireKnown(Object.keys(results))
    const accepted = Object.keys(results).filter((templateId) => results[templateId] === 'accept')
    for (const templateId of accepted) {
      const cause = `mp:subscription:${subject}:${id}:${templateId}`
      await customers.change(
        customer._id,
        { credit: { templateId, by: 1, act: { at, toldBy: 'phone' } } },
        cause,
      )
    }
    ctx.body = { credited: accepted }
  }
}
