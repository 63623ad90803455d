import type { Customers } from '../../domain/customers/contract.ts'
import type { HandOvers } from '../../domain/hand-over/create-hand-over.ts'
import type { EventHandler } from './event-handler.ts'
import { pairSchema } from './event-handler.ts'

/** `del_external_contact` of a customer who has another member now. */
export const byTransfer = 'DELETE_BY_TRANSFER'

/**
 * A customer left a member because they were handed over: no loss. Where Kelu asked for it, it knows to whom; one that was done in
 * WeCom's console is told by the adding at the new member, before or after.
 */
export function createFriendTransferred(deps: {
  corp: string
  customers: Pick<Customers, 'findByIdentity' | 'identityKey' | 'change'>
  handOvers: Pick<HandOvers, 'onTheWay' | 'takeOver'>
}): EventHandler {
  const { corp, customers, handOvers } = deps

  return async (event, delivery) => {
    const pair = pairSchema.safeParse(event)
    if (!pair.success) return 'ignored'
    const { UserID: from, ExternalUserID: value } = pair.data
    const item = await handOvers.onTheWay(value)
    if (item) {
      await handOvers.takeOver({ externalUserid: value, from, to: item.to, at: delivery.at, cause: item._id })
      return 'done'
    }
    const customer = await customers.findByIdentity(customers.identityKey({ kind: 'external', corp, value }))
    if (!customer) return 'ignored'
    const endFollow = { corp, staff: from, by: 'transfer' as const, at: delivery.at }
    await customers.change(customer, { endFollow }, `${delivery._id}:follow`)
    return 'done'
  }
}
