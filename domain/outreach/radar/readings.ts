import type { After } from '../../../models/by-moment.ts'
import type { KeluEvent } from '../../../models/event.ts'
import type { MaterialReading, MaterialReadingStore } from '../../../models/material-readings.ts'
import type { EventListener } from '../../customers/contract.ts'

/** Whom a list is about: everybody, or these salespeople. */
export type ReadersOf = 'everybody' | readonly string[]

export const isReading = ({ name }: Pick<KeluEvent, 'name'>): boolean => name === 'material.viewed'

/** Keeps who read what of whom, to be listed; test customers count nowhere. Safe to repeat. */
export function createKeepReadings(store: Pick<MaterialReadingStore, 'keep'>): EventListener {
  return async (event, customer) => {
    if (!isReading(event) || customer.isTest) return
    const { _id, at, props } = event
    const { staff, messageId, title, sharedBy } = props
    await store.keep({
      _id,
      at,
      staff: String(staff).toLowerCase(),
      messageId: String(messageId),
      title: String(title),
      customerId: customer._id,
      ...(typeof sharedBy === 'string' && { sharedBy }),
    })
  }
}

/** Who read what these salespeople sent, the newest first; of several people each list is read no further than the page. */
export async function readingsOf(
  store: Pick<MaterialReadingStore, 'page'>,
  of: { staff: ReadersOf; messageId?: string },
  { after, limit }: { after: After | null; limit: number },
): Promise<MaterialReading[]> {
  const { staff, messageId } = of
  if (staff === 'everybody') return store.page({ messageId }, after, limit)
  const own = [...new Set(staff.map((userid) => userid.toLowerCase()))]
  const lists = await Promise.all(own.map((userid) => store.page({ staff: userid, messageId }, after, limit)))
  return lists
    .flat()
    .sort((a, b) => b.at.getTime() - a.at.getTime() || (a._id < b._id ? -1 : 1))
    .slice(0, limit)
}
