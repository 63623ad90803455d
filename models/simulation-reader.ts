import type { Connection } from 'mongoose'
import { hotPathOf } from './collection.ts'
import { type Channel, type Customer, channels, customerSchema } from './customer.ts'
import type { KeluEvent } from './event.ts'
import { eventSchema, toEvent } from './events.ts'
import { type Run, runSchema } from './run.ts'
import { type Task, taskSchema } from './tasks.ts'
import { type Touch, touchSchema } from './touch.ts'

/** What is kept of one customer. */
interface CustomerRecords {
  customer: Customer
  events: KeluEvent[]
  touches: Touch[]
  runs: Run[]
}

/** Reads what simulations start from; nothing here writes. */
export function createSimulationReader(connection: Connection) {
  const customers = hotPathOf(connection, customerSchema)
  const events = hotPathOf(connection, eventSchema)
  const touches = hotPathOf(connection, touchSchema)
  const runs = hotPathOf(connection, runSchema)
  const tasks = hotPathOf(connection, taskSchema)
  const real = { mergedInto: null as never, isTest: false }

  async function readPage(
    after: string | null,
    of: { journeyId: string; touchesSince: Date; pageSize: number },
  ): Promise<CustomerRecords[]> {
    const page = await customers
      .find({ ...real, ...(after !== null && { _id: { $gt: after } }) })
      .sort({ _id: 1 })
      .limit(of.pageSize)
      .batchSize(of.pageSize)
      .toArray()
    const ownerOf = new Map(
      page.flatMap((customer) =>
        [customer._id, ...customer.mergedFrom].map((id) => [id, customer._id] as const),
      ),
    )
    const ids = [...ownerOf.keys()]
    const [theirEvents, theirTouches, theirRuns] = await Promise.all([
      events.find({ customerId: { $in: ids } }).toArray(),
      touches.find({ customerId: { $in: ids }, createdAt: { $gte: of.touchesSince } }).toArray(),
      runs.find({ customerId: { $in: ids }, journeyId: of.journeyId }).toArray(),
    ])
    const by = <T extends { customerId: string }>(all: T[]): Map<string, T[]> => {
      const grouped = new Map<string, T[]>()
      for (const one of all) {
        const owner = ownerOf.get(one.customerId) ?? one.customerId
        const own = grouped.get(owner)
        if (own === undefined) grouped.set(owner, [one])
        else own.push(one)
      }
      return grouped
    }
    const [eventsOf, touchesOf, runsOf] = [by(theirEvents.map(toEvent)), by(theirTouches), by(theirRuns)]
    return page.map((customer) => ({
      customer,
      events: eventsOf.get(customer._id) ?? [],
      touches: touchesOf.get(customer._id) ?? [],
      runs: runsOf.get(customer._id) ?? [],
    }))
  }

  return {
    count: (): Promise<number> => customers.countDocuments(real),
    /** Real customers by id, with all that is kept of them; the next page is read while one is worked on. */
    async *pages(of: {
      journeyId: string
      touchesSince: Date
      pageSize: number
    }): AsyncGenerator<CustomerRecords[]> {
      let reading = readPage(null, of)
      for (;;) {
        const page = await reading
        const last = page.at(-1)
        if (last === undefined) return
        const isLast = page.length < of.pageSize
        if (!isLast) {
          reading = readPage(last.customer._id, of)
          // Whoever stops early never asks for it.
          reading.catch(() => undefined)
        }
        yield page
        if (isLast) return
      }
    },

    /** How messages that went out since were answered, by channel. */
    async answers(
      since: Date,
    ): Promise<
      { channel: Channel; sent: number; failed: number; opened: number; clicked: number; replied: number }[]
    > {
      const counts = new Map<
        Channel,
        { sent: number; failed: number; opened: number; clicked: number; replied: number }
      >()
      const found = touches.find(
        {
          createdAt: { $gte: since },
          channel: { $in: [...channels] },
        },
        { projection: { channel: 1, state: 1, sentAt: 1, opens: 1, clicks: 1, isTest: 1 } },
      )
      for await (const { channel, state, sentAt, opens = 0, clicks = 0, isTest } of found) {
        const isSent = sentAt instanceof Date || state === 'failed'
        if (channel === undefined || !isSent || isTest) continue
        const known = counts.get(channel) ?? { sent: 0, failed: 0, opened: 0, clicked: 0, replied: 0 }
        counts.set(channel, {
          sent: known.sent + 1,
          failed: known.failed + Number(state === 'failed'),
          opened: known.opened + Number(opens > 0),
          clicked: known.clicked + Number(clicks > 0),
          replied: known.replied + Number(state === 'replied'),
        })
      }
      return [...counts].map(([channel, count]) => ({ channel, ...count }))
    },
    /** Follow-ups that began since, and how those ended that are finished. */
    async tasks(since: Date): Promise<{ opened: number; results: Record<string, number> }> {
      const results: Record<string, number> = {}
      let opened = 0
      const found = tasks.find({ createdAt: { $gte: since } }, { projection: { state: 1, result: 1 } })
      for await (const { state, result } of found as AsyncIterable<Pick<Task, 'state' | 'result'>>) {
        if (state === 'joined') continue
        opened += 1
        if (result !== undefined) results[result] = (results[result] ?? 0) + 1
      }
      return { opened, results }
    },
  }
}
