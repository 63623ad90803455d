import { createRollups } from '../../domain/insights/rollups/create-rollups.ts'
import { silentLog } from '../../domain/log.ts'
import { hotPathOf } from '../../models/collection.ts'
import { connectStore } from '../../models/connect.ts'
import { type Customer, customerSchema } from '../../models/customer.ts'
import { createFigureReader } from '../../models/figure-reader.ts'
import { mendIndexes } from '../../models/indexes.ts'
import { createRecountStore } from '../../models/recounts.ts'
import { createRollupDayStore } from '../../models/rollup-days.ts'
import { createRollupHourStore } from '../../models/rollup-hours.ts'
import { createRollupStore } from '../../models/rollups.ts'
import { type Touch, touchSchema } from '../../models/touch.ts'
import { insertAll, pageSize } from '../everybody.ts'
import type { RolledHour } from '../figures.ts'
import { customerOf } from '../town/customer.ts'
import { numbersFrom } from '../town/numbers.ts'
import { touchOf } from '../town/touch.ts'
import { answer } from './answer.ts'

const hourMs = 3_600_000
const hour = new Date('2026-03-02T09:00:00Z')
const connection = await connectStore(process.env.BARE_URI ?? '')
const customers = hotPathOf<Customer>(connection, customerSchema)
const touches = hotPathOf<Touch>(connection, touchSchema)
const rollupHours = createRollupHourStore(connection)
const rollups = createRollups({
  stores: {
    rollupHours,
    rollupDays: createRollupDayStore(connection),
    rollups: createRollupStore(connection),
    figureReader: createFigureReader(connection),
    recounts: createRecountStore(connection),
  },
  clock: { now: () => new Date(hour.getTime() + 2 * hourMs) },
  log: silentLog,
})
const onAndOn = { shouldStop: () => false, touch: async () => {} }

answer({
  /** So many customers, each of whom got a message, or not, in the one hour. */
  make: async ({ count }: { count: number }): Promise<void> => {
    await mendIndexes(connection)
    const chance = numbersFrom(11)
    for (let first = 0; first < count; first += pageSize) {
      const numbers = Array.from({ length: Math.min(pageSize, count - first) }, (_, at) => first + at)
      const people = numbers.map((number) =>
        customerOf(`c_read${String(number).padStart(8, '0')}`, number, new Date(hour.getTime() - hourMs)),
      )
      await insertAll(customers, people)
      await insertAll(
        touches,
        people.map(({ _id }, n) => {
          const journeyId = `flow${(first + n) % 20}`
          const run = { _id: `${journeyId}:${_id}:1`, journeyId, customerId: _id, startedAt: hour }
          const send = { stepId: `step${n % 5}`, messageId: `message${n % 8}` }
          return {
            ...touchOf(run as Parameters<typeof touchOf>[0], send as Parameters<typeof touchOf>[1], chance),
            versionId: `${journeyId}@1`,
          }
        }),
      )
    }
  },

  /** Counts the hour as the job does, its marks long seen. */
  roll: async (): Promise<RolledHour> => {
    await connection
      .collection('rollupHours')
      .updateMany({ open: true }, { $set: { seen: { marks: 1_000_000, at: new Date(0) } } })
    const [cpu, begun] = [process.cpuUsage(), performance.now()]
    await rollups.roller.advance(onAndOn)
    const ms = performance.now() - begun
    const { user, system } = process.cpuUsage(cpu)
    const { figures } = await rollups.read({
      from: hour,
      to: new Date(hour.getTime() + 2 * hourMs),
      metrics: ['touches.sent', 'touches.skipped', 'touches.failed', 'touches.unknown'],
    })
    return {
      ms,
      cpuMs: (user + system) / 1_000,
      peakRssBytes: process.resourceUsage().maxRSS * 1_024,
      counted: figures.reduce((sum, { count }) => sum + count, 0),
    }
  },

  /** Reads the same messages and their customers, as many at a time, and counts them by flow and state; in ms. */
  fold: async (): Promise<number> => {
    const begun = performance.now()
    const sums = new Map<string, number>()
    let page: string[] = []
    const readPeople = async () => {
      await customers.find({ _id: { $in: page } }).toArray()
      page = []
    }
    for await (const touch of touches.find({ countedAt: { $gte: hour } }, { batchSize: 500 })) {
      const key = `${touch.journeyId}:${touch.state}`
      sums.set(key, (sums.get(key) ?? 0) + 1)
      page.push(touch.customerId)
      if (page.length === 500) await readPeople()
    }
    await readPeople()
    return performance.now() - begun
  },
})
