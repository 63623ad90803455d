import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { channelOutlook } from '../gates/channel-outlook.ts'
import { aMessage, popup, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { explainTouch } from '../touch/explain.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())

const turned = (customer: Customer, state: 'refused' | 'granted') =>
  world.customers.change(
    customer._id,
    { setConsent: { individualisation: { state, source: 'miniprogram' } } },
    `individualisation:${state}`,
  )

describe('somebody who turned marketing made for them off', () => {
  it('gets none over any channel, is told why, and gets what was asked for all the same', async () => {
    const customer = await world.aCustomer()
    await turned(customer, 'refused')
    const request = world.aRequest(customer, world.say(aMessage({ content: sms() })))
    expect(await world.outreach.deliver(request)).toEqual({
      state: 'skipped',
      reason: 'individualisationOff',
    })
    const touch = await world.stores.touches.find(request.touchId)
    expect(touch && explainTouch(touch)).toContain('关闭了个性化营销')
    const asked = world.say(aMessage({ id: 'asked', purpose: 'requested', content: sms() }))
    expect(await world.outreach.deliver(world.aRequest(customer, asked))).toMatchObject({ state: 'sent' })
    const now = await world.customers.find(customer._id)
    const open = channelOutlook(now as Customer, world.clock.now(), world.customers.traitInClear).filter(
      ({ verdict }) => verdict === 'can',
    )
    expect(open).toEqual([])
  })

  it('sees no pop-up that was placed before, and sees it once it is on again', async () => {
    const customer = await world.aCustomer({ openid: 'o-1' })
    const message = world.say(aMessage({ id: 'pop', content: popup() }))
    await world.outreach.deliver({ ...world.aRequest(customer, message), channels: ['popup'] })
    expect(await world.outreach.pullPopups(await turned(customer, 'refused'))).toEqual([])
    expect(await world.outreach.pullPopups(await turned(customer, 'granted'))).toHaveLength(1)
  })
})

describe('pop-ups', () => {
  it('come by priority, then by age, with the address of their picture', async () => {
    const customer = await world.aCustomer({ openid: 'o-2' })
    const place = (id: string, more: object) => {
      const written = popup()
      const content = { popup: { ...written.popup, title: id, ...more } as NonNullable<typeof written.popup> }
      const message = world.say(aMessage({ id, purpose: 'requested', content }))
      world.clock.advance(1_000)
      return world.outreach.deliver({ ...world.aRequest(customer, message), channels: ['popup'] })
    }
    await place('first', {})
    await place('second', { priority: 5, picture: `media:${'a'.repeat(64)}` })
    await place('third', { priority: 5 })
    const pulled = await world.outreach.pullPopups(customer)
    expect(pulled.map(({ title }) => title)).toEqual(['second', 'third', 'first'])
    expect(pulled[0]?.picture).toMatch(/^https?:\/\/.+\/media\/a{64}$/)
  })
})
