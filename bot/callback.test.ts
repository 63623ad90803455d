import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type CallbackWorld, callbackWorld } from './testing/callback.ts'

let world: CallbackWorld
beforeEach(async () => {
  world = await callbackWorld()
})
afterEach(() => world.close())

describe('the console’s check of the URL', () => {
  it('is answered within a second with the bare text', async () => {
    const started = performance.now()
    const answer = await world.check('1616140317555161061')
    expect([answer.status, await answer.text()]).toEqual([200, '1616140317555161061'])
    expect(performance.now() - started).toBeLessThan(1_000)
  })

  it('is refused under another token, outside the window, or without a parameter', async () => {
    expect((await world.check('1', { token: 'other' })).status).toBe(403)
    expect((await world.check('1', { timestamp: String(world.nowSeconds() - 601) })).status).toBe(403)
    expect((await fetch(`${world.base}/wecom/callback/customer?timestamp=1`)).status).toBe(400)
  })
})

describe('a delivery', () => {
  it('is durable before it is acknowledged with an empty body, and then dealt with', async () => {
    const answer = await world.deliver(world.added('wm1'))
    expect([answer.status, await answer.text()]).toEqual([200, ''])
    expect(await world.inboxRecords()).toHaveLength(1)
    await world.activity.settled()
    expect(world.handled).toEqual([expect.stringContaining('wm1')])
  })

  it('makes one record when it comes again, byte for byte or newly encrypted later', async () => {
    const inner = world.added('wm1', '<WelcomeCode><![CDATA[w1]]></WelcomeCode>')
    const first = world.delivery(inner)
    expect((await world.post(first)).status).toBe(200)
    expect((await world.post(first)).status).toBe(200)
    world.clock.advance(5_000)
    expect((await world.deliver(inner)).status).toBe(200)
    await world.activity.settled()
    expect(await world.inboxRecords()).toHaveLength(1)
    expect(world.handled).toHaveLength(1)
    expect(world.results).toEqual(['stored', 'repeated', 'repeated'])
  })

  it('makes two records for two people in the same second', async () => {
    await Promise.all([world.deliver(world.added('wm1')), world.deliver(world.added('wm2'))])
    expect(await world.inboxRecords()).toHaveLength(2)
  })

  it('makes one record when twenty copies come at once', async () => {
    const inner = world.added('wm1')
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.deliver(inner)))
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]))
    await world.activity.settled()
    expect(await world.inboxRecords()).toHaveLength(1)
    expect(world.handled).toHaveLength(1)
  })

  it('keeps no contact or code in clear', async () => {
    await world.deliver(world.added('wm1', '<WelcomeCode><![CDATA[secret-code]]></WelcomeCode>'))
    expect(JSON.stringify(await world.inboxRecords())).not.toContain('secret-code')
  })

  it.each([
    ['no XML', () => 'hello'],
    ['no CreateTime', () => world.added('wm1').replace(/<CreateTime>.*<\/CreateTime>/, '')],
    ['an element twice that is one', () => world.added('wm1', '<UserID>again</UserID>')],
    [
      'an element named like a prototype',
      () => '<xml><__proto__><CreateTime>1</CreateTime></__proto__></xml>',
    ],
    ['nothing', () => ''],
  ])('that is authentic but holds %s is kept, counted and acknowledged', async (_what, inner) => {
    expect((await world.deliver(inner())).status).toBe(200)
    expect((await world.deliver(inner())).status).toBe(200)
    expect(await world.inboxRecords()).toMatchObject([{ kind: 'unreadable' }])
    expect(world.results).toEqual(['unreadable', 'repeated'])
  })
})
