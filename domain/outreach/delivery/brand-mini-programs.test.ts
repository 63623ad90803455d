import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import { defaultRules } from '../../language/settings.ts'
import { aMessage, subscription } from '../testing/messages.ts'
import { appId, aWorld, type World } from '../testing/world.ts'
import { explainTouch } from '../touch/explain.ts'

const known = 'wx00000000000000b1'
const unknown = 'wx00000000000000b2'
const brands = {
  baby: { name: '母婴', smsSignature: {}, miniProgram: known },
  men: { name: '男装', smsSignature: {}, miniProgram: unknown },
  plain: { name: '家居', smsSignature: {} },
}

let world: World
beforeAll(async () => {
  world = await aWorld({
    brandMiniPrograms: [known],
    rulesAt: () => ({ rules: { ...defaultRules, brands } }),
  })
})
afterAll(() => world.drop())

/** Somebody with an account in each of the three, and a credit. */
async function somebody(): Promise<Customer> {
  const customer = await world.aCustomer({ openid: 'o-own', credits: { 'tpl-1': 1 } })
  const claims = [known, unknown].map((appid) => ({
    ...{ kind: 'openid' as const, appid, value: `o-${appid}-${customer._id}` },
  }))
  return world.customers.addClaims(customer._id, claims, 'test')
}

async function sent(customer: Customer, brand: string | undefined) {
  const id = `to-${brand ?? 'own'}`
  const variables = { shop: { kind: 'link' as const, to: 'miniprogram:/pages/shop' } }
  const message = world.say(
    aMessage({ id, content: subscription({ thing1: '{{shop}}' }), variables, ...(brand && { brand }) }),
  )
  const request = { ...world.aRequest(customer, message), channels: ['miniprogram' as const] }
  const outcome = await world.outreach.deliver(request)
  const touch = await world.stores.touches.find(request.touchId)
  return { outcome, touch, calls: world.senders.miniprogram.calls.map(({ message: each }) => each) }
}

describe('a subscription message of a brand', () => {
  it("goes by the brand's own mini-program to the openid there, and its links are of that one", async () => {
    const customer = await somebody()
    const { outcome, touch, calls } = await sent(customer, 'baby')
    expect(outcome).toMatchObject({ state: 'sent' })
    expect(calls.at(-1)).toMatchObject({ appid: known, openid: `o-${known}-${customer._id}` })
    const link = await world.stores.links.find(touch?.links.shop ?? '')
    expect(link?.appid).toBe(known)
    const asked: unknown[] = []
    const outreach = world.newOutreach({
      resolveLink: (...given) => {
        asked.push(given)
        return 'https://wxaurl.cn/x'
      },
    })
    await outreach.followLink(link?._id ?? '', { at: world.clock.now(), visitId: 'v1', userAgent: 'phone' })
    expect(asked).toEqual([['miniprogram:/pages/shop', link?._id, known]])
  })

  it('goes by no other where its secret is not known, and the reason is told', async () => {
    const { outcome, touch, calls } = await sent(await somebody(), 'men')
    expect(outcome).toEqual({ state: 'skipped', reason: 'noMiniProgram' })
    expect(touch && explainTouch(touch)).toContain('AppSecret')
    expect(calls.map(({ appid }) => appid)).not.toContain(appId)
  })

  it('goes by the configured one where the brand has none, as what is of no brand does', async () => {
    for (const brand of ['plain', undefined]) {
      const customer = await world.aCustomer({ openid: `o-${brand}`, credits: { 'tpl-1': 1 } })
      const { outcome, touch, calls } = await sent(customer, brand)
      expect(outcome).toMatchObject({ state: 'sent' })
      expect(calls.at(-1)).toMatchObject({ appid: appId, openid: `o-${brand}` })
      expect((await world.stores.links.find(touch?.links.shop ?? ''))?.appid).toBeUndefined()
    }
  })

  it('does not reach somebody who never opened that mini-program', async () => {
    const customer = await world.aCustomer({ openid: 'o-only-own', credits: { 'tpl-1': 1 } })
    expect((await sent(customer, 'baby')).outcome).toEqual({ state: 'skipped', reason: 'noIdentity' })
  })
})
