import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { aMessage, email, popup, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => {
  world.clock.set('2026-03-02T10:00:00+08:00')
  world.release()
})

const at = (iso: string) => new Date(iso)

describe('a message that is worth nothing after a time', () => {
  it('is sent before it and skipped from it on', async () => {
    const message = world.say(aMessage({ purpose: 'requested', content: sms() }))
    const request = async () =>
      world.aRequest(await world.aCustomer(), message, { useBy: at('2026-03-02T12:00:00+08:00') })
    world.clock.set('2026-03-02T11:59:59+08:00')
    expect(await world.outreach.deliver(await request())).toMatchObject({ state: 'sent' })
    world.clock.set('2026-03-02T12:00:00+08:00')
    expect(await world.outreach.deliver(await request())).toEqual({ state: 'skipped', reason: 'tooLate' })
  })

  it('is not put off beyond it: it ends at once, without a slot', async () => {
    world.clock.set('2026-03-02T21:00:00+08:00')
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const inTime = world.aRequest(customer, message, { useBy: at('2026-03-03T09:00:01+08:00') })
    expect(await world.outreach.deliver(inTime)).toMatchObject({ state: 'deferred', reason: 'quietHours' })
    const late = world.aRequest(customer, message, { useBy: at('2026-03-03T09:00:00+08:00') })
    expect(await world.outreach.deliver(late)).toEqual({ state: 'skipped', reason: 'tooLate' })
    const [why, end] = (await world.touch(late.touchId)).decisions.slice(-2)
    expect(why).toMatchObject({ gate: 'quietHours', verdict: 'fallback', inputs: { because: 'quietHours' } })
    expect(end).toMatchObject({ final: true, reason: 'tooLate' })
    expect(await world.slots(customer)).toEqual([])
  })

  it('goes over the next channel that is open in time', async () => {
    // A text would wait for the morning, a pop-up may still be shown.
    world.clock.set('2026-03-02T21:00:00+08:00')
    const message = world.say(
      aMessage({ prefer: ['sms', 'popup'], content: { ...sms(), ...popup() } as never }),
    )
    const customer = await world.aCustomer({ openid: 'o-1', granted: ['sms', 'popup'] })
    const useBy = at('2026-03-02T22:00:00+08:00')
    expect(await world.outreach.deliver(world.aRequest(customer, message))).toMatchObject({
      state: 'deferred',
    })
    expect(await world.outreach.deliver(world.aRequest(customer, message, { useBy }))).toEqual({
      state: 'sent',
      channel: 'popup',
    })
  })

  it('waits for no cap that is full until after it', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const customer = await world.aCustomer()
    const useBy = at('2026-03-02T23:00:00+08:00')
    const asks = () => world.aRequest(customer, message, { whenCapped: 'next day', useBy })
    for (const state of ['sent', 'sent'])
      expect(await world.outreach.deliver(asks())).toMatchObject({ state })
    expect(await world.outreach.deliver(asks())).toEqual({ state: 'skipped', reason: 'tooLate' })
  })

  it('waits while all marketing is held, and no longer than until then', async () => {
    const message = world.say(aMessage({ content: sms() }))
    const useBy = at('2026-03-02T12:00:00+08:00')
    const request = world.aRequest(await world.aCustomer(), message, { useBy })
    world.hold()
    expect(await world.outreach.deliver(request)).toEqual({
      state: 'deferred',
      reason: 'marketingHeld',
      until: useBy,
    })
    world.clock.set('2026-03-02T11:00:00+08:00')
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'deferred' })
    world.clock.set(useBy)
    expect(await world.outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'tooLate' })
  })

  it('falls back after a failed receipt only in time, though nobody asks for it any more', async () => {
    const message = world.say(
      aMessage({
        purpose: 'requested',
        prefer: ['sms', 'email'],
        content: { ...sms(), ...email() } as never,
      }),
    )
    const useBy = at('2026-03-02T12:00:00+08:00')
    const outcomes = []
    for (const failedAt of ['2026-03-02T11:00:00+08:00', '2026-03-02T13:00:00+08:00']) {
      world.clock.set('2026-03-02T10:00:00+08:00')
      const customer = await world.aCustomer({ email: 'lin@shop.example' })
      const request = world.aRequest(customer, message, { useBy })
      await world.outreach.deliver(request)
      world.clock.set(failedAt)
      const signal = { kind: 'failed', signalId: failedAt, reason: 'blocked', unreachable: false } as const
      await world.outreach.signal({ ...signal, touchId: request.touchId, at: at(failedAt) })
      await world.outreach.sweep()
      const { state, attempts } = await world.touch(request.touchId)
      outcomes.push([state, attempts.map(({ channel }) => channel)])
    }
    expect(outcomes).toEqual([
      ['sent', ['sms', 'email']],
      ['skipped', ['sms']],
    ])
  })
})
