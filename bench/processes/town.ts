import type { Collection, Document, OptionalUnlessRequiredId } from 'mongodb'
import { createSealing } from '../../domain/customers/sealing.ts'
import { createPublished } from '../../domain/definitions/published.ts'
import { silentLog } from '../../domain/log.ts'
import { type Role, roles } from '../../domain/members/roles.ts'
import { connectStore } from '../../models/connect.ts'
import type { Customer } from '../../models/customer.ts'
import type { Run } from '../../models/run.ts'
import type { Touch } from '../../models/touch.ts'
import { sessionCookie } from '../../server/admin-api/core/who.ts'
import { loadConfig } from '../../server/config.ts'
import { wireMembers } from '../../server/wiring/members.ts'
import { wireStores } from '../../server/wiring/stores.ts'
import { eventOf } from '../town/event.ts'
import { createTownFigures } from '../town/figures.ts'
import { numbersFrom } from '../town/numbers.ts'
import { personOf } from '../town/person.ts'
import { departments, planOf, staffCount, staffOf, storeCount, storeOf, type TownPlan } from '../town/plan.ts'
import { runOf } from '../town/run.ts'
import { signalsOf } from '../town/signal.ts'
import { touchOf } from '../town/touch.ts'
import { auditEntryOf, grantOf, inboxRecordOf, orderOf, taskOf } from '../town/work.ts'
import { answer } from './answer.ts'

const dayMs = 86_400_000
const runsEach = 2
/** Customers whose documents are made and written at a time. */
const pageSize = 250
const anchorSize = 50
/** Whom the lead leads. */
const firstDepartment = Array.from({ length: staffCount }, (_, number) => number)
  .filter((number) => number % departments.length === 0)
  .map(staffOf)

const config = loadConfig(process.env)
const connection = await connectStore(config.mongodbUri ?? '')
const stores = wireStores(connection)
const sealing = createSealing({ data: config.dataKeys, blindIndex: config.blindIndexKey })
const db = connection.db
if (db === undefined) throw new Error('there is no store')

const figures = createTownFigures(connection)

const insert = async <T extends Document>(name: string, documents: T[]): Promise<number> => {
  const into = db.collection(name) as unknown as Collection<T>
  if (documents.length === 0) return 0
  figures.note(name, documents)
  await into.insertMany(documents as OptionalUnlessRequiredId<T>[], { ordered: false })
  return documents.length
}

async function planNow(): Promise<TownPlan> {
  return planOf(await createPublished({ store: stores.definitions, log: silentLog }).refresh())
}

/** Everything there is of some customers. */
async function settle(
  { numbers, events }: { numbers: number[]; events: number },
  plan: TownPlan,
  chance: () => number,
  now: number,
): Promise<number> {
  const known = { from: now - 700 * dayMs, until: now - dayMs }
  const lately = { from: now - 90 * dayMs, until: now }
  const people = numbers.map((number): Customer => {
    const createdAt = new Date(Math.floor(known.from + chance() * (known.until - known.from)))
    return personOf(number, createdAt, { plan, chance, seal: sealing.seal })
  })
  const runs: Run[] = []
  const touches: Touch[] = []
  for (const customer of people) {
    const begun = [
      ...Array.from({ length: runsEach }, (_, at) => {
        const first = Math.floor(chance() * plan.journeys.length)
        return plan.journeys[(first + at) % plan.journeys.length] ?? plan.broadcast
      }),
      ...(chance() < 0.6 ? [plan.broadcast] : []),
    ]
    const own = [...new Set(begun)].map((journey) => ({
      journey,
      run: runOf(journey, customer, lately, chance),
    }))
    for (const { journey, run } of own) {
      runs.push(run)
      for (const send of journey.sends) {
        if (journey.isBroadcast || run.visits[send.stepId] !== undefined) {
          touches.push(touchOf(run, send, chance))
        }
      }
    }
  }
  const tasks = people
    .filter(() => chance() < 0.05)
    .map(({ _id }, at) => taskOf(_id, (numbers[0] ?? 0) + at, now, chance))
  const some = (share: number) => people.filter(() => chance() < share)
  const written = await Promise.all([
    insert('customers', people),
    insert(
      'identities',
      people.map(({ ids: [_id = ''], _id: customerId, createdAt: at }) => ({
        _id,
        customerId,
        verified: true,
        source: 'bench',
        at,
      })),
    ),
    insert(
      'events',
      people.flatMap(({ _id }) =>
        Array.from({ length: events }, (_, number) => eventOf(_id, number, lately, chance)),
      ),
    ),
    insert('runs', runs),
    insert('touches', touches),
    insert(
      'events',
      touches.flatMap((touch) => signalsOf(touch, chance)),
    ),
    insert('tasks', tasks),
    insert(
      'taskCodes',
      tasks.map(({ code: _id, _id: taskId }) => ({ _id, taskId })),
    ),
    insert(
      'coupons',
      some(0.1).map(({ _id }, at) => grantOf(_id, (numbers[0] ?? 0) + at, now, plan, chance)),
    ),
    insert(
      'orders',
      people.map(({ _id }, at) => orderOf(_id, numbers[at] ?? 0, now, chance)),
    ),
    insert(
      'inbox',
      numbers.map((number) => inboxRecordOf(number, now, chance, sealing.seal)),
    ),
    insert(
      'auditLog',
      numbers.filter((number) => number % 10 === 0).map((number) => auditEntryOf(number, now, chance)),
    ),
  ])
  return written.reduce((sum, n) => sum + n, 0)
}

