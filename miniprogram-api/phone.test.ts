import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type MiniprogramWorld, miniprogramWorld } from './testing/world.ts'

let world: MiniprogramWorld
beforeEach(async () => {
  world = await miniprogramWorld()
  world.platforms.phoneCodes.set('press-1', '+8613800138000')
})
afterEach(() => world.close())

describe('a number WeChat proved', () => {
  it('is kept sealed and proven, and shown masked', async () => {
    const answer = await world.call('/phone', { code: 'press-1' }, await world.login())
    expect(answer).toMatchObject({ status: 200, body: { phone: '138****8000' } })
    const customer = await world.byOpenid('o-wang')
    expect(customer?.profile.phoneVerified).toBe(true)
    expect(JSON.stringify(customer)).not.toContain('13800138000')
  })

  it('is the lead who typed it: one customer from then on, and the log-in goes on', async () => {
    const origin = { source: 'lead', at: world.clock.now() }
    const phone = { kind: 'phone', value: '+8613800138000', verified: false } as const
    const lead = await world.customers.getOrCreate([phone], origin)
    world.clock.advance(1_000)
    const token = await world.login()
    await world.call('/phone', { code: 'press-1' }, token)
    expect((await world.byOpenid('o-wang'))?._id).toBe(lead._id)
    expect(await world.customers.findByPhone('+8613800138000')).toHaveLength(1)
    expect((await world.call('/profile', undefined, token, 'GET')).status).toBe(200)
  })

  it('may be asked for again with the same code when the answer was lost; by nobody else', async () => {
    const token = await world.login()
    await world.call('/phone', { code: 'press-1' }, token)
    expect(await world.call('/phone', { code: 'press-1' }, token)).toMatchObject({
      status: 200,
      body: { phone: '138****8000' },
    })
    expect(await world.call('/phone', { code: 'press-1' }, await world.login('code-li'))).toMatchObject({
      status: 422,
      body: { error: { code: 'phone.code_refused' } },
    })
  })

  it('needs a log-in', async () => {
    expect((await world.call('/phone', { code: 'press-1' })).status).toBe(401)
  })
})
