import type { Customers, IdentityClaim } from '../../../domain/customers/contract.ts'
import { changeOfTaken } from '../../../domain/customers/given-traits.ts'
import type { InboxHandler } from '../../../domain/inbox/inbox.ts'
import type { Customer } from '../../../models/customer.ts'
import { claimsOf, propsOfShopEvent, shopEventSchema, shopTraitsSchema } from './shop-event.ts'

/** The inbox handler of source `shop`: who bought, then what happened. `appid` is the mini-program whose openids the shop knows. */
export function createShopEventHandler(deps: { customers: Customers; appid: string | null }): InboxHandler {
  const { customers, appid } = deps

  async function buyerOf(claims: IdentityClaim[], at: Date): Promise<Customer> {
    const phones = claims.filter((claim) => claim.kind === 'phone')
    const ids = claims.filter((claim) => claim.kind !== 'phone')
    const customer = await customers.getOrCreate(ids.length > 0 ? ids : phones, { source: 'shop', at })
    // The phone on a parcel may be somebody else's: it never replaces one the customer gave.
    if (phones.length === 0 || ids.length === 0 || customer.profile.phone) return customer
    return customers.addClaims(customer._id, phones, 'shop')
  }

  return async (payload, record) => {
    const event = shopEventSchema.parse(payload)
    const claims = claimsOf(event.buyer, appid)
    if (claims.length === 0) return 'ignored'
    const { takenTraits } = shopTraitsSchema.parse(payload)
    const customer = await buyerOf(claims, record.at)
    if (takenTraits.length > 0) {
      // Before the event, so that whom it moves on is asked about as the shop knows them.
      const change = { setTraits: changeOfTaken(takenTraits, 'shop') }
      await customers.change(customer._id, change, `${record._id}:traits`)
    }
    await customers.hear({
      _id: record._id,
      customerId: customer._id,
      name: event.type,
      at: record.at,
      props: propsOfShopEvent(event),
      source: 'shop',
    })
    return 'done'
  }
}
