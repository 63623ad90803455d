import type { MaterialReadingStore } from '../../models/material-readings.ts'
import type { Customers } from '../customers/contract.ts'
import { readingsOf } from '../outreach/radar/readings.ts'
import type { SidebarReader } from './view.ts'

const mostReaders = 5

/** Who read last what a salesperson sent; by name alone, for not every reader is a customer of theirs. */
export function createLatestReaders(deps: {
  readings: Pick<MaterialReadingStore, 'page'>
  customers: Pick<Customers, 'findMany'>
}) {
  return async function readersOf(staff: string): Promise<SidebarReader[]> {
    const page = { after: null, limit: mostReaders }
    const found = await readingsOf(deps.readings, { staff: [staff] }, page)
    const ids = found.flatMap(({ customerId, sharedBy }) => [customerId, ...(sharedBy ? [sharedBy] : [])])
    const people = await deps.customers.findMany([...new Set(ids)])
    const nameOf = (id: string) => people.get(id)?.profile.nickname ?? '没有昵称的客户'
    return found.map(({ customerId, sharedBy, title, at }) => ({
      name: nameOf(customerId),
      title,
      at,
      sharedBy: sharedBy === undefined ? null : nameOf(sharedBy),
    }))
  }
}
