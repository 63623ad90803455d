import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { commandsDuring } from '../../../test/testing/store-commands.ts'
import { aMessage, email, popup, sms, welcome } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { explainTouch } from '../touch/explain.ts'

let world: World

beforeAll(async () => {
  world = await aWorld({ limits: { spreadMs: 0 } })
})
afterAll(() => world.drop())
beforeEach(async () => {
  world.clock.set('2026-03-02T10:00:00+08:00')
  world.release()
  await world.connection.collection('touches').deleteMany({})
})

const minuteMs = 60_000
const dayMs = 86_400_000
const calls = (touchId: string) =>
  [...world.senders.sms.calls, ...world.senders.email.calls, ...world.senders.welcome.calls].filter(
    ({ ref }) => ref.startsWith(`${touchId}#`),
  ).length
const held = { state: 'deferred', reason: 'marketingHeld' } as const
const ad = () => world.say(aMessage({ id: 'ad', content: sms() }))
async function anAd() {
  const customer = await world.aCustomer()
  return { customer, request: world.aRequest(customer, ad()) }
}
/** Sweeps go on for a minute after the release. */
async function goOn(by = world.outreach): Promise<void> {
  await by.sweep()
  world.clock.advance(minuteMs)
  await by.sweep()
}

describe('while all marketing is held', () => {
  it('a marketing message waits, says why, and goes on as soon as it is asked for after the release', async () => {
    const { request } = await anAd()
    world.hold()
    expect(await world.outreach.deliver(request)).toMatchObject(held)
    expect(explainTouch(await world.touch(request.touchId))).toBe('等待中：全部营销已暂停')
    world.clock.advance(3 * dayMs)
    expect(await world.outreach.deliver(request)).toMatchObject(held)
    world.release()
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
    expect(calls(request.touchId)).toBe(1)
    expect(await world.touch(request.touchId)).not.toHaveProperty('heldBy')
  })

  it('what was asked for goes', async () => {
    const message = world.say(aMessage({ id: 'asked', purpose: 'requested', content: sms() }))
    const request = world.aRequest(await world.aCustomer(), message)
    world.hold()
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
  })

  it('who must not get it at all, or no longer, is told so at once; what it says is not looked at', async () => {
    world.hold()
    const refusing = world.aRequest(await world.aCustomer({ refused: ['sms'] }), ad())
    expect(await world.outreach.deliver(refusing)).toEqual({ state: 'skipped', reason: 'refused' })
    const heldOut = world.aRequest(await world.aCustomer(), ad(), { holdout: true })
    expect(await world.outreach.deliver(heldOut)).toEqual({ state: 'skipped', reason: 'holdout' })
    const ended = world.aRequest(await world.aCustomer(), ad(), { stillWanted: async () => false })
    expect(await world.outreach.deliver(ended)).toEqual({ state: 'skipped', reason: 'journeyEnded' })
    const broken = world.say(aMessage({ id: 'broken', content: sms('{{ x', { x: 'nothing' }) }))
    const request = world.aRequest(await world.aCustomer(), broken)
    expect(await world.outreach.deliver(request)).toMatchObject(held)
  })

  it('neither the hour nor a full cap is what it waits for', async () => {
    world.clock.set('2026-03-02T23:00:00+08:00')
    const { customer, request } = await anAd()
    world.hold()
    expect(await world.outreach.deliver(request)).toMatchObject(held)
    expect(await world.slots(customer)).toEqual([])
    world.release()
    expect(await world.outreach.deliver(request)).toMatchObject({ reason: 'quietHours' })
  })

  it('one put off before is held when it comes due', async () => {
    world.clock.set('2026-03-02T23:00:00+08:00')
    const { request } = await anAd()
    expect(await world.outreach.deliver(request)).toMatchObject({ reason: 'quietHours' })
    world.hold()
    world.clock.set('2026-03-03T10:00:00+08:00')
    expect(await world.outreach.deliver(request)).toMatchObject(held)
    expect(calls(request.touchId)).toBe(0)
  })

  it('one the provider put off, or never got, is not tried again before the release', async () => {
    for (const answer of [
      { kind: 'retryLater', afterMs: 1_000, code: 'busy' },
      { kind: 'unknown', code: 'ECONNRESET' },
    ] as const) {
      const { customer, request } = await anAd()
      world.senders.sms.answer(answer)
      await world.outreach.deliver(request)
      world.hold()
      world.clock.advance(minuteMs)
      expect(await world.outreach.deliver(request)).toMatchObject(held)
      expect(calls(request.touchId)).toBe(1)
      // It takes up none of the customer's slots meanwhile.
      expect(await world.slots(customer)).toEqual([])
      world.release()
      expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
      expect(calls(request.touchId)).toBe(2)
      expect(await world.slots(customer)).toHaveLength(1)
    }
  })

  it('no other channel is taken instead of a failed one, until the release', async () => {
    const message = world.say(aMessage({ prefer: ['sms', 'email'], content: { ...sms(), ...email() } }))
    const request = world.aRequest(await world.aCustomer({ email: 'a@b.example' }), message)
    await world.outreach.deliver(request)
    world.hold()
    const { touchId } = request
    const failed = { kind: 'failed', reason: 'UNDELIVERED', unreachable: true } as const
    await world.outreach.signal({ ...failed, touchId, at: world.clock.now(), signalId: 'r1' })
    expect(await world.touch(touchId)).toMatchObject({ state: 'deferred' })
    expect(calls(touchId)).toBe(1)
    world.release()
    await goOn()
    expect(await world.touch(touchId)).toMatchObject({ state: 'sent', channel: 'email' })
    expect(calls(touchId)).toBe(2)
  })

  it('a welcome that is marketing cannot wait: it is skipped, or another channel waits', async () => {
    const customer = await world.aCustomer({ friend: true })
    world.hold()
    const fresh = () => ({
      welcomeCode: 'code',
      welcomeUntil: new Date(world.clock.now().getTime() + 20_000),
    })
    const only = world.say(aMessage({ id: 'only', content: welcome() }))
    const request = world.aRequest(customer, only, fresh())
    expect(await world.outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'marketingHeld' })
    expect(explainTouch(await world.touch(request.touchId))).toBe('未发送：全部营销已暂停')
    const both = world.say(
      aMessage({ id: 'both', prefer: ['welcome', 'sms'], content: { ...welcome(), ...sms() } }),
    )
    expect(await world.outreach.deliver(world.aRequest(customer, both, fresh()))).toMatchObject(held)
  })

  it('a pop-up placed before is not shown; one that was asked for is, however many are held', async () => {
    const customer = await world.aCustomer({ openid: `o-popups` })
    const placed = { prefer: ['popup'], content: popup() } as const
    const marketing = world.say(aMessage({ id: 'pop', ...placed, prefer: ['popup'] }))
    const asked = world.say(aMessage({ id: 'pop-asked', purpose: 'requested', ...placed, prefer: ['popup'] }))
    const mine = world.aRequest(customer, marketing)
    await world.outreach.deliver(mine)
    const { touchId: _, ...like } = mine
    for (let n = 0; n < 20; n += 1) {
      await world.aStoredTouch(
        { ...like, touchId: `pop:${n}` },
        {
          state: 'sent',
          popup: { title: 't', body: 'b' },
          popupState: 'waiting',
        },
      )
    }
    const wanted = world.aRequest(customer, asked)
    await world.outreach.deliver(wanted)
    world.hold()
    const shown = async () => (await world.outreach.pullPopups(customer)).map(({ touchId }) => touchId)
    expect(await shown()).toEqual([wanted.touchId])
    world.release()
    expect(await shown()).toContain(mine.touchId)
    expect(await shown()).not.toContain(mine.touchId)
  })

  it('one that is reserved when the hold comes is not sent, and its slot is given back', async () => {
    const { customer, request } = await anAd()
    const { touches } = world.stores
    const struck = world.newOutreach({
      stores: {
        ...world.stores,
        touches: {
          ...touches,
          async advance(touch, changes) {
            const moved = await touches.advance(touch, changes)
            if (changes.state === 'reserved') world.hold()
            return moved
          },
        },
      },
    })
    expect(await struck.deliver(request)).toMatchObject(held)
    expect(calls(request.touchId)).toBe(0)
    expect(await world.slots(customer)).toEqual([])
    world.release()
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
    expect(await world.slots(customer)).toHaveLength(1)
  })

  it('looking at what is held writes nothing, and no sweep looks at it', async () => {
    const { request } = await anAd()
    world.hold()
    await world.outreach.deliver(request)
    const before = await world.touch(request.touchId)
    for (let day = 0; day < 20; day += 1) {
      world.clock.advance(dayMs)
      expect(await world.outreach.sweep()).toBe(0)
      await world.outreach.deliver(request)
    }
    expect(await world.touch(request.touchId)).toEqual(before)
  })
})

