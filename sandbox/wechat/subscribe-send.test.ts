import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { aPerson } from '../testing/cast.ts'
import { startTarget, type Target } from '../testing/target.ts'
import { wechatPost, wechatToken } from '../testing/wechat-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const { openid } = aPerson('小美')

describe('subscribe/send', () => {
  let sandbox: Sandbox
  let target: Target
  let token: string
  beforeEach(async () => {
    target = await startTarget()
    target.answer = () => ({ status: 200, body: '{"token":"t"}' })
    sandbox = await startWithCast({
      settings: {
        subscriptionTemplates: { COUPON: ['thing1', 'time2'], OTHER: ['thing1'] },
        mpPages: ['pages/coupon/index'],
        mpSensitiveWords: ['稳赚'],
        limits: { mpSendsPerDay: 5, busyMs: 50 },
      },
      target,
    })
    await sandbox.openMiniprogram({ person: '小美' })
    token = await wechatToken(sandbox)
  })
  afterEach(async () => {
    await sandbox.close()
    await target.close()
  })

  const answer = (results: Record<string, 'accept' | 'reject'>) =>
    sandbox.answerSubscription({ person: '小美', id: randomUUID(), results })
  const values = { thing1: { value: '五十元券' }, time2: { value: '2026年3月8日 22:00' } }
  const send = (more: Record<string, unknown> = {}) =>
    wechatPost(
      sandbox,
      '/cgi-bin/message/subscribe/send',
      { touser: openid, template_id: 'COUPON', page: 'pages/coupon/index?b=1', data: values, ...more },
      { access_token: token },
    )

  it('takes one accepted answer for each message', async () => {
    await answer({ COUPON: 'accept' })
    await answer({ COUPON: 'accept' })
    expect(await send()).toMatchObject({ errcode: 0, msgid: expect.any(Number) })
    expect(await send()).toMatchObject({ errcode: 0 })
    expect(await send()).toMatchObject({ errcode: 43101 })
    expect(await sandbox.deliveries({ platform: 'wechat', receiver: openid })).toMatchObject([
      {
        kind: 'subscription',
        content: {
          templateId: 'COUPON',
          data: { thing1: '五十元券', time2: '2026年3月8日 22:00' },
          page: 'pages/coupon/index?b=1',
        },
      },
      { kind: 'subscription' },
    ])
  })

  it('is refused without an accepted answer, after a refusal, and by another template’s credit', async () => {
    expect(await send()).toMatchObject({ errcode: 43101 })
    await answer({ COUPON: 'reject', OTHER: 'accept' })
    expect(await send()).toMatchObject({ errcode: 43101 })
  })

  it('is refused when the person turned the template off later', async () => {
    await answer({ COUPON: 'accept' })
    await sandbox.switchOffSubscription({ person: '小美', templateId: 'COUPON' })
    expect(await send()).toMatchObject({ errcode: 43101 })
  })

  it.each([
    ['an unknown person', { touser: 'openid_nobody' }, 40003],
    ['nobody', { touser: '' }, 40003],
    ['an unknown template', { template_id: 'NOTHING' }, 40037],
    ['a page not released', { page: 'pages/secret' }, 41030],
    ['a page with a leading slash', { page: '/pages/coupon/index' }, 41030],
    ['a missing value', { data: { thing1: values.thing1 } }, 47003],
    ['an empty value', { data: { ...values, thing1: { value: '' } } }, 47003],
    ['a value too long', { data: { ...values, thing1: { value: '长'.repeat(21) } } }, 47003],
    ['a value the template does not have', { data: { ...values, thing9: { value: 'a' } } }, 47003],
    ['a forbidden word', { data: { ...values, thing1: { value: '稳赚不赔' } } }, 45168],
    ['an unknown state', { miniprogram_state: 'beta' }, 40097],
    ['an unknown language', { lang: 'de_DE' }, 40097],
    ['no data', { data: undefined }, 47001],
  ])('is refused for %s and takes no credit', async (_what, more, errcode) => {
    await answer({ COUPON: 'accept' })
    expect(await send(more)).toMatchObject({ errcode })
    expect(await send()).toMatchObject({ errcode: 0 })
  })

  it('is refused while another one to the same person is on its way', async () => {
    await answer({ COUPON: 'accept' })
    await answer({ COUPON: 'accept' })
    const both = await Promise.all([send(), send()])
    expect(both.map(({ errcode }) => errcode).sort()).toEqual([0, 43108])
  })

  it('is refused over the quota of the day', async () => {
    for (let time = 0; time < 5; time += 1) await send()
    expect(await send()).toMatchObject({ errcode: 45009 })
  })

  it('is refused when WeChat took the right to send', async () => {
    const banned = await startWithCast({ settings: { mpMessaging: 'banned' } })
    const access_token = await wechatToken(banned)
    const path = '/cgi-bin/message/subscribe/send'
    expect(await wechatPost(banned, path, { touser: openid }, { access_token })).toMatchObject({
      errcode: 43107,
    })
    await banned.close()
  })

  it('needs at most three templates a question, all of them known', async () => {
    const ask = (...ids: string[]) => answer(Object.fromEntries(ids.map((id) => [id, 'accept' as const])))
    await expect(ask('a', 'b', 'c', 'd')).rejects.toThrow('20003')
    await expect(ask('NOTHING')).rejects.toThrow('20001')
    await expect(ask()).rejects.toThrow('10001')
  })
})
