import { MongoClient } from 'mongodb'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { everybodyIn, insertAll, pageSize } from '../everybody.ts'
import { customerOf } from '../town/customer.ts'
import { eventOf } from '../town/event.ts'
import { numbersFrom } from '../town/numbers.ts'
import { answer } from './answer.ts'

const dayMs = 86_400_000

const client = await MongoClient.connect(process.env.BARE_URI ?? '')
const customers = client.db().collection<Customer>('customers')
const events = client.db().collection<KeluEvent>('events')

answer({
  /** So many customers who were there before, and what they did in the days up to `until`, evenly spread. */
  make: async (given: { count: number; days: number; perDay: number; until: Date }): Promise<number> => {
    const from = given.until.getTime() - given.days * dayMs
    const createdAt = new Date(from - 10 * dayMs)
    const each = Math.round(given.days * given.perDay)
    const chance = numbersFrom(7)
    for (let first = 0; first < given.count; first += pageSize) {
      const size = Math.min(pageSize, given.count - first)
      const people = Array.from({ length: size }, (_, at) => {
        const number = first + at
        return customerOf(`c_bench${String(number).padStart(8, '0')}`, number, createdAt)
      })
      const between = { from, until: given.until.getTime() }
      const did = people.flatMap(({ _id }) =>
        Array.from({ length: each }, (_, number) => eventOf(_id, number, between, chance)),
      )
      await insertAll(customers, people)
      await insertAll(events, did)
    }
    return given.count * each
  },

  /** Reads all of it a page of customers at a time, as a simulation must; in ms. */
  read: async (): Promise<number> => {
    const begun = performance.now()
    for await (const page of everybodyIn(customers)) {
      await events.find({ customerId: { $in: page.map(({ _id }) => _id) } }).toArray()
    }
    return performance.now() - begun
  },
})
