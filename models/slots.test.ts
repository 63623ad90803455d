import { afterAll, describe, expect, it } from 'vitest'
import { testDatabase } from '../test/testing/database.ts'
import type { Slot } from './customer.ts'
import { createMemorySlots } from './memory/slots.ts'
import { createSlotStore, type SlotHolder, type Slots, slotsKept } from './slots.ts'

const db = await testDatabase()
afterAll(() => db.drop())

const at = (day: number, hour = 9) => new Date(Date.UTC(2026, 2, day, hour))
const rule = (touch: string, when: Date, dayCap = 2, weekCap = 3) => ({
  touch,
  at: when,
  dayStart: at(when.getUTCDate(), 0),
  weekStart: at(2, 0),
  dayCap,
  weekCap,
})

interface Ledger {
  slots: Slots
  put(customer: SlotHolder): Promise<void>
}
const memory = new Map<string, SlotHolder>()
const ledgers: [string, Ledger][] = [
  [
    'in the store',
    {
      slots: createSlotStore(db.connection),
      put: async (customer) =>
        void (await db.connection.collection<SlotHolder>('customers').insertOne(customer)),
    },
  ],
  [
    'in memory',
    { slots: createMemorySlots(memory), put: async (customer) => void memory.set(customer._id, customer) },
  ],
]

