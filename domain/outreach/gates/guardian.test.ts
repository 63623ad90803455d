import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Consent, Customer } from '../../../models/customer.ts'
import type { CustomerChange } from '../../customers/contract.ts'
import { aMessage, popup, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { explainTouch } from '../touch/explain.ts'
import { channelOutlook } from './channel-outlook.ts'
import { isUnderFourteen, underFourteenTag } from './guardian.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())

let causes = 0
const change = (customer: Customer, changed: CustomerChange) =>
  world.customers.change(customer._id, changed, `test:${++causes}`)
const tagged = { addTags: [{ name: underFourteenTag, kind: 'manual' as const }] }
const guardian = (state: Consent['state']): CustomerChange => ({
  setConsent: {
    guardian: {
      state,
      source: 'form:parents',
      text: '我是孩子的监护人，同意接收活动信息',
      textVersion: '2026-03',
      evidence: '纸质同意书 0312，母亲签字',
    },
  },
})

async function offered(customer: Customer, id: string) {
  const request = world.aRequest(customer, world.say(aMessage({ id, content: sms() })))
  const outcome = await world.outreach.deliver(request)
  return { outcome, touch: await world.stores.touches.find(request.touchId) }
}

describe('a child', () => {
  it('gets no marketing over any channel without the word of a guardian, and the reason is told', async () => {
    const child = await change(await world.aCustomer(), tagged)
    const { outcome, touch } = await offered(child, 'm1')
    expect(outcome).toEqual({ state: 'skipped', reason: 'noGuardian' })
    expect(touch && explainTouch(touch)).toContain('监护人')
    const now = (await world.customers.find(child._id)) as Customer
    const reasons = channelOutlook(now, world.clock.now()).flatMap(({ verdict, reason }) =>
      verdict === 'can' ? ['open'] : [reason],
    )
    expect(reasons).toContain('noGuardian')
    expect(reasons).not.toContain('open')
  })

  it('gets what was asked for all the same', async () => {
    const child = await change(await world.aCustomer(), tagged)
    const asked = world.say(aMessage({ id: 'asked', purpose: 'requested', content: sms() }))
    expect(await world.outreach.deliver(world.aRequest(child, asked))).toMatchObject({ state: 'sent' })
  })

  it('gets marketing once a guardian agreed, with the words, their version and the proof kept; none once that is taken back', async () => {
    const child = await change(await world.aCustomer(), tagged)
    const agreed = await change(child, guardian('granted'))
    expect(agreed.consent.guardian).toMatchObject({
      state: 'granted',
      at: world.clock.now(),
      text: '我是孩子的监护人，同意接收活动信息',
      textVersion: '2026-03',
      evidence: '纸质同意书 0312，母亲签字',
    })
    expect((await offered(agreed, 'm2')).outcome).toMatchObject({ state: 'sent' })
    const taken = await change(child, guardian('refused'))
    expect((await offered(taken, 'm3')).outcome).toEqual({ state: 'skipped', reason: 'noGuardian' })
  })

  it('sees no pop-up that was placed before it was known', async () => {
    const customer = await world.aCustomer({ openid: 'o-child' })
    const message = world.say(aMessage({ id: 'pop', content: popup() }))
    await world.outreach.deliver({ ...world.aRequest(customer, message), channels: ['popup'] })
    expect(await world.outreach.pullPopups(await change(customer, tagged))).toEqual([])
    expect(await world.outreach.pullPopups(await change(customer, guardian('granted')))).toHaveLength(1)
  })

  it('is one until the fourteenth birthday, by the date where it is known', () => {
    const born = (birthday: string) => ({ tags: [], traits: { birthday: new Date(birthday) } })
    const now = new Date('2026-03-02T09:00:00+08:00')
    expect(isUnderFourteen(born('2012-03-03T00:00:00+08:00'), now)).toBe(true)
    expect(isUnderFourteen(born('2012-03-02T00:00:00+08:00'), now)).toBe(false)
    expect(isUnderFourteen({ tags: [], traits: { birthday: '05-20' } }, now)).toBe(false)
  })
})
