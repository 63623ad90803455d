import type { Customer } from '../../../models/customer.ts'
import type { OutreachParts } from '../outreach-parts.ts'
import { noteReading } from '../radar/note-reading.ts'
import { signal } from './signal.ts'

export interface Arrival {
  at: Date
  visitId: string
  customer: Pick<Customer, '_id' | 'mergedFrom'>
}

/** The message somebody who is logged in came by; null when it was for somebody else: links are passed on. */
export async function arriveBy(
  parts: OutreachParts,
  code: string,
  { at, visitId, customer }: Arrival,
): Promise<string | null> {
  const link = await parts.stores.links.find(code)
  if (!link) return null
  if (link.material) {
    await noteReading(parts, link, { at, reader: customer._id })
    return null
  }
  const { touchId, customerId, groupSend, name } = link
  const theirs = [customer._id, ...customer.mergedFrom]
  if (groupSend === undefined) return theirs.includes(customerId) ? touchId : null
  for (const id of theirs) {
    const touch = await parts.groupSends?.touchOf(groupSend, id)
    if (!touch) continue
    await signal(parts, {
      kind: 'clicked',
      touchId: touch,
      at,
      signalId: `${code}:${visitId}`,
      link: name,
    })
    return touch
  }
  return null
}
