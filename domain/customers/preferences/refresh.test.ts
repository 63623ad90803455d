import { nanoid } from 'nanoid'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { createPreferenceRefreshStore } from '../../../models/preference-refresh.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { customersOn } from '../../../test/testing/customers.ts'
import { type TestDatabase, testDatabase } from '../../../test/testing/database.ts'
import { silentLog } from '../../log.ts'
import { causeOfCaller } from '../../members/cause.ts'
import type { CustomerChange } from '../contract.ts'
import { categoryRule, inForce, promotionRule } from '../testing/preference-evidence.ts'
import { createPreferences } from './refresh.ts'

const clock = movableClock('2026-02-10T12:00:00+08:00')
const toTheEnd = { shouldStop: () => false, touch: async () => {} }
let db: TestDatabase
let world: ReturnType<typeof aProcess>
let rules = inForce(promotionRule, categoryRule)
beforeEach(async () => {
  db = await testDatabase()
  clock.set('2026-02-10T12:00:00+08:00')
  rules = inForce(promotionRule, categoryRule)
  world = aProcess()
  // Asked for the first time: the refresh of the month of an installation is the next one.
  await world.preferences.nextAt()
})
afterEach(() => db.drop())

function aProcess() {
  const { customers } = customersOn(db, clock)
  const store = createPreferenceRefreshStore(db.connection)
  const preferences = createPreferences({ store, customers, rules: () => rules, clock, log: silentLog })
  return { customers, store, preferences }
}

let made = 0
async function aCustomer(): Promise<string> {
  const claim = { kind: 'ext' as const, system: 'test', value: `p${++made}` }
  return (await world.customers.getOrCreate([claim], { source: 'test', at: clock.now() }))._id
}

/** Somebody who clicked on three promotions today. */
async function aBargainHunter(): Promise<string> {
  const id = await aCustomer()
  for (let n = 0; n < 3; n += 1) await clicks(id, true)
  return id
}

const clicks = (customerId: string, promotion: boolean) =>
  world.customers.hear({
    _id: `e${++made}`,
    customerId,
    name: 'message.clicked',
    at: clock.now(),
    props: { promotion },
    source: 'test',
  })

const tagsOf = async (id: string) => ((await world.customers.find(id)) as Customer).tags
const preferencesOf = async (id: string) =>
  (await tagsOf(id)).filter(({ kind }) => kind === 'preference').map(({ name }) => name)
const byHand = (id: string, change: CustomerChange) =>
  world.customers.change(id, change, causeOfCaller({ memberId: 'wang' }, nanoid()))
const refreshOn = async (at: string) => {
  clock.set(at)
  await world.preferences.advance(toTheEnd)
}

