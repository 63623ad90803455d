import type { AttributionReader, ToldOfContact } from '../../models/attribution-reader.ts'
import type { SpendRow } from '../../models/attribution-spend.ts'
import type { ContactChannel } from '../../models/attributions.ts'
import type { Channel } from '../../models/customer.ts'
import type { Touch } from '../../models/touch.ts'
import type { Customers } from '../customers/contract.ts'
import type { CostRules } from '../language/costs.ts'
import { keyOf } from './way-of.ts'

/** What reaching people with it cost, in fen: SMS segments and the minutes of salespeople, at present prices. */
export function spentFen(
  { segments, sends, followUps }: Omit<SpendRow, 'channel' | 'content'>,
  costs: CostRules,
): number {
  const minutes = sends * costs.sendMinutes + followUps * costs.followUpMinutes
  return Math.round(segments * costs.smsSegmentFen + minutes * costs.staffMinuteFen)
}

/** Rows of the same content over the same channel put together. */
export function addUpSpend(rows: Iterable<SpendRow>): SpendRow[] {
  const sums = new Map<string, SpendRow>()
  for (const row of rows) {
    const sum = sums.get(keyOf(row))
    if (sum === undefined) sums.set(keyOf(row), { ...row })
    else for (const count of counts) sum[count] += row[count]
  }
  return [...sums.values()]
}

const counts = ['count', 'segments', 'sends', 'followUps'] as const
const rowOf = (channel: ContactChannel, content: string, more: Partial<SpendRow> = {}): SpendRow => ({
  ...{ channel, content, count: 1, segments: 0, sends: 0, followUps: 0 },
  ...more,
})

/**
 * What was done to reach people within [from, to), whether they bought or not: every message that went out, confirmed group-sends,
 * words sent into chats, finished follow-ups. Those to test accounts and to colleagues are left out.
 */
export async function countSpend(
  reader: Pick<AttributionReader, 'happened' | 'touches' | 'groupSendsOf' | 'tasksDone'>,
  customers: Pick<Customers, 'findMany'>,
  from: Date,
  to: Date,
): Promise<SpendRow[]> {
  let rows: SpendRow[] = []
  /** One confirmation, however many customers it was for. */
  const confirmed = new Set<string>()

  async function sent(events: readonly ToldOfContact[]): Promise<SpendRow[]> {
    const ids = events.map(({ props }) => String(props.touchId))
    const touches = new Map((await reader.touches(ids)).map((touch) => [touch._id, touch]))
    const groupSends = await reader.groupSendsOf(
      events.flatMap(({ props }) => (props.channel === 'wecom' ? [String(props.touchId)] : [])),
    )
    return events.flatMap(({ props }) => {
      const touch = touches.get(String(props.touchId))
      if (touch === undefined || touch.isTest || touch.purpose === 'staff') return []
      const channel = props.channel as Channel
      const groupSend = groupSends.get(touch._id)
      const isFirst = groupSend !== undefined && !confirmed.has(groupSend)
      if (isFirst) confirmed.add(groupSend)
      const segments = channel === 'sms' ? segmentsOf(touch) : 0
      return [rowOf(channel, touch.messageId, { segments, sends: Number(isFirst) })]
    })
  }

  for await (const events of reader.happened('message.sent', from, to))
    rows = addUpSpend([...rows, ...(await sent(events))])
  for await (const events of reader.happened('staff.words_sent', from, to)) {
    const people = await customers.findMany(events.map(({ customerId }) => customerId))
    const real = events.filter(({ customerId }) => people.get(customerId)?.isTest === false)
    const words = real.map(({ props: { messageId } }) =>
      rowOf('words', typeof messageId === 'string' && messageId !== '' ? messageId : 'words', { sends: 1 }),
    )
    rows = addUpSpend([...rows, ...words])
  }
  const followUps = await reader.tasksDone(from, to)
  return followUps === 0 ? rows : [...rows, rowOf('followUp', 'followUp', { count: followUps, followUps })]
}

/** Of the SMS that went out; what the gateway refused is not billed. */
function segmentsOf({ attempts }: Touch): number {
  const sent = attempts.findLast(({ channel, outcome }) => channel === 'sms' && outcome === 'sent')
  return sent?.segments ?? 0
}
