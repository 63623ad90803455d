import type { GroupSendPeople } from '../../models/group-send-people.ts'
import type { GroupSends } from '../../models/group-sends.ts'
import type { Clock } from '../clock.ts'
import { createRecently } from '../recently.ts'

/** Of how many days the record is, and of how many tasks at most, the latest. */
export const recordDays = 30
const mostTasks = 1_000
const tasksAtOnce = 200
/**
 * The average of all counts with everybody's own record like so many people more: habits of salespeople differ more than their days do,
 * so that little of one's own tells more than much of the others'.
 */
const averageWeighs = 1

export interface ConfirmRates {
  /** Share of the customers a salesperson is asked for who get it in the end, 0 to 1; 1 where nobody was asked anything lately. */
  rateOf(sender: string): number
  /** Of all salespeople, over these customers; null where nobody was asked anything lately. */
  average: { share: number; people: number } | null
}

interface Record {
  people: number
  sent: number
}

/**
 * How salespeople confirmed lately: of the customers of each group-send that was confirmed or ran out, how many got it. What was
 * taken back does not count. Remembered for a while.
 */
export function createConfirmRates(deps: {
  stores: {
    groupSends: Pick<GroupSends, 'settledSince'>
    groupSendPeople: Pick<GroupSendPeople, 'tally'>
  }
  clock: Clock
  realClock: Clock
}): () => Promise<ConfirmRates> {
  const { groupSends, groupSendPeople } = deps.stores
  const recently = createRecently<ConfirmRates>({ realClock: deps.realClock })

  async function read(): Promise<ConfirmRates> {
    const since = new Date(deps.clock.now().getTime() - recordDays * 86_400_000)
    const tasks = await groupSends.settledSince(since, mostTasks)
    const senderOf = new Map(tasks.map(({ _id, sender }) => [_id, sender.toLowerCase()]))
    const ids = [...senderOf.keys()]
    const bySender = new Map<string, Record>()
    const all: Record = { people: 0, sent: 0 }
    for (let from = 0; from < ids.length; from += tasksAtOnce) {
      for (const row of await groupSendPeople.tally(ids.slice(from, from + tasksAtOnce))) {
        if (row.state !== 'settled') continue
        const sender = senderOf.get(row.groupSend) ?? ''
        const own = bySender.get(sender) ?? { people: 0, sent: 0 }
        bySender.set(sender, own)
        for (const record of [own, all]) {
          record.people += row.people
          if (row.outcome === 'sent') record.sent += row.people
        }
      }
    }
    if (all.people === 0) return { rateOf: () => 1, average: null }
    const share = all.sent / all.people
    return {
      rateOf: (sender) => {
        const { people, sent } = bySender.get(sender.toLowerCase()) ?? { people: 0, sent: 0 }
        return (sent + averageWeighs * share) / (people + averageWeighs)
      },
      average: { share, people: all.people },
    }
  }
  return () => recently('rates', read)
}
