import type { TrackedLink } from '../../../models/links.ts'
import { isoDay } from '../../local-time.ts'
import type { OutreachParts } from '../outreach-parts.ts'

/**
 * Somebody opened what a salesperson sent. Who it was only a log-in tells: then it is a reading of theirs, told once a day of the
 * company, with whom it had been sent to where that is somebody else. An opening by nobody known counts for the link alone, and
 * is never put on the customer it was sent to: links are passed on.
 */
export async function noteReading(
  { customers, stores }: OutreachParts,
  { _id: code, material, name, customerId }: TrackedLink,
  { at, reader: readerId }: { at: Date; reader: string | undefined },
): Promise<void> {
  if (!material) return
  const reader = readerId === undefined ? null : await customers.find(readerId)
  if (!reader) {
    await stores.links.countOpening(code)
    return
  }
  const sentTo = (await customers.find(customerId))?._id ?? customerId
  const { messageId, title, staff } = material
  await customers.hear({
    _id: `radar:${code}:${reader._id}:${isoDay(at)}`,
    customerId: reader._id,
    name: 'material.viewed',
    at,
    props: { messageId, title, link: name, staff, ...(sentTo !== reader._id && { sharedBy: sentTo }) },
    source: 'outreach',
  })
}
