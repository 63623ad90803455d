import type { Connection } from 'mongoose'
import type { Customer } from '../customer.ts'
import type { KeluEvent } from '../event.ts'
import { type OrderTold, orderEventNames, toldByEvent, toldByLedger, withTold } from '../order-reports.ts'
import { createOrderStore } from '../orders.ts'
import type { Migration } from './migrate.ts'

const batch = 500
/** Comes after the events: what they no longer tell, since they are kept for a while only, the ledgers do. */
const ledgers = 'ledgers'

/**
 * Until 0.1 an order was nothing but its events and the ledger of whoever placed it: each becomes a document of what these say.
 * What was kept is `<source> <from where>`.
 */
export const ordersOfTheirOwn: Migration = {
  id: '2026-11-30-orders',
  async run(connection, { after, keep }) {
    const store = createOrderStore(connection)
    const sources = [...orderEventNames, ledgers]
    const [begun = '', from = ''] = after?.split(' ') ?? []
    const first = Math.max(0, sources.indexOf(begun))
    for (const [place, source] of sources.entries()) {
      if (place < first) continue
      const start = place === first ? from : ''
      const all = source === ledgers ? fromLedgers(connection, start) : fromEvents(connection, source, start)
      let count = 0
      for await (const { told, at } of all) {
        await store.change(told._id, (known) => withTold(known, told))
        count += 1
        if (count % batch === 0) await keep(`${source} ${at}`)
      }
      await keep(`${sources[place + 1] ?? ledgers} `)
    }
  },
}

interface Found {
  told: OrderTold
  /** Where to go on from: what was found there before is found once more. */
  at: string
}

async function* fromEvents(connection: Connection, name: string, start: string): AsyncGenerator<Found> {
  const events = connection
    .collection<KeluEvent>('events')
    .find({ name, ...(start !== '' && { at: { $gte: new Date(start) } }) })
    .sort({ at: 1 })
  for await (const event of events) {
    const told = toldByEvent(event)
    if (told !== null) yield { told, at: event.at.toISOString() }
  }
}

async function* fromLedgers(connection: Connection, start: string): AsyncGenerator<Found> {
  const customers = connection
    .collection<Customer>('customers')
    .find({ _id: { $gte: start } })
    .sort({ _id: 1 })
  for await (const { _id, orders = [] } of customers) {
    for (const order of orders) yield { told: toldByLedger(_id, order), at: _id }
  }
}
