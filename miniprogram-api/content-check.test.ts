import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { someOwnTraits } from '../test/testing/own-traits.ts'
import { type MiniprogramWorld, miniprogramWorld } from './testing/world.ts'

const bad = '坏话'

let world: MiniprogramWorld
let token: string
let made = 0
beforeAll(async () => {
  world = await miniprogramWorld()
  world.registry.traits.push(someOwnTraits())
  token = await world.login()
  await world.selling.skus.say('s1', { productId: 'p1', name: '精华', priceFen: 10_000, isOn: true })
  await world.selling.skus.count('s1', 100)
})
afterAll(() => world.close())

const lead = (words: object) => ({
  ...{ id: `l${++made}`, form: 'f', phone: `1391111${1_000 + made}`, consent: { text: '同意' } },
  ...words,
})
const order = (words: object) => ({
  ...{ clientKey: `k${++made}`, lines: [{ skuId: 's1', quantity: 1 }], totalFen: 10_000 },
  ...words,
})
async function paidOrder(): Promise<string> {
  const { no } = (await world.call('/orders', order({}), token)).body
  const paid = { totalFen: 10_000, payerTotalFen: 10_000, paidAt: world.clock.now() }
  await world.selling.settle.paid(no, { transactionId: `wx-${no}`, ...paid })
  return no
}

/** Every field a customer writes words into that somebody else reads: where it is sent, and in what. */
const written: Record<string, () => Promise<{ path: string; body: object }>> = {
  'POST /mp/v1/profile nickname': async () => ({
    path: '/profile',
    body: { id: `p${++made}`, nickname: bad },
  }),
  'POST /mp/v1/profile region': async () => ({ path: '/profile', body: { id: `p${++made}`, region: bad } }),
  'POST /mp/v1/profile traits.skin': async () => ({
    path: '/profile',
    body: { id: `p${++made}`, traits: { skin: bad } },
  }),
  'POST /mp/v1/leads nickname': async () => ({ path: '/leads', body: lead({ nickname: bad }) }),
  'POST /mp/v1/leads traits.skin': async () => ({ path: '/leads', body: lead({ traits: { skin: bad } }) }),
  'POST /mp/v1/orders remark': async () => ({ path: '/orders', body: order({ remark: bad }) }),
  'POST /mp/v1/orders/{no}/refunds reason': async () => ({
    path: `/orders/${await paidOrder()}/refunds`,
    body: { reason: bad },
  }),
}

/** Fields of texts that hold no words for others: ids and codes, what a front end sets, and what is contact data and goes to the carrier alone. */
const noWords = new Set([
  'POST /mp/v1/login code',
  'POST /mp/v1/login appid',
  'POST /mp/v1/login path',
  'POST /mp/v1/events events',
  'POST /mp/v1/leads id',
  'POST /mp/v1/leads form',
  'POST /mp/v1/leads phone',
  'POST /mp/v1/leads email',
  'POST /mp/v1/leads sourceChannel',
  'POST /mp/v1/leads consent',
  'POST /mp/v1/leads traitConsents',
  'POST /mp/v1/subscriptions id',
  'POST /mp/v1/subscriptions at',
  'POST /mp/v1/subscriptions results',
  'POST /mp/v1/phone code',
  'POST /mp/v1/profile id',
  'POST /mp/v1/profile traitConsents',
  'POST /mp/v1/individualisation id',
  'POST /mp/v1/orders/preview couponCode',
  'POST /mp/v1/orders/preview lines',
  'POST /mp/v1/orders clientKey',
  'POST /mp/v1/orders couponCode',
  'POST /mp/v1/orders lines',
  'POST /mp/v1/orders address',
])

describe.each(Object.keys(written))('%s', (name) => {
  const asked = async () => written[name]?.() ?? { path: '', body: {} }

  it('that WeChat calls risky is refused, naming it', async () => {
    world.platforms.verdicts.set(bad, 'risky')
    const { path, body } = await asked()
    const answer = await world.call(path, body, token)
    const field = name.split(' ').at(-1)
    expect(answer).toMatchObject({ status: 422, body: { error: { data: { faults: [{ field }] } } } })
  })

  it.each(['review', 'unknown'] as const)('that it says %s of is taken', async (verdict) => {
    world.platforms.verdicts.set(bad, verdict)
    const { path, body } = await asked()
    expect((await world.call(path, body, token)).status).toBeLessThan(300)
  })
})

it('what was refused is kept nowhere', async () => {
  world.platforms.verdicts.set(bad, 'risky')
  const before = (await world.call('/orders', undefined, token, 'GET')).body.orders.length
  await world.call('/orders', order({ remark: bad }), token)
  expect((await world.call('/orders', undefined, token, 'GET')).body.orders).toHaveLength(before)
  await world.call('/leads', lead({ nickname: bad }), token)
  expect(JSON.stringify(await world.inboxRecords())).not.toContain(bad)
})

it('a form without a log-in can be asked about nobody, and is taken', async () => {
  world.platforms.verdicts.set(bad, 'risky')
  expect((await world.call('/leads', lead({ nickname: bad }))).status).toBe(202)
})

it('every field that takes a text is one of these: a new one has to be sorted in', () => {
  const found = world.described.flatMap(({ method, path, terms }) => {
    const schema = terms.body && z.toJSONSchema(terms.body.schema, { io: 'input', unrepresentable: 'any' })
    const { properties = {} } = (schema ?? {}) as { properties?: Record<string, { type?: string }> }
    return Object.entries(properties)
      .filter(([, { type = '' }]) => !['boolean', 'integer', 'number'].includes(type))
      .map(([field]) => `${method.toUpperCase()} ${path} ${field}`)
  })
  const sorted = new Set([
    ...noWords,
    ...Object.keys(written).map((name) => name.replace(/traits\.\w+$/, 'traits')),
  ])
  expect(found.filter((name) => !sorted.has(name))).toEqual([])
})
