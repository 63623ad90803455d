import { z } from 'zod'
import type { Customers } from '../domain/customers/contract.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract, json } from '../http/contract.ts'
import { clientIdSchema } from '../http/event-batch.ts'
import type { LoggedIn } from './session.ts'

const state = z.object({ on: z.boolean() })

export const individualisationContract = contract({
  summary: 'Whether the customer gets marketing made for them (个性化推荐); on unless they turned it off.',
  answer: state,
})
export const setIndividualisationContract = contract({
  summary: 'Turn marketing made for the customer off or on; once per id, and off holds at once.',
  body: json(state.extend({ id: clientIdSchema }), 8 * 1024),
  answer: state,
})

/** GET and POST /mp/v1/individualisation: PIPL art. 24 gives everybody a way out of marketing by automated decisions. */
export function createIndividualisation({ customers }: { customers: Customers }) {
  return {
    get(ctx: Context<LoggedIn>) {
      const { individualisation } = ctx.state.login.customer.consent
      ctx.body = { on: individualisation?.state !== 'refused' }
    },

    async set(ctx: Context<LoggedIn & AddedBy<typeof setIndividualisationContract>>) {
      const { subject, customer } = ctx.state.login
      const { id, on } = ctx.state.given.body
      const consent = { state: on ? 'granted' : 'refused', source: 'miniprogram' } as const
      const cause = `mp:individualisation:${subject}:${id}`
      const changed = await customers.change(
        customer._id,
        { setConsent: { individualisation: consent } },
        cause,
      )
      ctx.body = { on: changed.consent.individualisation?.state !== 'refused' }
    },
  }
}
