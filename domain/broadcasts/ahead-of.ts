import { setImmediate as breathe } from 'node:timers/promises'
import type { Customer } from '../../models/customer.ts'
import type { GroupSends } from '../../models/group-sends.ts'
import type { Customers } from '../customers/contract.ts'
import { isHeldOut } from '../journeys/enter.ts'
import type { MessageDefinition } from '../language/message.ts'
import { defaultZone, isoDay } from '../local-time.ts'
import type { Outlook } from '../outreach/create-outreach.ts'
import { type Ahead, type GotBefore, nothingAhead } from '../outreach/gates/ahead.ts'
import type { Foreseen } from '../outreach/outlook/foresee.ts'
import type { BroadcastPlan } from './plan.ts'
import type { PlannedSend } from './planned-sends.ts'

const inOneGo = 25
const mostCollecting = 5_000

/** What goes before a 群发, told for some of its people at a time. */
export interface AheadOf {
  among(customers: readonly Customer[]): Promise<Ahead>
}

/** Tasks of a salesperson, each by its flow, message and window. */
type Tasks = Map<string, Set<string>>

/**
 * What is planned before a 群发 takes its salespeople's confirmations and its people's quota: each planned send is foreseen by the
 * same gates, in the order in which they go, with what those before it took.
 */
export function createAheadOf(deps: {
  before: (plan: BroadcastPlan) => Promise<PlannedSend[]>
  groupSends: Pick<GroupSends, 'collecting'>
  foresee: Outlook['foresee']
  message: (id: string) => MessageDefinition
  customers: Pick<Customers, 'findMany'>
}) {
  const { before, groupSends, foresee, message, customers } = deps

  /** Whoever waits for the next time at which salespeople are asked is looked at again then, if that is before the 群发. */
  async function foreseenBy(
    send: PlannedSend,
    some: readonly Customer[],
    { ahead, until }: { ahead: Ahead; until: Date },
  ): Promise<Foreseen[]> {
    const { journeyId, holdout, send: step } = send
    const at = (moment: Date, those: readonly Customer[]) =>
      foresee(
        {
          message: message(step.message),
          at: moment,
          journeyId,
          channels: step.channels,
          whenCapped: step.whenCapped,
          confirm: step.confirm,
          isHeldOut: ({ _id }) => isHeldOut(_id, { id: journeyId, holdout }),
          ahead,
        },
        those,
      )
    const found = await at(send.at, some)
    return Promise.all(
      found.map(async (one, n) => {
        const customer = some[n]
        const waits = one.kind === 'later' && one.reason === 'groupSendWindow' && one.until <= until
        if (!waits || customer === undefined) return one
        return (await at(one.until, [customer]))[0] ?? one
      }),
    )
  }

  return async function aheadOf(plan: BroadcastPlan): Promise<AheadOf> {
    if (plan.at === null) return { among: async () => nothingAhead }
    const until = plan.at
    const day = isoDay(until, defaultZone)
    const tasks: Tasks = new Map()
    for (const send of await groupSends.collecting(until, mostCollecting)) {
      const { sender, journeyId, messageId, opensAt, isTest } = send
      if (send.day === day && !isTest && journeyId !== plan.id) {
        note(tasks, sender, taskKey(journeyId ?? '', messageId, opensAt))
      }
    }
    /** Each with how many tasks salespeople have before it. */
    const planned: { send: PlannedSend; tasksOf: Ahead['tasksOf'] }[] = []

    /** What these people get of the first so many of them. */
    async function gotOf(
      some: readonly Customer[],
      sends: typeof planned,
    ): Promise<Map<string, GotBefore[]>> {
      const got = new Map<string, GotBefore[]>()
      for (const { send, tasksOf } of sends) {
        const those = await send.among(some)
        const meant = some.filter(({ _id }) => those.has(_id))
        const ahead = { tasksOf, of: (id: string) => got.get(id) ?? [] }
        const found = await foreseenBy(send, meant, { ahead, until })
        for (const [n, foreseen] of found.entries()) {
          const customer = meant[n]
          if (customer === undefined || foreseen.kind !== 'sent') continue
          const { channel, asking } = foreseen
          const one = { at: asking?.from ?? send.at, channel, isGroupSend: asking !== undefined }
          got.set(customer._id, [...(got.get(customer._id) ?? []), one])
        }
      }
      return got
    }

    async function noteTasks(send: PlannedSend): Promise<void> {
      const tasksOf = counted(tasks)
      for (let from = 0; from < send.people.length; from += inOneGo) {
        const some = await current(send.people.slice(from, from + inOneGo))
        const got = await gotOf(some, planned)
        const ahead = { tasksOf, of: (id: string) => got.get(id) ?? [] }
        const found = await foreseenBy(send, some, { ahead, until })
        for (const foreseen of found) {
          if (foreseen.kind !== 'sent' || foreseen.asking === undefined) continue
          const { sender, from: opensAt } = foreseen.asking
          if (isoDay(opensAt, defaultZone) !== day) continue
          note(tasks, sender, taskKey(send.journeyId, send.send.message, opensAt))
        }
        await breathe()
      }
      planned.push({ send, tasksOf })
    }

    const current = async (ids: readonly string[]): Promise<Customer[]> => [
      ...new Map([...(await customers.findMany([...ids])).values()].map((each) => [each._id, each])).values(),
    ]

    for (const send of await before(plan)) await noteTasks(send)
    const tasksOf = counted(tasks)
    return {
      async among(some) {
        const got = await gotOf(some, planned)
        return { tasksOf, of: (id) => got.get(id) ?? [] }
      },
    }
  }
}

const taskKey = (journeyId: string, messageId: string, opensAt: Date): string =>
  `${journeyId} ${messageId} ${opensAt.getTime()}`

function note(tasks: Tasks, sender: string, key: string): void {
  const who = sender.toLowerCase()
  tasks.set(who, (tasks.get(who) ?? new Set()).add(key))
}

/** As many as there are now. */
function counted(tasks: Tasks): Ahead['tasksOf'] {
  const counts = new Map([...tasks].map(([sender, keys]) => [sender, keys.size]))
  return (sender) => counts.get(sender.toLowerCase()) ?? 0
}
