import { describe, expect } from 'vitest'
import { createCodeArrivalStore } from '../../models/code-arrivals.ts'
import type { Customer } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { withDatabase } from '../../test/testing/database.ts'
import { createArrivals } from './arrivals.ts'

const corp = 'ww1'
const code = 'ww1:parcel'
const at = (local: string) => new Date(`${local}+08:00`)
const all = { from: at('2026-03-01T00:00'), to: at('2026-04-01T00:00') }

const it = withDatabase.extend('world', async ({ db }) => {
  const store = createCodeArrivalStore(db.connection)
  const used: string[] = []
  const arrivals = createArrivals({ corp, store, used: (state) => void used.push(state) })
  const people = new Map<string, Partial<Customer>>()
  async function hear(who: string, name: string, when: string, props: Record<string, unknown> = {}) {
    const customer = { _id: `c-${who}`, ids: [`external:${corp}:${who}`], ...people.get(who) } as Customer
    const event = { _id: `${who}:${name}:${when}`, customerId: customer._id, name, at: at(when), props }
    await arrivals.hear(event as KeluEvent, customer)
  }
  return {
    store,
    used,
    people,
    hear,
    add: (who: string, when: string, staff = 'LiLei', state: string | undefined = 'parcel') =>
      hear(who, 'wecom.friend_added', when, { staff, state }),
    remove: (who: string, when: string, staff = 'LiLei') =>
      hear(who, 'wecom.friend_removed', when, { staff }),
    async counts() {
      const stages = ['added', 'day1', 'day7', 'loggedIn', 'ordered'] as const
      return Promise.all(stages.map((stage) => store.count(stage, code, all)))
    },
  }
})

describe('who came by a channel code', () => {
  it('is counted once, whatever is told twice, and their day by member', async ({ world }) => {
    await world.add('a', '2026-03-02T10:00')
    await world.add('a', '2026-03-02T10:00')
    await world.add('b', '2026-03-02T11:00', 'HanMei')
    await world.add('c', '2026-03-03T11:00')
    await world.add('d', '2026-03-02T11:00', 'LiLei', 'other')
    expect((await world.counts())[0]).toBe(3)
    const today = await world.store.ofDay([code], '2026-03-02')
    expect(today).toEqual(
      new Map([
        [
          code,
          new Map([
            ['lilei', 1],
            ['hanmei', 1],
          ]),
        ],
      ]),
    )
    expect(world.used).toEqual(['parcel', 'parcel', 'parcel', 'other'])
  })

  it('stayed 1 and 7 days or not, by whole days', async ({ world }) => {
    for (const who of ['stays', 'sixDays', 'sevenDays', 'hours']) await world.add(who, '2026-03-02T10:00')
    await world.remove('hours', '2026-03-03T09:59')
    await world.remove('sixDays', '2026-03-09T09:59')
    await world.remove('sevenDays', '2026-03-09T10:00')
    expect(await world.counts()).toEqual([4, 3, 2, 0, 0])
  })

  it('who came back is there again, and only the member they left ends it', async ({ world }) => {
    await world.add('a', '2026-03-02T10:00')
    await world.remove('a', '2026-03-02T12:00', 'HanMei')
    expect((await world.counts())[1]).toBe(1)
    await world.remove('a', '2026-03-02T12:00')
    expect((await world.counts())[1]).toBe(0)
    await world.add('a', '2026-03-02T13:00')
    expect(await world.counts()).toEqual([1, 1, 1, 0, 0])
  })

  it('logged in and ordered since they came; before that is not by the code', async ({ world }) => {
    await world.hear('a', 'order.paid', '2026-03-01T10:00')
    await world.add('a', '2026-03-02T10:00')
    await world.hear('a', 'order.paid', '2026-03-01T12:00')
    expect(await world.counts()).toEqual([1, 1, 1, 0, 0])
    await world.hear('a', 'miniprogram.entered', '2026-03-04T10:00')
    await world.hear('a', 'miniprogram.entered', '2026-03-03T10:00')
    await world.hear('a', 'order.paid', '2026-03-05T10:00')
    expect(await world.counts()).toEqual([1, 1, 1, 1, 1])
    const [arrival] = await world.store.page('ordered', code, all, 9)
    expect(arrival).toMatchObject({ customerId: 'c-a', loggedInAt: at('2026-03-03T10:00') })
  })

  it('is nobody who is a test account, or came by no code', async ({ world }) => {
    world.people.set('a', { isTest: true })
    await world.add('a', '2026-03-02T10:00')
    await world.add('b', '2026-03-02T10:00', 'LiLei', '')
    expect((await world.counts())[0]).toBe(0)
  })
})
