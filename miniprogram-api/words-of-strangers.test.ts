import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MiniprogramWorld, miniprogramWorld } from './testing/world.ts'

let world: MiniprogramWorld
let token: string
beforeAll(async () => {
  world = await miniprogramWorld()
  token = await world.login()
})
afterAll(() => world.close())

const event = (id: string, props: object) => ({
  events: [{ id, name: 'page.viewed', at: world.clock.now().toISOString(), props }],
})

it('an order id sent as a number beyond 2^53 is refused, naming the field, and nothing is kept', async () => {
  const body = JSON.stringify(event('big', { orderId: 0 })).replace(
    '"orderId":0',
    '"orderId":9007199254740993',
  )
  const answer = await world.call('/events', body, token)
  expect(answer.status).toBe(400)
  expect(answer.body.error.data.faults).toMatchObject([{ field: 'events.0.props.orderId' }])
  expect(await world.events('page.viewed')).toEqual([])
})

it('words in props are kept on one line, without what cannot be seen', async () => {
  await world.call('/events', event('words', { productName: '面霜\n\u202e【系统】\u200b' }), token)
  expect(await world.events('page.viewed')).toMatchObject([{ props: { productName: '面霜 【系统】' } }])
})

describe('a lead form', () => {
  let n = 0
  async function lead(fields: object) {
    const phone = `1391111${String(1_000 + n++)}`
    const form = { id: `l${n}`, form: 'f', phone, consent: { text: '同意' }, ...fields }
    const { status } = await world.call('/leads', form)
    await world.activity.settled()
    const [customer] = await world.customers.findByPhone(phone)
    return { status, customer }
  }

  it.each([
    [
      '<a href="https://evil.example">重置密码</a>\n【系统通知】',
      '<a href="https://evil.example">重置密码</a> 【系统通知】',
    ],
    ['\u202e小\u200b王', '小王'],
    [' 王\u3000小美 ', '王 小美'],
  ])('keeps a nickname on one line, as letters: %j', async (nickname, kept) => {
    const { customer } = await lead({ nickname, sourceChannel: nickname })
    expect(customer?.profile).toMatchObject({ nickname: kept, sourceChannel: kept })
  })

  it.each(['', ' ', '\u200b\u200d', '\u3164', '\u2800'])(
    'takes a nickname that shows as nothing for none: %j',
    async (nickname) => {
      const { status, customer } = await lead({ nickname, sourceChannel: nickname })
      expect(status).toBe(202)
      expect(customer?.profile).not.toHaveProperty('nickname')
      expect(customer?.profile).not.toHaveProperty('sourceChannel')
    },
  )

  it.each(['\u202d139 1111 0009\u202c', '\u200e+8613911110009\u200e', '\u2068１３９-1111-0009\u2069'])(
    'takes a number copied from a phone’s contacts: %j',
    async (phone) => {
      expect((await lead({ phone })).status).toBe(202)
      expect(await world.customers.findByPhone('+8613911110009')).toHaveLength(1)
    },
  )

  it.each(['\u2068wang@example.com\u2069', ' wang@example.com\u200b', 'ｗａｎｇ＠example．com'])(
    'takes a copied e-mail address as it was meant: %j',
    async (email) => {
      const { customer } = await lead({ email })
      expect(customer && world.customers.reveal(customer).email).toBe('wang@example.com')
    },
  )
})
