import { orderEventNames, toldByEvent, withTold } from '../../models/order-reports.ts'
import type { OrderStore } from '../../models/orders.ts'
import type { Customers } from '../customers/contract.ts'

const names: ReadonlySet<string> = new Set(orderEventNames)

/**
 * Keeps every order as a document of its own, made of what is told of it. Traits do not wait for it: each customer has a ledger
 * of their own, of the same events and by the same rules (traits/order-ledger.ts).
 */
export function recordOrders({
  store,
  customers,
}: {
  store: Pick<OrderStore, 'change'>
  customers: Pick<Customers, 'record'>
}): void {
  customers.record(
    async (event) => {
      const told = toldByEvent(event)
      if (told !== null) await store.change(told._id, (known) => withTold(known, told))
    },
    ({ name }) => names.has(name),
  )
}
