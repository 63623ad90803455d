import type { Customer } from '../../models/customer.ts'
import { news, newsFlow } from './texts.ts'
import { aGroupSendWorld, type GroupSendWorld, type KeluProcess } from './world.ts'

const minuteMs = 60_000
const peopleAtOnce = 40
const hourMs = 60 * minuteMs

/** Flows that ask the same salespeople: more of them than anybody is asked to confirm on a day. */
export const flows = ['a', 'b', 'c', 'd'] as const

export interface Story {
  world: GroupSendWorld
  people: Customer[]
  senders: string[]
}

/** What each salesperson does, by their number: they confirm, late, in part, never; are on leave; send by themselves at noon. */
export function habitOf(n: number): 'confirms' | 'late' | 'picks' | 'never' | 'onLeave' | 'alsoAlone' {
  const kinds = [
    'confirms',
    'late',
    'picks',
    'never',
    'confirms',
    'onLeave',
    'confirms',
    'alsoAlone',
  ] as const
  return kinds[n % kinds.length] ?? 'confirms'
}

/** One by one thousands of them take an hour, most of it spent waiting for the store. */
export async function someAtOnce<T, R>(
  them: readonly T[],
  work: (one: T, n: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  for (let from = 0; from < them.length; from += peopleAtOnce) {
    const some = them.slice(from, from + peopleAtOnce)
    results.push(...(await Promise.all(some.map((one, n) => work(one, from + n)))))
  }
  return results
}

/** Salespeople with their habits and customers, each of whom begins one or two flows in the morning. */
export async function aStory(size: { senders: number; people: number }): Promise<Story> {
  const senders = Array.from({ length: size.senders }, (_, n) => `seller${n}`)
  const world = await aGroupSendWorld({ staff: senders, settings: { wecomGroupSendRule: 'day' } })
  await world.publish([news, ...flows.map((flow, n) => newsFlow(flow, `priority: ${9 - n}`))].join('---'))
  for (const [n, staff] of senders.entries()) {
    const habit = habitOf(n)
    if (habit === 'onLeave') await world.onLeave(staff)
    const confirms = { confirms: 20 * minuteMs, alsoAlone: 20 * minuteMs, late: 6 * hourMs }
    if (habit === 'picks') {
      await world.sandbox.setGroupSendHabit({
        staff,
        habit: { kind: 'pick', afterMs: 30 * minuteMs, percent: 50 },
      })
    } else if (habit in confirms) {
      const afterMs = confirms[habit as keyof typeof confirms]
      await world.sandbox.setGroupSendHabit({ staff, habit: { kind: 'confirm', afterMs } })
    }
  }
  const people = await someAtOnce(Array.from({ length: size.people }), async (_, n) => {
    const own = senders[n % senders.length] as string
    // Some of those whose salesperson is on leave are a colleague's friends, too.
    const colleague = n % 3 === 0 ? senders[(n + 1) % senders.length] : undefined
    return world.aCustomer({
      friendsOf: n % 25 === 24 ? [] : [own, ...(colleague ? [colleague] : [])],
      sms: n % 4 !== 3,
    })
  })
  return { world, people, senders }
}

/** What happens on the day: who begins what, who leaves their salesperson, what salespeople send by themselves. */
export async function liveThrough({ world, people, senders }: Story, by: () => Promise<KeluProcess>) {
  await world.moveTo(world.at('09:10'), by)
  await someAtOnce(people, async (customer, n) => {
    await world.begins(customer, flows[n % flows.length] as string)
    if (n % 5 === 0) await world.begins(customer, flows[(n + 1) % flows.length] as string)
  })
  // WeCom goes on showing them to the salesperson, and nobody is told.
  await world.sandbox.holdCallbacks()
  for (const [n, customer] of people.entries()) {
    const staff = customer.follows[0]?.staff
    if (n % 20 === 7 && staff) await world.sandbox.removeStaff({ person: `p${n + 1}`, staff })
  }
  await world.moveTo(world.at('12:00'), by)
  for (const [n, staff] of senders.entries()) {
    if (habitOf(n) !== 'alsoAlone') continue
    const theirs = people.flatMap((customer, at) =>
      customer.follows.some((follow) => follow.staff === staff) ? [`p${at + 1}`] : [],
    )
    await world.sandbox.sendOwnGroupMessage({ staff, people: theirs, text: '中午好' })
  }
  await world.moveTo(world.at('15:00'), by)
  await someAtOnce(people, async (customer, n) => {
    if (n % 4 === 1) await world.begins(customer, flows[(n + 2) % flows.length] as string)
  })
  await world.moveTo(world.at('20:00'), by)
  // What waited for the next day's windows or openings comes to its end, too.
  await world.moveTo(world.at('20:00', 2), by)
}