describe('the refresh', () => {
  it('comes on the first of the month at 03:00 in Shanghai, and gives the tag with its reason', async () => {
    const id = await aBargainHunter()
    expect(await world.preferences.nextAt()).toEqual(new Date('2026-03-01T03:00:00+08:00'))
    await refreshOn('2026-03-01T02:59:59+08:00')
    expect(await preferencesOf(id)).toEqual([])
    await refreshOn('2026-03-01T03:00:00+08:00')
    expect(await tagsOf(id)).toContainEqual({
      name: '关注促销',
      kind: 'preference',
      at: clock.now(),
      reason: expect.objectContaining({
        rule: 'promotion-minded@1',
        until: new Date('2026-03-01T00:00:00+08:00'),
        count: 3,
        of: 3,
        share: 1,
      }),
    })
    expect(await world.preferences.nextAt()).toEqual(new Date('2026-04-01T03:00:00+08:00'))
  })

  it('is told as a tag that was added, and as one that was removed', async () => {
    const id = await aBargainHunter()
    await refreshOn('2026-03-01T03:00:00+08:00')
    await refreshOn('2026-06-01T03:00:00+08:00')
    const customer = (await world.customers.find(id)) as Customer
    const names = ['customer.tag_added', 'customer.tag_removed']
    const told = await world.customers.history(customer, names, new Date(0))
    const props = { tag: '关注促销', kind: 'preference' }
    expect(told.filter((event) => event.props.kind === 'preference')).toMatchObject([
      { name: 'customer.tag_added', props },
      { name: 'customer.tag_removed', props },
    ])
  })

  it('an hour later changes nothing, and looks at the same days', async () => {
    const id = await aBargainHunter()
    await refreshOn('2026-03-01T03:00:00+08:00')
    const before = await world.customers.find(id)
    await clicks(id, false)
    await clicks(id, false)
    await clicks(id, false)
    clock.set('2026-03-01T04:00:00+08:00')
    await clicks(id, false)
    const seen = await world.customers.find(id)
    expect(await world.preferences.ask()).toBe(true)
    await world.preferences.advance(toTheEnd)
    expect(await world.customers.find(id)).toEqual(seen)
    expect((await tagsOf(id)).filter(({ kind }) => kind === 'preference')).toEqual(
      before?.tags.filter(({ kind }) => kind === 'preference'),
    )
  })

  it('keeps the time of a tag that still holds, and gives it the new reason', async () => {
    const id = await aBargainHunter()
    await refreshOn('2026-03-01T03:00:00+08:00')
    await refreshOn('2026-04-01T03:00:00+08:00')
    expect((await tagsOf(id)).find(({ kind }) => kind === 'preference')).toMatchObject({
      at: new Date('2026-03-01T03:00:00+08:00'),
      reason: { until: new Date('2026-04-01T00:00:00+08:00') },
    })
  })

  it('takes away what no published rule gives any more', async () => {
    const id = await aBargainHunter()
    await refreshOn('2026-03-01T03:00:00+08:00')
    rules = []
    await refreshOn('2026-04-01T03:00:00+08:00')
    expect(await preferencesOf(id)).toEqual([])
  })

  it('when asked for comes at once, as one with the one under way, and does not stand for that of the month', async () => {
    const id = await aBargainHunter()
    clock.set('2026-02-11T09:00:00+08:00')
    expect(await world.preferences.ask()).toBe(true)
    expect(await world.preferences.ask()).toBe(false)
    expect((await world.preferences.nextAt()) <= clock.now()).toBe(true)
    await world.preferences.advance(toTheEnd)
    expect(await preferencesOf(id)).toEqual(['关注促销'])
    expect(await world.preferences.nextAt()).toEqual(new Date('2026-03-01T03:00:00+08:00'))
  })

  it('goes on where a process died, a day later, with the days it began with', async () => {
    const [first, second] = [await aBargainHunter(), await aBargainHunter()].sort()
    clock.set('2026-03-01T03:00:00+08:00')
    const { store, customers } = world
    const dying = createPreferences({
      store: {
        ...store,
        page: async (after) => {
          if (after !== '') throw new Error('died')
          return store.page(after, 1)
        },
      },
      customers,
      rules: () => rules,
      clock,
      log: silentLog,
    })
    await expect(dying.advance(toTheEnd)).rejects.toThrow('died')
    expect([await preferencesOf(first!), await preferencesOf(second!)]).toEqual([['关注促销'], []])
    clock.set('2026-03-02T03:00:00+08:00')
    await aProcess().preferences.advance(toTheEnd)
    const until = new Date('2026-03-01T00:00:00+08:00')
    expect((await tagsOf(second!)).at(-1)).toMatchObject({ name: '关注促销', reason: { until } })
  })

  it('reads nothing of who did nothing in the window and has no preference to lose', async () => {
    await aBargainHunter()
    await aCustomer()
    clock.set('2026-03-01T03:00:00+08:00')
    const read: string[] = []
    const { store, customers } = world
    const counting = createPreferences({
      store,
      customers: {
        ...customers,
        history: async (who, ...rest) => {
          read.push(who._id)
          return customers.history(who, ...rest)
        },
      },
      rules: () => rules,
      clock,
      log: silentLog,
    })
    await counting.advance(toTheEnd)
    expect(read).toHaveLength(1)
  })

  it('stops between two pages when it is to', async () => {
    await aBargainHunter()
    clock.set('2026-03-01T03:00:00+08:00')
    let pages = 0
    const control = { shouldStop: () => pages > 0, touch: async () => void pages++ }
    expect(await world.preferences.advance(control)).toEqual({ isThrough: false })
    expect(await world.preferences.advance(toTheEnd)).toEqual({ isThrough: true })
  })

  it('one customer who cannot be dealt with does not keep the others waiting', async () => {
    const [first, second] = [await aBargainHunter(), await aBargainHunter()]
    clock.set('2026-03-01T03:00:00+08:00')
    const { store, customers } = world
    const failing = createPreferences({
      store,
      customers: {
        ...customers,
        history: async (who, ...rest) => {
          if (who._id === first) throw new Error('no history')
          return customers.history(who, ...rest)
        },
      },
      rules: () => rules,
      clock,
      log: silentLog,
    })
    await failing.advance(toTheEnd)
    expect([await preferencesOf(first), await preferencesOf(second)]).toEqual([[], ['关注促销']])
  })
})

