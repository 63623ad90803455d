import { type Collection, type Document, MongoClient, type OptionalUnlessRequiredId } from 'mongodb'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { answer } from './answer.ts'

const dayMs = 86_400_000
/** Customers whose documents are made and written at a time. */
const pageSize = 200

/** What people do, and which share of it is of that kind. */
const kinds: readonly {
  upTo: number
  name: string
  props(chance: number, id: string): KeluEvent['props']
}[] = [
  { upTo: 0.4, name: 'miniprogram.entered', props: () => ({ scene: 1001, path: 'pages/index/index' }) },
  { upTo: 0.62, name: 'page.viewed', props: () => ({ path: 'pages/list/list' }) },
  { upTo: 0.88, name: 'product.viewed', props: (chance) => ({ productId: `p${Math.floor(chance * 200)}` }) },
  { upTo: 0.93, name: 'cart.added', props: (chance) => ({ productId: `p${Math.floor(chance * 200)}` }) },
  {
    upTo: 1,
    name: 'order.paid',
    props: (chance, id) => ({ orderId: id, amountFen: 5_000 + Math.floor(chance * 50_000), items: [] }),
  },
]

const client = await MongoClient.connect(process.env.BARE_URI ?? '')
const customers = client.db().collection<Customer>('customers')
const events = client.db().collection<KeluEvent>('events')

/** The same numbers from 0 to 1 every time. */
function numbersFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function customerOf(number: number, createdAt: Date): Customer {
  const _id = `c_bench${String(number).padStart(8, '0')}`
  const granted = { state: 'granted', at: createdAt, source: 'bench' } as const
  return {
    _id,
    seq: 1,
    rev: 1,
    ids: [`ext:bench:${number}`],
    profile: {
      registeredAt: createdAt,
      nickname: `客户${number}`,
      region: number % 2 === 0 ? '上海' : '北京',
      phone: { kid: 'bench', ct: _id },
      phoneKey: `phone:${_id}`,
      phoneVerified: true,
    },
    tags: [],
    traits: { tier: 'none' },
    consent: number % 4 === 0 ? {} : { sms: granted },
    reach: {},
    follows: [],
    isTest: false,
    engagedAt: {},
    credits: {},
    slots: [],
    segments: [],
    recent: [],
    causes: [],
    outbox: [],
    mergedFrom: [],
    createdAt,
  }
}

const insert = <T extends Document>(into: Collection<T>, documents: T[]) =>
  into.insertMany(documents as OptionalUnlessRequiredId<T>[], { ordered: false })

answer({
  /** So many customers who were there before, and what they did in the days up to `until`, evenly spread. */
  make: async (given: { count: number; days: number; perDay: number; until: Date }): Promise<number> => {
    const from = given.until.getTime() - given.days * dayMs
    const createdAt = new Date(from - 10 * dayMs)
    const each = Math.round(given.days * given.perDay)
    const chance = numbersFrom(7)
    for (let first = 0; first < given.count; first += pageSize) {
      const size = Math.min(pageSize, given.count - first)
      const people = Array.from({ length: size }, (_, at) => customerOf(first + at, createdAt))
      const did = people.flatMap(({ _id: customerId }) =>
        Array.from({ length: each }, (_, number): KeluEvent => {
          const at = new Date(Math.floor(from + chance() * given.days * dayMs))
          const _id = `bench:${customerId}:${number}`
          const which = chance()
          const { name, props } = kinds.find(({ upTo }) => which < upTo) ?? (kinds[0] as (typeof kinds)[0])
          return { _id, customerId, name, at, receivedAt: at, props: props(chance(), _id), source: 'bench' }
        }),
      )
      await insert(customers, people)
      await insert(events, did)
    }
    return given.count * each
  },

  /** Reads all of it a page of customers at a time, as a simulation must; in ms. */
  read: async (): Promise<number> => {
    const begun = performance.now()
    for (let after = ''; ; ) {
      const page = await customers
        .find({ _id: { $gt: after } })
        .sort({ _id: 1 })
        .limit(pageSize)
        .toArray()
      const last = page.at(-1)
      if (last === undefined) return performance.now() - begun
      await events.find({ customerId: { $in: page.map(({ _id }) => _id) } }).toArray()
      after = last._id
    }
  },
})
