import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Customers } from '../domain/customers/contract.ts'
import type { MiniProgramPhones } from '../domain/customers/ports.ts'
import type { AddedBy, Context } from '../http/context.ts'
import { contract, json } from '../http/contract.ts'
import { loginCodeSchema } from './login.ts'
import type { LoggedIn } from './session.ts'

export const phoneContract = contract({
  summary: 'Give the number WeChat proved, by the code of a getPhoneNumber button.',
  body: json(z.object({ code: loginCodeSchema }), 8 * 1024),
  answer: z.object({ phone: z.string().describe('as it may be shown: 138****0000') }),
  refusals: ['phone.code_refused', 'phone.busy', 'platform.unavailable'],
})

/**
 * POST /mp/v1/phone: a number the platform proved joins what is known under it. A code works once at WeChat; here it is
 * remembered, so that whoever lost the answer may ask again with the same one.
 */
export function createPhone({
  appid: own,
  phones,
  customers,
}: {
  appid: string
  phones: MiniProgramPhones
  customers: Customers
}) {
  return async (ctx: Context<LoggedIn & AddedBy<typeof phoneContract>>) => {
    const { customer, appid = own } = ctx.state.login
    const { code } = ctx.state.given.body
    const cause = `mp:phone:${createHash('sha256').update(code).digest('hex').slice(0, 32)}`
    const isRepeat = customer.causes?.includes(cause) === true
    const known = isRepeat ? customer : await join(customer._id, { code, appid }, cause)
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { phone: customers.masked(known).phone ?? '' }
  }

  async function join(customerId: string, { code, appid }: { code: string; appid: string }, cause: string) {
    const value = await phones.numberOf(code, appid)
    const joined = await customers.addClaims(
      customerId,
      [{ kind: 'phone', value, verified: true }],
      'miniprogram',
    )
    return customers.change(joined, {}, cause)
  }
}
