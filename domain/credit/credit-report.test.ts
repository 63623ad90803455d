import { afterAll, expect, it } from 'vitest'
import { createCreditReader } from '../../models/credit-reader.ts'
import { createRetailStoreStore } from '../../models/retail-stores.ts'
import { createStaffMoveStore } from '../../models/staff-moves.ts'
import { movableClock } from '../../test/testing/clock.ts'
import { customersOn } from '../../test/testing/customers.ts'
import { testDatabase } from '../../test/testing/database.ts'
import { createCreditReport } from './credit-report.ts'
import { createStaffPlaces } from './staff-places.ts'

const db = await testDatabase()
afterAll(() => db.drop())
const dayMs = 86_400_000
const from = new Date('2026-11-01T00:00:00+08:00')
const to = new Date('2026-12-01T00:00:00+08:00')
/** A random run that is the same each time. */
let seed = 7
const upTo = (n: number) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed % n
}
const anyTime = () => new Date(from.getTime() - 10 * dayMs + upTo(42 * 24) * 3_600_000 + upTo(3_600) * 1_000)

const clock = movableClock()
const { customers } = customersOn(db, clock)
const collection = (name: string) => db.connection.collection<{ _id: string }>(name)
const team = ['lilei', 'hanmei', 'wang']

it('credits, over thousands of touches and orders, what a recount by hand does, to the fen', async () => {
  const people: { id: string; isTest: boolean }[] = []
  for (let n = 0; n < 30; n++) {
    const { _id } = await customers.getOrCreate([{ kind: 'external', corp: 'corp', value: `wm${n}` }], {
      ...{ source: 'test', at: clock.now() },
    })
    const isTest = n % 10 === 9
    if (isTest) await customers.change(_id, { isTest }, 'test')
    people.push({ id: _id, isTest })
  }
  const touches: { customer: string; staff: string; at: Date; rank: number; clicked?: boolean }[] = []
  const docs: Record<string, ({ _id: string } & Record<string, unknown>)[]> = {
    ...{ groupSendPeople: [], touches: [], tasks: [], events: [], orders: [] },
  }
  for (let n = 0; n < 900; n++) {
    const [customer, staff, at] = [people[upTo(30)]!.id, team[upTo(3)]!, anyTime()]
    const rank = n % 3
    const clicked = upTo(2) === 0
    touches.push({ customer, staff, at, rank, ...(rank === 2 && { clicked }) })
    if (rank === 0) {
      docs.tasks!.push({ _id: `t${n}`, customerId: customer, assignee: staff, state: 'done', doneAt: at })
    } else if (rank === 1) {
      const props = { staff: staff.toUpperCase() }
      docs.events!.push({ _id: `e${n}`, customerId: customer, name: 'staff.words_sent', at, props })
    } else {
      docs.touches!.push({ _id: `m${n}`, customerId: customer, sentAt: at, ...(clicked && { clicks: 2 }) })
      docs.groupSendPeople!.push({
        ...{ _id: `g${n}`, groupSend: `${staff}:hello@1:w:1`, touchId: `m${n}`, customerId: customer },
        ...{ outcome: 'sent', joinedAt: new Date(at.getTime() - upTo(48) * 3_600_000) },
      })
      const refused = { groupSend: 'lilei:hello@1:w:1', touchId: `m${n}`, customerId: customer }
      docs.groupSendPeople!.push({ _id: `x${n}`, ...refused, outcome: 'expired', joinedAt: at })
    }
  }
  const orders: { customer: string; at: Date; net: number; staffId?: string }[] = []
  for (let n = 0; n < 600; n++) {
    const [customer, at, fen] = [people[upTo(30)]!.id, anyTime(), 1 + upTo(99_999)]
    const back = upTo(4) === 0 ? upTo(fen + 1) : upTo(9) === 0 ? fen : 0
    const staffId = upTo(5) === 0 ? ['LiLei', 'Till-9'][upTo(2)] : undefined
    orders.push({ customer, at, net: fen - back, ...(staffId && { staffId }) })
    const payment = { event: 'e', heardAt: at, at, amountFen: fen, items: [], ...(staffId && { staffId }) }
    const refunds = back > 0 ? [{ id: 'r', fen: back, heardAt: at }] : undefined
    docs.orders!.push({
      _id: `shop:${n}`,
      customerId: customer,
      rev: 1,
      payment,
      ...(refunds && { refunds }),
    })
  }
  for (const [name, list] of Object.entries(docs)) await collection(name).insertMany(list)

  const report = createCreditReport({
    reader: createCreditReader(db.connection),
    customers,
    places: createStaffPlaces({
      moves: createStaffMoveStore(db.connection),
      stores: createRetailStoreStore(db.connection),
      staff: async () => team.map((_id) => ({ _id, department: '一部' })),
      clock,
    }),
  })
  const { rows, credited, uncredited } = await report(from, to)

  // By hand: for each order look at every touch.
  const tests = new Set(people.filter(({ isTest }) => isTest).map(({ id }) => id))
  const within = (at: Date) => at >= from && at < to
  const expected = new Map<string, { orders: number; fen: number }>()
  for (const { customer, at, net, staffId } of orders) {
    if (!within(at) || net === 0 || tests.has(customer)) continue
    let best: (typeof touches)[number] | undefined
    for (const one of touches) {
      if (one.customer !== customer || one.at > at || at.getTime() - one.at.getTime() > 7 * dayMs) continue
      const isLater = !best || one.at > best.at || (+one.at === +best.at && one.rank < best.rank)
      if (isLater) best = one
    }
    const whose = staffId?.toLowerCase() ?? best?.staff ?? 'nobody'
    const sum = expected.get(whose) ?? { orders: 0, fen: 0 }
    expected.set(whose, { orders: sum.orders + 1, fen: sum.fen + net })
  }
  const told = new Map(rows.map(({ staff, orders, fen }) => [staff, { orders, fen }]))
  for (const staff of [...team, 'till-9'])
    expect([staff, told.get(staff)]).toEqual([staff, expected.get(staff)])
  expect(uncredited).toEqual(expected.get('nobody'))
  const counted = orders.filter(({ customer, at, net }) => within(at) && net > 0 && !tests.has(customer))
  expect(credited.fen + uncredited.fen).toBe(counted.reduce((sum, { net }) => sum + net, 0))
  expect(credited.orders + uncredited.orders).toBe(counted.length)

  // What they did.
  const did = (staff: string, rank: number) =>
    touches.filter(
      (one) => one.staff === staff && one.rank === rank && within(one.at) && !tests.has(one.customer),
    )
  for (const staff of team) {
    const row = rows.find((one) => one.staff === staff)
    expect(row?.sends).toBe(did(staff, 1).length + did(staff, 2).length)
    expect(row?.clicks).toBe(did(staff, 2).filter(({ clicked }) => clicked).length)
  }
})

it('counts what somebody did before they moved in the 门店 they were in then', async () => {
  const moves = createStaffMoveStore(db.connection)
  const stores = createRetailStoreStore(db.connection)
  await stores.save({ _id: 'A', name: '西湖店', department: '一部' })
  await stores.save({ _id: 'B', name: '滨江店', department: '二部' })
  const zhao = { _id: 'zhao', department: '一部' }
  const places = createStaffPlaces({ moves, stores, staff: async () => [{ ...zhao }], clock })
  clock.set('2026-11-05T09:00:00+08:00')
  expect(await places.sweep()).toBe(1)
  zhao.department = '二部'
  clock.set('2026-11-20T09:00:00+08:00')
  expect([await places.sweep(), await places.sweep()]).toEqual([1, 0])
  const placeOf = await places.placesThen()
  const storeAt = (at: string) => placeOf('zhao', new Date(at)).store?.name
  expect(storeAt('2026-11-01T00:00:00+08:00')).toBe('西湖店')
  expect(storeAt('2026-11-20T08:59:00+08:00')).toBe('西湖店')
  expect(storeAt('2026-11-20T09:00:00+08:00')).toBe('滨江店')
})
