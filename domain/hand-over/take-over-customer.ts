import type { Customer } from '../../models/customer.ts'
import type { CustomerChange, Customers } from '../customers/contract.ts'
import { activePair } from '../customers/pair-tags.ts'

/** A customer who has another member now. */
export interface TakenOver {
  externalUserid: string
  from: string
  to: string
  at: Date
  /** Makes a repeat harmless. */
  cause: string
}

export type TakeOverCustomer = (taken: TakenOver) => Promise<Customer | null>

/**
 * The friendship goes over to the new member, and with it who owns the relation: whatever flows do next, they do with the new owner.
 * It is no loss, so that it is told as `wecom.friend_transferred` and nobody becomes unreachable by it. Null when nobody here is this customer.
 */
export function createTakeOverCustomer(deps: {
  corp: string
  customers: Pick<Customers, 'findByIdentity' | 'change' | 'hear'>
}): TakeOverCustomer {
  const { corp, customers } = deps

  return async ({ externalUserid, from, to, at, cause }) => {
    const customer = await customers.findByIdentity(`external:${corp}:${externalUserid}`)
    if (!customer) return null
    const change: CustomerChange = {
      setReach: { wecom: { state: 'reachable' } },
      ...(activePair(customer.follows, { corp, staff: to })
        ? {}
        : { addFollow: { corp, staff: to, since: at } }),
      ...(customer.owner === undefined || isSame(customer.owner, from) ? { setOwner: to } : {}),
    }
    const befriended = await customers.change(customer, change, `${cause}:take`)
    const pair = activePair(befriended.follows, { corp, staff: from })
    const endFollow = { corp, staff: pair?.staff ?? from, by: 'transfer' as const, at }
    const after = pair ? await customers.change(befriended, { endFollow }, `${cause}:leave`) : befriended
    await customers.hear({
      _id: `transfer:${cause}`,
      customerId: after._id,
      name: 'wecom.friend_transferred',
      at,
      props: { from, to },
      source: 'wecom',
    })
    return after
  }
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
