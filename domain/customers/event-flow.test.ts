import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Customer } from '../../models/customer.ts'
import type { Customers } from './contract.ts'
import { storesDyingAt } from './testing/crash.ts'
import { createWorld, type World } from './testing/world.ts'

const minute = 60_000
// Crashing at every write takes a while when the machine is busy.
vi.setConfig({ testTimeout: 60_000 })

describe('hearing events', () => {
  let world: World
  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.drop())

  const now = async (customer: Customer) => (await world.customers.find(customer._id)) as Customer
  const paid = (customer: Customer, orderId: string, amountFen: number, at = world.clock.now()) =>
    world.event(customer, 'order.paid', {
      at,
      props: { orderId, amountFen, items: [{ name: `${orderId}的商品` }] },
    })
  const namesOf = async (customer: Customer) =>
    (await world.events({ customerId: customer._id, source: 'kelu' })).map(({ name, props }) =>
      [name, props.tag ?? props.trait ?? props.channel].filter(Boolean).join(' '),
    )

  it('applies an event, tells the listeners with the customer after it, and then tells what it changed', async () => {
    const told: string[] = []
    const own = world.another()
    const customer = await world.aCustomer()
    own.listen(async (event, { traits }) => {
      told.push(`${event.name} ${event.props.tag ?? event.props.trait ?? ''} ${traits.ordersCount}`)
    })
    await own.hear(paid(customer, 'o1', 500))
    expect(told[0]).toBe('order.paid  1')
    expect(told).toContain('customer.tag_added 已购买 1')
    expect(told).toContain('customer.trait_changed spend365Fen 1')
    expect(await world.events({ customerId: customer._id, open: true })).toEqual([])
    expect((await now(customer)).outbox).toEqual([])
  })

  it('stores as mere history what concerns neither customer nor listener', async () => {
    const own = world.another()
    const customer = await world.aCustomer()
    const told: string[] = []
    own.listen(
      async ({ name }) => void told.push(name),
      ({ name }) => name === 'popup.shown',
    )
    const [shown, shipped] = ['popup.shown', 'order.shipped'].map((name) => world.event(customer, name))
    await own.accept([shown!, shipped!])
    expect((await world.events({ _id: shipped!._id })).map(({ open }) => open)).toEqual([undefined])
    expect((await world.events({ _id: shown!._id })).map(({ open }) => open)).toEqual([true])
    await own.process([shown!._id, shipped!._id])
    expect(told).toEqual(['popup.shown'])
    expect(await world.events({ customerId: customer._id, open: true })).toEqual([])
  })

  it('counts nothing twice when an event is repeated, one after the other or at once', async () => {
    const customer = await world.aCustomer()
    const view = world.event(customer, 'product.viewed', { props: { productId: 'p1' } })
    const order = paid(customer, 'o1', 500)
    const refund = world.event(customer, 'order.refunded', { props: { orderId: 'o1', amountFen: 200 } })
    for (const event of [view, order, refund]) {
      await Promise.all(Array.from({ length: 6 }, () => world.another().hear(event)))
      await world.customers.hear(event)
      await world.customers.accept([event, event])
      await world.customers.process([event._id])
    }
    const { traits } = await now(customer)
    expect(traits).toMatchObject({ productViews: 1, ordersCount: 1, spend365Fen: 300 })
    expect((await namesOf(customer)).filter((name) => name === 'customer.tag_added 已购买')).toHaveLength(1)
  })

  it('counts one order once though two systems report it', async () => {
    const customer = await world.aCustomer()
    await world.customers.hear(paid(customer, 'same', 500))
    await world.customers.hear(paid(customer, 'same', 500))
    expect((await now(customer)).traits).toMatchObject({ ordersCount: 1, spend365Fen: 500 })
  })

  it('loses none of 20 different events that are applied to one customer at once by two workers', async () => {
    const customer = await world.aCustomer()
    const processes = [world.another(), world.another()]
    const views = Array.from({ length: 20 }, () => world.event(customer, 'product.viewed'))
    await Promise.all(views.map((view, i) => processes[i % 2]!.hear(view)))
    expect((await now(customer)).traits.productViews).toBe(20)
    expect(await world.events({ customerId: customer._id, open: true })).toEqual([])
  })

  it('ends in the same state whatever the order events arrive in', async () => {
    const t = (n: number) => new Date(world.clock.now().getTime() - n * 86_400_000)
    const states = []
    for (const order of [
      [0, 1, 2, 3, 4],
      [4, 3, 2, 1, 0],
      [2, 4, 0, 3, 1],
    ]) {
      const customer = await world.aCustomer()
      const events = [
        paid(customer, 'a', 100, t(40)),
        paid(customer, 'b', 200, t(10)),
        world.event(customer, 'order.refunded', { at: t(5), props: { orderId: 'b', amountFen: 50 } }),
        world.event(customer, 'miniprogram.entered', { at: t(3) }),
        world.event(customer, 'message.clicked', { at: t(7), props: { channel: 'sms' } }),
      ]
      for (const i of order) await world.customers.hear(events[i]!)
      const { traits, tags, engagedAt } = await now(customer)
      states.push({ traits, tags: tags.map(({ name }) => name).sort(), engagedAt })
    }
    expect(states[1]).toEqual(states[0])
    expect(states[2]).toEqual(states[0])
    expect(states[0]).toMatchObject({
      traits: {
        ordersCount: 2,
        spend365Fen: 250,
        firstOrderAt: t(40),
        lastOrderAt: t(10),
        lastProductName: 'b的商品',
        lastLoginAt: t(3),
        lastSeenAt: t(3),
        lastClickAt: t(7),
        cycleDays: 30,
      },
      tags: ['复购', '已购买', '潜力', '点过链接', '注册:2026年3月'].sort(),
      engagedAt: { sms: t(7) },
    })
  })

  it('does not see a customer in the future because their phone runs ahead', async () => {
    const customer = await world.aCustomer()
    const at = new Date(world.clock.now().getTime() + 9 * minute)
    await world.customers.hear(world.event(customer, 'page.viewed', { at }))
    expect((await now(customer)).traits.lastSeenAt).toEqual(world.clock.now())
  })

  it('lets an order leave the spend after 365 days without anything else happening', async () => {
    const other = await createWorld()
    try {
      const customer = await other.aCustomer()
      const props = (orderId: string, amountFen: number) => ({ props: { orderId, amountFen } })
      await other.customers.hear(other.event(customer, 'order.paid', props('a', 100)))
      other.clock.advance(100 * 86_400_000)
      await other.customers.hear(other.event(customer, 'order.paid', props('b', 20)))
      other.clock.advance(265 * 86_400_000)
      await other.customers.sweep()
      expect((await other.customers.find(customer._id))?.traits).toMatchObject({
        spend365Fen: 20,
        ordersCount: 2,
      })
      const change = await other.events({ 'props.trait': 'spend365Fen', 'props.new': 20, 'props.old': 120 })
      expect(change).toHaveLength(1)
      other.clock.advance(365 * 86_400_000)
      await other.customers.sweep()
      expect((await other.customers.find(customer._id))?.traits.spend365Fen).toBe(0)
    } finally {
      await other.drop()
    }
  })

  it('comes to the same end wherever a crash stops it, and tells every event', async () => {
    const told = new Set<string>()
    const listening = (process: Customers) => {
      process.listen(async ({ _id }) => {
        told.add(_id)
      })
      return process
    }
    // Every crash first, then one sweep for all of them.
    const cases = []
    for (let stop = 1, died = true; died; stop++) {
      expect(stop).toBeLessThan(40)
      const customer = await world.aCustomer()
      const order = paid(customer, `crash${stop}`, 500)
      const doomed = listening(world.another(storesDyingAt(world.stores, stop)))
      const step = (work: Promise<void>) =>
        work.then(
          () => true,
          () => false,
        )
      const accepted = await step(doomed.accept([order]))
      died = !(await step(doomed.process([order._id])))
      cases.push({ stop, customer, order, accepted })
    }
    const healthy = listening(world.another())
    world.clock.advance(30_000)
    for (let finished = 1; finished > 0; ) finished = await healthy.sweep()

    expect(cases.length).toBeGreaterThan(5)
    for (const { stop, customer, order, accepted } of cases) {
      const about = `died before write ${stop}`
      // What was accepted is finished by the sweep alone; what was not is sent again by the shop.
      if (accepted) expect((await now(customer)).traits.ordersCount, about).toBe(1)
      await healthy.hear(order)
      expect((await now(customer)).traits, about).toMatchObject({ ordersCount: 1, spend365Fen: 500 })
      expect((await now(customer)).outbox, about).toEqual([])
      const all = await world.events({ customerId: customer._id, seq: { $ne: 1 } })
      expect(
        all.filter(({ open }) => open),
        about,
      ).toEqual([])
      expect(
        all.filter(({ _id }) => !told.has(_id)),
        about,
      ).toEqual([])
      expect(
        all.filter(({ props }) => props.tag === '已购买'),
        about,
      ).toHaveLength(1)
    }
  })

  it('keeps an event open that a listener failed on, still tells the others, and tries again ever more slowly', async () => {
    const own = world.another()
    const customer = await world.aCustomer()
    let broken = true
    const told: string[] = []
    let tries = 0
    own.listen(async ({ name }) => {
      if (name !== 'cart.added') return
      tries++
      if (broken) throw new Error('no')
    })
    own.listen(async ({ name }) => {
      told.push(name)
    })
    const view = world.event(customer, 'cart.added')
    await own.hear(view)
    expect(tries).toBe(1)
    expect(told).toEqual(['cart.added'])

    await own.sweep()
    expect(tries).toBe(1)
    // Ten seconds of delay, and ten more before a sweep takes anything up.
    world.clock.advance(20_000)
    await own.sweep()
    expect(tries).toBe(2)
    world.clock.advance(20_000)
    await own.sweep()
    expect(tries).toBe(2)
    broken = false
    world.clock.advance(10_000)
    await own.sweep()
    expect(tries).toBe(3)
    world.clock.advance(3_600_000)
    await own.sweep()
    expect(tries).toBe(3)
    expect(await world.events({ _id: view._id, open: true })).toEqual([])
  })

  it('does not apply again what was applied before a listener failed, however much happened since', async () => {
    const own = world.another()
    const customer = await world.aCustomer()
    let broken = true
    own.listen(async ({ _id }) => {
      if (_id === first._id && broken) throw new Error('no')
    })
    const first = world.event(customer, 'product.viewed')
    await own.hear(first)
    const burst = Array.from({ length: 70 }, () => world.event(customer, 'product.viewed'))
    await own.accept(burst)
    await own.process(burst.map(({ _id }) => _id))
    broken = false
    world.clock.advance(minute)
    await own.sweep()
    expect(await world.events({ _id: first._id, open: true })).toEqual([])
    expect((await now(customer)).traits.productViews).toBe(71)
  })

  it('refuses events that could not be found again, or hold contact data', async () => {
    const customer = await world.aCustomer()
    const bad = [
      { name: 'order.eaten' },
      { _id: '' },
      { at: new Date('never') },
      { customerId: '' },
      { props: { phone: '13800000000' } },
    ]
    for (const given of bad) {
      await expect(
        world.customers.hear({ ...world.event(customer, 'page.viewed'), ...given }),
      ).rejects.toMatchObject({
        code: 'event.malformed',
      })
    }
  })

  it('gives the history of the wanted names since a time, oldest first, the newest when there are too many', async () => {
    const customer = await world.aCustomer()
    const t0 = world.clock.now()
    for (let n = 0; n < 4; n++) {
      world.clock.advance(minute)
      await world.customers.hear(
        world.event(customer, n === 2 ? 'cart.added' : 'page.viewed', { props: { n } }),
      )
    }
    const seen = async (names: string[], since: Date, limit?: number) =>
      (await world.customers.history(customer, names, since, limit)).map(({ props }) => props.n)
    expect(await seen(['page.viewed'], t0)).toEqual([0, 1, 3])
    expect(await seen(['page.viewed', 'cart.added'], new Date(t0.getTime() + 2 * minute))).toEqual([1, 2, 3])
    expect(await seen(['page.viewed'], t0, 2)).toEqual([1, 3])
    expect(await seen([], t0)).toEqual([])
  })
})
