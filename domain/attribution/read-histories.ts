import type { AttributionReader, ToldOfContact } from '../../models/attribution-reader.ts'
import type { Customer } from '../../models/customer.ts'
import type { Order } from '../../models/orders.ts'
import type { PersonHistory } from './attribute.ts'
import { type SignName, signNames } from './contact.ts'
import { historiesOf } from './histories-of.ts'
import type { AttributionRules } from './rules.ts'

const dayMs = 86_400_000
const wordsSent = 'staff.words_sent'
/** What tells that a touch went out, and every sign of it. */
export const touchNews = ['message.sent', ...signNames] as const
const isSign = (name: string): name is SignName => (signNames as readonly string[]).includes(name)

/**
 * What there is of these people's orders paid since then and of all that may count for them. `orders` of theirs may be at hand;
 * people without any order cost no more than that.
 */
export async function readHistories(
  reader: Omit<AttributionReader, 'heardBehind' | 'happened'>,
  people: readonly Customer[],
  { windowDays, leaveOut }: Pick<AttributionRules, 'windowDays' | 'leaveOut'>,
  since: Date,
): Promise<PersonHistory[]> {
  const ids = people.flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
  const orders = await reader.paidOrdersOf(ids)
  const asked = orders.filter(({ payment }) => payment !== undefined && payment.at >= since)
  const stretch = stretchOf(asked)
  if (stretch === null) return historiesOf(people, { ...nothing, orders }, leaveOut)
  // Nobody's contacts count but those of whoever bought something then.
  const buyers = new Set(asked.map(({ customerId }) => customerId))
  const theirs = people
    .filter(({ _id, mergedFrom }) => [_id, ...mergedFrom].some((id) => buyers.has(id)))
    .flatMap(({ _id, mergedFrom }) => [_id, ...mergedFrom])
  const from = new Date(stretch.from.getTime() - windowDays * dayMs)
  const [told, tasksDone, coupons] = await Promise.all([
    reader.eventsOf(theirs, [...touchNews, wordsSent], from, stretch.to),
    reader.tasksDoneOf(theirs, from, stretch.to),
    reader.couponsHeldBy(asked.map(({ _id }) => _id)),
  ])
  const touchIds = new Set(told.flatMap(({ props }) => (isText(props.touchId) ? [props.touchId] : [])))
  const touches = touchIds.size === 0 ? [] : await reader.touches([...touchIds])
  return historiesOf(people, { ...{ orders, touches, tasksDone, coupons }, ...sortedOut(told) }, leaveOut)
}

const nothing = { touches: [], signs: [], tasksDone: [], words: [], coupons: [] }

function stretchOf(orders: readonly Order[]): { from: Date; to: Date } | null {
  const moments = orders.flatMap(({ payment }) => (payment === undefined ? [] : [payment.at.getTime()]))
  if (moments.length === 0) return null
  return { from: new Date(Math.min(...moments)), to: new Date(Math.max(...moments)) }
}

function sortedOut(told: readonly ToldOfContact[]) {
  return {
    signs: told.flatMap(({ name, at, props }) =>
      isSign(name) && isText(props.touchId) ? [{ touchId: props.touchId, name, at }] : [],
    ),
    words: told
      .filter(({ name }) => name === wordsSent)
      .map(({ _id, customerId, at, props: { messageId } }) => ({
        ...{ _id, customerId, at },
        ...(isText(messageId) && messageId !== '' && { messageId }),
      })),
  }
}

const isText = (value: unknown): value is string => typeof value === 'string'
