import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Consent, Customer } from '../../../models/customer.ts'
import type { CustomerChange } from '../../customers/contract.ts'
import { isSealedTrait } from '../../customers/personal-traits.ts'
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
    const reasons = channelOutlook(now, world.clock.now(), world.customers.traitInClear).flatMap(
      ({ verdict, reason }) => (verdict === 'can' ? ['open'] : [reason]),
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

  it.each(['in clear', 'sealed'])('is one until the fourteenth birthday, a date kept %s', async (kept) => {
    const now = new Date('2026-03-02T09:00:00+08:00')
    const nobody = await world.aCustomer()
    const isChild = async (birthday: string | Date) => {
      const traits = { birthday: kept === 'sealed' ? { personal: birthday } : birthday }
      const customer = await change(nobody, { setTraits: traits })
      expect(isSealedTrait(customer.traits.birthday)).toBe(kept === 'sealed')
      return isUnderFourteen(customer, now, world.customers.traitInClear)
    }
    expect(await isChild(new Date('2012-03-03T00:00:00+08:00'))).toBe(true)
    expect(await isChild(new Date('2012-03-02T00:00:00+08:00'))).toBe(false)
    expect(await isChild('2012-03-03')).toBe(true)
    expect(await isChild('2012年3月2日')).toBe(false)
    // Of a day without a year nobody knows the age.
    expect(await isChild('05-20')).toBe(false)
  })

  it('is known by a sealed birthday at every door: the gate, a forecast, a pop-up, what the page says', async () => {
    const born = new Date(world.clock.now().getTime() - 10 * 365 * 86_400_000)
    const customer = await world.aCustomer({ openid: 'o-sealed' })
    const pop = world.say(aMessage({ id: 'pop-sealed', content: popup() }))
    await world.outreach.deliver({ ...world.aRequest(customer, pop), channels: ['popup'] })
    const child = await change(customer, { setTraits: { birthday: { personal: born } } })

    expect((await offered(child, 'm4')).outcome).toEqual({ state: 'skipped', reason: 'noGuardian' })
    expect(await world.outreach.pullPopups(child)).toEqual([])
    const message = world.say(aMessage({ id: 'm5', content: sms() }))
    const foresee = (asked: Customer) =>
      world.outreach.foresee({ message, at: world.clock.now(), isHeldOut: () => false }, [asked])
    expect(await foresee(child)).toMatchObject([{ kind: 'not', reason: 'noGuardian' }])
    const { traitInClear } = world.customers
    const reasons = channelOutlook(child, world.clock.now(), traitInClear).map(({ reason }) => reason)
    expect(reasons).toContain('noGuardian')
    const agreed = await change(child, guardian('granted'))
    expect(await foresee(agreed)).toMatchObject([{ kind: 'sent' }])
  })
})