describe('what somebody does by hand', () => {
  it('is never touched: a tag of that name stays theirs, whatever holds', async () => {
    const id = await aBargainHunter()
    await byHand(id, { addTags: [{ name: '关注促销', kind: 'manual' }] })
    const before = await tagsOf(id)
    await refreshOn('2026-03-01T03:00:00+08:00')
    await refreshOn('2026-07-01T03:00:00+08:00')
    expect(await tagsOf(id)).toEqual(before)
  })

  it('is never touched when the tag was a preference before', async () => {
    const id = await aBargainHunter()
    await refreshOn('2026-03-01T03:00:00+08:00')
    await byHand(id, { addTags: [{ name: '关注促销', kind: 'manual' }] })
    await refreshOn('2026-07-01T03:00:00+08:00')
    expect(await tagsOf(id)).toContainEqual(expect.objectContaining({ name: '关注促销', kind: 'manual' }))
  })

  it('stays by a merge, also where the other profile has it as a preference', async () => {
    const [older, younger] = [await aBargainHunter(), await aCustomer()]
    await byHand(younger, { addTags: [{ name: '关注促销', kind: 'manual' }] })
    await refreshOn('2026-03-01T03:00:00+08:00')
    const unionid = [{ kind: 'unionid' as const, value: `u${++made}` }]
    await world.customers.addClaims(older, unionid, 'test')
    const one = await world.customers.addClaims(younger, unionid, 'test')
    await refreshOn('2026-07-01T03:00:00+08:00')
    expect(await tagsOf(one._id)).toContainEqual(
      expect.objectContaining({ name: '关注促销', kind: 'manual' }),
    )
  })

  it('what was taken off is not given back for 180 days', async () => {
    const id = await aBargainHunter()
    await refreshOn('2026-03-01T03:00:00+08:00')
    // 180 days before 1 October.
    clock.set('2026-04-04T00:00:00+08:00')
    await byHand(id, { removeTags: ['关注促销'] })
    for (const month of ['05', '06', '07', '08', '09']) {
      for (let n = 0; n < 3; n += 1) await clicks(id, true)
      await refreshOn(`2026-${month}-01T03:00:00+08:00`)
      expect(await preferencesOf(id)).toEqual([])
    }
    await refreshOn('2026-10-01T03:00:00+08:00')
    expect(await preferencesOf(id)).toEqual([])
    await refreshOn('2026-10-02T03:00:00+08:00')
    await world.preferences.ask()
    await world.preferences.advance(toTheEnd)
    expect(await preferencesOf(id)).toEqual(['关注促销'])
  })

  it('what a flow took off may come back', async () => {
    const id = await aBargainHunter()
    await refreshOn('2026-03-01T03:00:00+08:00')
    await world.customers.change(id, { removeTags: ['关注促销'] }, 'some-flow:run:1')
    await refreshOn('2026-04-01T03:00:00+08:00')
    expect(await preferencesOf(id)).toEqual(['关注促销'])
  })
})
