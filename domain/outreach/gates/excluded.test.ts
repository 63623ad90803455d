import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { defaultRules } from '../../language/settings.ts'
import { aMessage, popup, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'

let world: World
beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())

let told = 0
const happens = (customer: Customer, name: string, props: Record<string, unknown>) =>
  world.customers.hear({
    _id: `shop:${++told}`,
    customerId: customer._id,
    name,
    at: world.clock.now(),
    props,
    source: 'shop',
  })
const tagged = (customer: Customer, name: string) =>
  world.customers.change(customer._id, { addTags: [{ name, kind: 'manual' }] }, `tag:${name}`)
const withSettings = (exclude: typeof defaultRules.exclude) =>
  world.newOutreach({ rulesAt: () => ({ rules: { ...defaultRules, exclude }, version: 'company@3' }) })

describe('somebody who is not to be disturbed', () => {
  it.each<[string, (customer: Customer) => Promise<unknown>]>([
    ['投诉处理中', (one) => happens(one, 'complaint.opened', { complaintId: 'c1' })],
    ['退款处理中', (one) => happens(one, 'order.refund_requested', { orderId: 'o1' })],
    ['员工', (one) => tagged(one, '员工')],
    ['分销商', (one) => tagged(one, '分销商')],
    ['勿扰', (one) => tagged(one, '勿扰')],
  ])('because of %s gets no marketing, and what was asked for all the same', async (name, become) => {
    const customer = await world.aCustomer()
    await become(customer)
    const marketing = world.aRequest(customer, world.say(aMessage({ content: sms() })))
    expect(await world.outreach.deliver(marketing)).toEqual({ state: 'skipped', reason: `excluded:${name}` })
    const asked = world.say(aMessage({ id: 'asked', purpose: 'requested', content: sms() }))
    expect(await world.outreach.deliver(world.aRequest(customer, asked))).toMatchObject({ state: 'sent' })
  })

  it('gets it again when the refund is withdrawn', async () => {
    const customer = await world.aCustomer()
    const message = world.say(aMessage({ content: sms() }))
    await happens(customer, 'order.refund_requested', { orderId: 'o2', refundId: 'r2' })
    expect(await world.outreach.deliver(world.aRequest(customer, message))).toMatchObject({
      reason: 'excluded:退款处理中',
    })
    world.clock.advance(60_000)
    await happens(customer, 'order.refund_withdrawn', { orderId: 'o2', refundId: 'r2' })
    expect(await world.outreach.deliver(world.aRequest(customer, message))).toMatchObject({ state: 'sent' })
  })

  it('is who the settings of the moment say; the final decision names their version', async () => {
    const outreach = withSettings({ 门店同行: { kind: 'tag', tag: '同行' } })
    const message = world.say(aMessage({ content: sms() }))
    const rival = await tagged(await world.aCustomer(), '同行')
    const request = world.aRequest(rival, message)
    expect(await outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'excluded:门店同行' })
    const touch = await world.stores.touches.find(request.touchId)
    expect(touch?.decisions.filter(({ final }) => final)).toMatchObject([
      { gate: 'excluded', reason: 'excluded:门店同行', inputs: { settings: 'company@3' } },
    ])
    const staff = await tagged(await world.aCustomer(), '员工')
    expect(await outreach.deliver(world.aRequest(staff, message))).toMatchObject({ state: 'sent' })
  })

  it('sees no pop-up that was placed before', async () => {
    const customer = await world.aCustomer({ openid: 'o-excluded' })
    const message = world.say(aMessage({ prefer: ['popup'], content: popup() }))
    await world.outreach.deliver(world.aRequest(customer, message))
    await happens(customer, 'complaint.opened', { complaintId: 'c9' })
    const fresh = async () => (await world.customers.find(customer._id)) as Customer
    expect(await world.outreach.pullPopups(await fresh())).toEqual([])
    world.clock.advance(60_000)
    await happens(customer, 'complaint.closed', { complaintId: 'c9' })
    expect(await world.outreach.pullPopups(await fresh())).toHaveLength(1)
  })
})
