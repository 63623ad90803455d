import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault, Sandbox } from './contract.ts'
import { exchange } from './exchange.ts'
import { signedCall } from './testing/aliyun-client.ts'
import { wechatPost, wechatToken } from './testing/wechat-client.ts'
import { type WecomClient, wecomClient } from './testing/wecom-client.ts'
import { startWithCast } from './testing/with-cast.ts'

const path = '/cgi-bin/message/send'

describe('faults on demand', () => {
  let sandbox: Sandbox
  let client: WecomClient
  beforeEach(async () => {
    sandbox = await startWithCast()
    client = await wecomClient(sandbox)
  })
  afterEach(() => sandbox.close())

  const message = (touser: string) => ({
    touser,
    msgtype: 'text',
    agentid: sandbox.settings.agentId,
    text: { content: '您好' },
  })
  const strike = (more: Partial<Fault>) =>
    sandbox.addFault({ platform: 'wecom', api: path, kind: 'serverError', ...more })
  const seen = async () => (await sandbox.deliveries()).length

  /** Gives up after a second, as a client with a short time-out. */
  const sendImpatiently = () =>
    exchange(
      {
        method: 'POST',
        url: `${sandbox.urls.wecom}${path}?access_token=${client.token}`,
        body: JSON.stringify(message('ZhangSan')),
      },
      1_000,
    )

  it('time out after acting: the receiver saw it, the caller never hears', async () => {
    await strike({ kind: 'timeoutAfterActing', times: 1 })
    await expect(sendImpatiently()).rejects.toThrow('no answer')
    expect(await seen()).toBe(1)
  })

  it('time out before acting: the receiver saw nothing', async () => {
    await strike({ kind: 'timeoutBeforeActing', times: 1 })
    await expect(sendImpatiently()).rejects.toThrow('no answer')
    expect(await seen()).toBe(0)
  })

  it('are in flight while the caller waits', async () => {
    await strike({ kind: 'timeoutBeforeActing', times: 1 })
    const waiting = sendImpatiently().catch(() => undefined)
    while ((await sandbox.calls())[`wecom:${path}`] === undefined) await new Promise(setImmediate)
    expect(await sandbox.idle()).toMatchObject({ idle: false })
    await waiting
    while (!(await sandbox.idle()).idle) await new Promise(setImmediate)
  })

  it('break the connection', async () => {
    await strike({ kind: 'connectionReset', times: 1 })
    await expect(sendImpatiently()).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(await seen()).toBe(0)
  })

  it('answer 5xx with a page that is no JSON', async () => {
    await strike({ times: 1 })
    const answer = await sendImpatiently()
    expect(answer.status).toBe(502)
    expect(answer.body).toMatch(/^<html>/)
  })

  it('end the token early, so that only a new one helps', async () => {
    await strike({ kind: 'expiredToken', times: 1 })
    expect(await client.post(path, message('ZhangSan'))).toMatchObject({ errcode: 42001 })
    expect(await client.post(path, message('ZhangSan'))).toMatchObject({ errcode: 42001 })
    const renewed = await wecomClient(sandbox)
    expect(await renewed.post(path, message('ZhangSan'))).toMatchObject({ errcode: 0 })
  })

  it('answer any errcode, so many times, and then no more', async () => {
    await strike({ kind: 'errcode', code: -1, times: 2 })
    const codes = []
    for (let time = 0; time < 3; time += 1) codes.push((await client.post(path, message('ZhangSan'))).errcode)
    expect(codes).toEqual([-1, -1, 0])
  })

  it('strike one receiver only, until they are cleared', async () => {
    await strike({ kind: 'rateLimited', receiver: 'ZhangSan' })
    expect(await client.post(path, message('LiSi'))).toMatchObject({ errcode: 0 })
    expect(await client.post(path, message('LiSi|ZhangSan'))).toMatchObject({ errcode: 45009 })
    expect(await client.post(path, message('ZhangSan'))).toMatchObject({ errcode: 45009 })
    await sandbox.clearFaults()
    expect(await client.post(path, message('ZhangSan'))).toMatchObject({ errcode: 0 })
  })

  it('strike a welcome by its customer', async () => {
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    const { about } = (await sandbox.callbacks())[0]!
    await strike({ api: '*', kind: 'errcode', code: -1, receiver: about.ExternalUserID })
    const body = { welcome_code: about.WelcomeCode, text: { content: '欢迎' } }
    const answer = await client.post('/cgi-bin/externalcontact/send_welcome_msg', body)
    expect(answer).toMatchObject({ errcode: -1 })
  })

  it('need a code when they answer one', async () => {
    await expect(strike({ kind: 'errcode' })).rejects.toThrow('needs the code')
  })

  it.each<[Fault['kind'], Partial<Fault>, number, string]>([
    ['rateLimited', {}, 400, 'Throttling.User'],
    ['expiredToken', {}, 400, 'InvalidTimeStamp.Expired'],
    ['errcode', { code: 'isp.SYSTEM_ERROR' }, 200, 'isp.SYSTEM_ERROR'],
  ])('at the SMS gateway: %s', async (kind, more, status, Code) => {
    const receiver = '+8613800000001'
    await sandbox.addFault({ platform: 'aliyun', api: 'SendSms', kind, receiver, ...more })
    const query = { PhoneNumbers: '13800000001' }
    const answer = await signedCall(sandbox, { action: 'SendSms', date: '2026-03-02T01:00:00Z', query })
    expect(answer).toMatchObject({ status, body: { Code } })
  })

  it.each<[Fault['kind'], Partial<Fault>, number]>([
    ['rateLimited', {}, 45011],
    ['expiredToken', {}, 42001],
    ['errcode', { code: 43108 }, 43108],
  ])('at the mini-program: %s', async (kind, more, errcode) => {
    const api = '/cgi-bin/message/subscribe/send'
    const access_token = await wechatToken(sandbox)
    await sandbox.addFault({ platform: 'wechat', api, kind, receiver: 'openid_0001', ...more })
    const answer = await wechatPost(sandbox, api, { touser: 'openid_0001' }, { access_token })
    expect(answer).toMatchObject({ errcode })
  })
})