describe.each(ledgers)('the cap ledger %s', (_, { slots, put }) => {
  let n = 0
  async function aCustomer(more: Partial<SlotHolder> = {}): Promise<string> {
    const _id = `c${++n}`
    await put({ _id, slots: [], ...more })
    return _id
  }
  const held = async (id: string) => (await slots.holder(id))?.slots.map(({ touch }) => touch)

  it('gives as many a day and a week as the caps say, newest first', async () => {
    const id = await aCustomer()
    for (const touch of ['a', 'b', 'c']) await slots.take(id, rule(touch, at(2)))
    expect(await held(id)).toHaveLength(2)
    for (const touch of ['d', 'e']) await slots.take(id, rule(touch, at(3)))
    expect(await held(id)).toEqual(['d', expect.any(String), expect.any(String)])
  })
  it('gives one touch one slot', async () => {
    const id = await aCustomer()
    expect(await slots.take(id, rule('a', at(2)))).toBe(true)
    expect(await slots.take(id, rule('a', at(3)))).toBe(false)
    expect(await slots.takeAnyway(id, { touch: 'a', at: at(3) })).toBe(false)
    expect(await held(id)).toEqual(['a'])
    expect(await slots.takeAnyway(id, { touch: 'b', at: at(3) })).toBe(true)
  })
  it('gives racing workers no more than there is', async () => {
    const id = await aCustomer()
    const asked = Array.from({ length: 20 }, (_, one) => `t${one}`)
    const taken = await Promise.all(asked.map((touch) => slots.take(id, rule(touch, at(2)))))
    expect((await held(id))?.sort()).toEqual(asked.filter((_, one) => taken[one]).sort())
    expect(await held(id)).toHaveLength(2)
  })
  it('counts what is never refused', async () => {
    const id = await aCustomer()
    for (const touch of ['a', 'b', 'c']) await slots.takeAnyway(id, { touch, at: at(2) })
    await slots.take(id, rule('d', at(2)))
    expect((await held(id))?.sort()).toEqual(['a', 'b', 'c'])
  })
  it('gives one only while the slots are as they were seen, where that is asked', async () => {
    const id = await aCustomer()
    const seen: Slot[] = []
    const asked = Array.from({ length: 20 }, (_, one) => `t${one}`)
    const taken = await Promise.all(
      asked.map((touch) => slots.take(id, { ...rule(touch, at(2), 9, 9), channel: 'sms', seen })),
    )
    expect(taken.filter(Boolean)).toHaveLength(1)
    expect((await slots.holder(id))?.slots).toMatchObject([{ channel: 'sms' }])
    const now = (await slots.holder(id))?.slots
    expect(await slots.take(id, { ...rule('late', at(2), 9, 9), seen: now })).toBe(true)
  })
  it('keeps of which category a touch is, and only while nothing moved where that is asked', async () => {
    const id = await aCustomer()
    expect(await slots.take(id, { ...rule('a', at(2)), channel: 'sms', category: '促销' })).toBe(true)
    await slots.takeAnyway(id, { touch: 'b', at: at(3), category: '上新' })
    const seen = (await slots.holder(id))?.slots ?? []
    expect(seen.map(({ touch, category }) => `${touch} ${category}`)).toEqual(['b 上新', 'a 促销'])
    expect(await slots.move(id, 'a', 'email', seen)).toBe(true)
    expect((await slots.holder(id))?.slots[1]).toMatchObject({ channel: 'email', category: '促销' })
    expect(await slots.take(id, { ...rule('late', at(3)), category: '促销', seen })).toBe(false)
  })
  it('counts a touch on another channel, if nothing moved meanwhile', async () => {
    const id = await aCustomer()
    for (const touch of ['a', 'b']) await slots.takeAnyway(id, { touch, at: at(2), channel: 'email' })
    const seen = (await slots.holder(id))?.slots ?? []
    expect(await slots.move(id, 'a', 'sms', seen)).toBe(true)
    expect(await slots.move(id, 'b', 'sms', seen)).toBe(false)
    expect((await slots.holder(id))?.slots.map(({ touch, channel }) => `${touch} ${channel}`).sort()).toEqual(
      ['a sms', 'b email'],
    )
  })
  it('takes a released slot back, and only an older one where that is asked', async () => {
    const id = await aCustomer()
    await slots.take(id, rule('a', at(2)))
    await slots.releaseOlder(id, 'a', at(2))
    expect(await held(id)).toEqual(['a'])
    await slots.releaseOlder(id, 'a', at(3))
    expect(await held(id)).toEqual([])
    await slots.release(id, 'a')
    await slots.take(id, rule('b', at(2)))
    await slots.release(id, 'b')
    expect(await held(id)).toEqual([])
  })
  it.each([{ mergedInto: 'another' }, { merging: ['another'] }])(
    'gives none while two customers become one: %o',
    async (state) => {
      const id = await aCustomer(state)
      await slots.take(id, rule('a', at(2)))
      await slots.takeAnyway(id, { touch: 'b', at: at(2) })
      expect(await slots.holder(id)).toEqual({ _id: id, slots: [], ...state })
    },
  )
  it(`keeps the newest ${slotsKept}`, async () => {
    const id = await aCustomer()
    for (let one = 0; one <= slotsKept; one += 1)
      await slots.takeAnyway(id, { touch: `t${one}`, at: new Date(at(2).getTime() + one) })
    const touches = await held(id)
    expect(touches).toHaveLength(slotsKept)
    expect(touches).not.toContain('t0')
  })
  it('knows nobody who is not there', async () => {
    await slots.take('nobody', rule('a', at(2)))
    expect(await slots.holder('nobody')).toBeNull()
  })

  it('gives none while somebody claims one, but to who has seen just these claims; a taken one is claimed no more', async () => {
    const id = await aCustomer()
    const claim = { touch: 'high', journey: 'j', priority: 8, at: at(2, 12) }
    expect(await slots.claim(id, claim, at(2, 0))).toBe(true)
    expect(await slots.claim(id, claim, at(2, 0))).toBe(true)
    expect(await slots.take(id, rule('low', at(2)))).toBe(false)
    expect(await slots.take(id, { ...rule('low', at(2)), claims: [{ ...claim, at: at(2, 13) }] })).toBe(false)
    expect(await slots.take(id, { ...rule('low', at(2)), claims: [claim] })).toBe(true)
    expect(await slots.take(id, { ...rule('high', at(2)), claims: [claim] })).toBe(true)
    expect((await slots.holder(id))?.slotClaims).toEqual([])
    expect((await held(id))?.sort()).toEqual(['high', 'low'])
  })

  it('keeps one claim a touch, at its last time, and forgets stale ones and those given back', async () => {
    const id = await aCustomer()
    const claim = (touch: string, when: Date) => ({ touch, journey: 'j', priority: 8, at: when })
    await slots.claim(id, claim('a', at(2, 9)), at(2, 0))
    await slots.claim(id, claim('b', at(2, 12)), at(2, 0))
    await slots.claim(id, claim('b', at(2, 15)), at(2, 10))
    expect((await slots.holder(id))?.slotClaims).toEqual([claim('b', at(2, 15))])
    await slots.release(id, 'b')
    expect((await slots.holder(id))?.slotClaims).toEqual([])
    expect(await slots.take(id, rule('c', at(2)))).toBe(true)
  })

  it('loses no claim of many that are made at once', async () => {
    const id = await aCustomer()
    const claims = Array.from({ length: 12 }, (_, n) => ({
      touch: `t${n}`,
      journey: 'j',
      priority: 8,
      at: at(2),
    }))
    await Promise.all(claims.map((claim) => slots.claim(id, claim, at(1))))
    expect((await slots.holder(id))?.slotClaims?.map(({ touch }) => touch).sort()).toEqual(
      claims.map(({ touch }) => touch).sort(),
    )
  })
})