answer({
  /** So many customers with what belongs to them; gives how many documents that is. */
  settle: async ({ people, events }: { people: number; events: number }): Promise<number> => {
    const [plan, chance, now] = [await planNow(), numbersFrom(11), Date.now()]
    await insert(
      'stores',
      Array.from({ length: storeCount }, (_, number) => ({
        ...{ _id: storeOf(number), name: `${number} 号店` },
        department: departments[number % departments.length],
      })),
    )
    await insert(
      'staff',
      Array.from({ length: staffCount }, (_, number) => ({
        _id: staffOf(number),
        name: `销售${number}`,
        department: departments[number % departments.length],
        onDuty: true,
        inFallbackPool: false,
      })),
    )
    let made = 0
    for (let first = 0; first < people; first += pageSize) {
      const size = Math.min(pageSize, people - first)
      const numbers = Array.from({ length: size }, (_, at) => first + at)
      made += await settle({ numbers, events }, plan, chance, now)
    }
    return made
  },

  /** Counts the figures of the days the town was busy; gives how many hours that is. */
  count: (): Promise<number> => figures.count(new Date(Date.now() - 100 * dayMs)),

  /** The cookie of somebody of each role, logged in. */
  logIn: async (): Promise<Record<Role, string>> => {
    const realClock = { now: () => new Date() }
    const { sessions } = wireMembers({ stores, realClock, publicUrl: config.publicUrl })
    const cookies = roles.map(async (role): Promise<[Role, string]> => {
      const login = `bench-${role}`
      await stores.members.insert({
        _id: login,
        name: role,
        role,
        departments: departments.slice(0, 1),
        stores: [storeOf(3)],
        userid: staffOf(0),
        state: 'active',
        createdAt: realClock.now(),
      })
      const { token } = await sessions.open(login, 'password', { address: '127.0.0.1', agent: 'bench' })
      return [role, `${sessionCookie}=${token}`]
    })
    return Object.fromEntries(await Promise.all(cookies)) as Record<Role, string>
  },

  /** Ids of things there are, for pages of one thing. */
  things: async () => {
    const plan = await planNow()
    const theirs = { owner: { $in: firstDepartment } }
    const runs = db.collection<Run>('runs')
    const customers = db.collection<Customer>('customers')
    const waiting = runs.find({ state: 'active' }).limit(500)
    let run: Run | null = null
    for await (const one of waiting) {
      if (run === null && (await customers.findOne({ _id: one.customerId, ...theirs })) !== null) run = one
    }
    const [customer, task, record] = await Promise.all([
      customers.findOne({ owner: staffOf(0) }, { sort: { owner: 1, _id: 1 } }),
      db.collection('tasks').findOne({ state: 'offered', assignee: { $in: firstDepartment } }),
      db.collection<{ _id: string }>('inbox').findOne({ state: 'failed' }),
    ])
    if (!run || !customer || !task || !record) throw new Error('too few people for one of everything')
    return {
      journey: run.journeyId,
      step: run.stepId,
      run: run._id,
      broadcast: plan.broadcast.id,
      message: plan.broadcast.sends[0]?.messageId ?? '',
      customer: customer._id,
      task: String(task.code),
      callback: record._id,
      batch: plan.batches[0] ?? '',
      order: 'shop:B0',
    }
  },

  /** The first page of these by `_id`, with the bare driver, so many times; in ms each. */
  read: async ({ collection, times }: { collection: string; times: number }): Promise<number[]> => {
    const took: number[] = []
    for (let n = 0; n < times; n += 1) {
      const begun = performance.now()
      await db.collection(collection).find({}).sort({ _id: 1 }).limit(anchorSize).toArray()
      took.push(performance.now() - begun)
    }
    return took
  },
})