describe('after the release', () => {
  /** Touches as a hold of long ago left them. */
  async function holdMany(count: number): Promise<void> {
    const { request } = await anAd()
    world.hold()
    await world.outreach.deliver(request)
    const { _id: _, ...like } = await world.touch(request.touchId)
    const copies = Array.from({ length: count - 1 }, (_, n) => ({ ...like, _id: `copy:${n}` }))
    await world.connection.collection<{ _id: string }>('touches').insertMany(copies)
  }
  const stillHeld = () => world.connection.collection('touches').countDocuments({ heldBy: { $exists: true } })
  const dueTimes = async () =>
    (
      await world.connection
        .collection('touches')
        .find({ heldBy: { $exists: false } })
        .toArray()
    ).map(({ dueAt }) => dueAt.getTime() - world.clock.now().getTime())

  it('each has its turn within a minute, not all at once, and only a sweep without a hold gives it', async () => {
    await holdMany(40)
    expect(await world.outreach.sweep()).toBe(0)
    world.release()
    expect(await world.outreach.sweep()).toBe(40)
    expect(await stillHeld()).toBe(0)
    const times = await dueTimes()
    expect(Math.max(...times)).toBeLessThan(minuteMs)
    expect(new Set(times.map((ms) => Math.floor(ms / 5_000))).size).toBeGreaterThan(3)
    expect(await world.outreach.sweep()).toBe(0)
  })

  it('many are taken a page at a time, and a crash between two leaves the rest to the next sweep', async () => {
    await holdMany(1_100)
    world.release()
    const left: number[] = []
    for (let turn = 0; turn < 3; turn += 1) {
      await Promise.all([world.outreach.sweep(), turn === 1 ? world.newOutreach().sweep() : 0])
      left.push(await stillHeld())
    }
    expect(left).toEqual([600, 100, 0])
  })

  it('who is just being asked is told at the next sweep', async () => {
    const { request } = await anAd()
    world.hold()
    await world.outreach.deliver(request)
    world.release()
    await world.newOutreach({ askAgainAt: async () => false }).sweep()
    expect(await stillHeld()).toBe(1)
    await world.outreach.sweep()
    expect(await stillHeld()).toBe(0)
  })

  it('a receipt that comes meanwhile leaves it held', async () => {
    const { request } = await anAd()
    world.hold()
    await world.outreach.deliver(request)
    const { touchId } = request
    await world.outreach.signal({ kind: 'delivered', touchId, at: world.clock.now(), signalId: 's' })
    world.release()
    await world.outreach.sweep()
    expect((await dueTimes())[0]).toBeLessThan(minuteMs)
  })

  it('a process that has not heard of it puts it off again, and it goes on all the same', async () => {
    const { request } = await anAd()
    world.hold()
    const behind = world.published.snapshot()
    const late = world.newOutreach({ published: { ...world.published, snapshot: () => behind } })
    await world.outreach.deliver(request)
    world.release()
    await world.outreach.sweep()
    world.clock.advance(minuteMs)
    expect(await late.deliver(request)).toMatchObject(held)
    await world.outreach.sweep()
    world.clock.advance(minuteMs)
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
    expect(calls(request.touchId)).toBe(1)
  })

  it('a process that has not heard of the hold releases nothing of it', async () => {
    const { request } = await anAd()
    const behind = world.published.snapshot()
    const late = world.newOutreach({ published: { ...world.published, snapshot: () => behind } })
    world.hold()
    await world.outreach.deliver(request)
    expect(await late.sweep()).toBe(0)
    expect(await stillHeld()).toBe(1)
  })

  it('workers that ask at the same moment send it once', async () => {
    const { request } = await anAd()
    world.hold()
    await world.outreach.deliver(request)
    world.release()
    await Promise.all(Array.from({ length: 16 }, () => world.newOutreach().deliver(request)))
    await goOn()
    expect(calls(request.touchId)).toBe(1)
  })

  it('a sweep that finds nothing held costs one question of an index', async () => {
    const commands = await commandsDuring(world.connection, () => world.outreach.sweep())
    expect(commands).toEqual(['find touches', 'find touches'])
  })
})
