import { decrypt, getSignature } from '@wecom/crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { limitsFrom } from '../limits.ts'
import { aPerson, later, monday, second } from '../testing/cast.ts'
import { type Received, startTarget, type Target } from '../testing/target.ts'
import { startWithCast } from '../testing/with-cast.ts'

describe('WeCom callbacks', () => {
  let sandbox: Sandbox
  let target: Target
  beforeEach(async () => {
    target = await startTarget()
    sandbox = await startWithCast({ target })
  })
  afterEach(async () => {
    await sandbox.close()
    await target.close()
  })

  /** What a receiver that trusts @wecom/crypto reads; throws when the signature is wrong. */
  function open(received: Received): { message: string; id: string; encrypted: string } {
    const encrypted = /<Encrypt><!\[CDATA\[(.*?)\]\]><\/Encrypt>/.exec(received.body)![1]!
    const { query } = received
    const { callbackToken, callbackAesKey } = sandbox.settings
    const signature = getSignature(callbackToken, query.get('timestamp')!, query.get('nonce')!, encrypted)
    if (signature !== query.get('msg_signature')) throw new Error('wrong signature')
    return { ...decrypt(callbackAesKey, encrypted), encrypted }
  }

  it('bring an add with state and welcome code, encrypted for the corp and signed', async () => {
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan', state: '海报]]>1' })
    const { message, id } = open(target.received[0]!)
    expect(target.received[0]).toMatchObject({ method: 'POST', path: '/wecom/callback/customer' })
    expect(id).toBe(sandbox.settings.corpId)
    expect(message).toContain(`<ToUserName><![CDATA[${sandbox.settings.corpId}]]></ToUserName>`)
    expect(message).toContain('<FromUserName><![CDATA[sys]]></FromUserName>')
    expect(message).toContain(`<CreateTime>${monday.getTime() / 1000}</CreateTime>`)
    expect(message).toContain('<ChangeType><![CDATA[add_external_contact]]></ChangeType>')
    expect(message).toContain('<UserID><![CDATA[ZhangSan]]></UserID>')
    expect(message).toContain(`<ExternalUserID><![CDATA[${aPerson('小美').externalUserid}]]>`)
    expect(message).toContain('<State><![CDATA[海报]]]]><![CDATA[>1]]></State>')
    expect(message).toMatch(/<WelcomeCode><!\[CDATA\[CALLBACK/)
  })

  it('tell who removed whom', async () => {
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    await sandbox.removeStaff({ person: '小美', staff: 'ZhangSan' })
    await sandbox.removeCustomer({ person: '小美', staff: 'ZhangSan' })
    const types = (await sandbox.callbacks()).map(({ about }) => about.ChangeType)
    expect(types).toEqual(['add_external_contact', 'del_follow_user', 'del_external_contact'])
  })

  it('bring nothing when a friend scans again', async () => {
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    expect(await sandbox.callbacks()).toHaveLength(1)
    expect(await sandbox.idle()).toEqual({ idle: true, nextDueAt: null })
  })

  it('are tried again three times after a failure, newly encrypted, and then given up', async () => {
    target.answer = () => ({ status: 500 })
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    expect(target.received).toHaveLength(1)
    await sandbox.setClock(later(10 * second - 1))
    await sandbox.runDue()
    expect(target.received).toHaveLength(1)
    for (const [at, tries] of [
      [10, 2],
      [40, 3],
      [100, 4],
      [3_600, 4],
    ] as const) {
      await sandbox.setClock(later(at * second))
      await sandbox.runDue()
      expect(target.received).toHaveLength(tries)
    }
    const opened = target.received.map(open)
    expect(new Set(opened.map(({ message }) => message)).size).toBe(1)
    expect(new Set(opened.map(({ encrypted }) => encrypted)).size).toBe(4)
    expect(await sandbox.callbacks()).toMatchObject([{ tries: 4, acknowledged: false }])
    expect(await sandbox.idle()).toEqual({ idle: true, nextDueAt: null })
  })

  it('stop being tried once they are answered 200', async () => {
    target.answer = () => ({ status: target.received.length < 2 ? 503 : 200 })
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    expect((await sandbox.idle()).nextDueAt).toBe(later(10 * second))
    await sandbox.setClock(later(600 * second))
    await sandbox.runDue()
    expect(target.received).toHaveLength(2)
    expect(await sandbox.callbacks()).toMatchObject([{ tries: 2, acknowledged: true }])
    expect((await sandbox.idle()).nextDueAt).toBeNull()
  })

  it('are not tried again once another delivery of the same was answered 200', async () => {
    target.answer = () => ({ status: target.received.length < 2 ? 503 : 200 })
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    await sandbox.redeliver(1)
    await sandbox.setClock(later(600 * second))
    await sandbox.runDue()
    expect(target.received).toHaveLength(2)
  })

  it('reach a Kelu that was down and came back elsewhere', async () => {
    await target.close()
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    target = await startTarget()
    await sandbox.setTarget(target.url)
    await sandbox.setClock(later(10 * second))
    await sandbox.runDue()
    expect(await sandbox.callbacks()).toMatchObject([{ tries: 2, acknowledged: true }])
  })

  it('are delivered again in reverse order, each newly encrypted, when a test asks', async () => {
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    await sandbox.removeStaff({ person: '小美', staff: 'ZhangSan' })
    await sandbox.redeliver(2)
    const opened = target.received.map(open)
    expect(opened.map(({ message }) => /add_external|del_follow/.exec(message)![0])).toEqual([
      'add_external',
      'del_follow',
      'del_follow',
      'add_external',
    ])
    expect(opened[3]!.message).toBe(opened[0]!.message)
    expect(opened[3]!.encrypted).not.toBe(opened[0]!.encrypted)
    expect((await sandbox.callbacks()).map(({ tries }) => tries)).toEqual([2, 2])
  })

  it('are kept back and released in another order when a test asks', async () => {
    await sandbox.holdCallbacks()
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    await sandbox.removeStaff({ person: '小美', staff: 'ZhangSan' })
    expect(target.received).toHaveLength(0)
    await sandbox.releaseCallbacks('reversed')
    expect(target.received.map((one) => /add_external|del_follow/.exec(open(one).message)![0])).toEqual([
      'del_follow',
      'add_external',
    ])
  })

  it('verify the URL by an echo that must come back alone', async () => {
    target.answer = ({ query }) => ({
      status: 200,
      body: decrypt(sandbox.settings.callbackAesKey, query.get('echostr')!).message,
    })
    expect(await sandbox.saveCallbackUrl('customer')).toBe(true)
    target.answer = ({ query }) => ({
      status: 200,
      body: `"${decrypt(sandbox.settings.callbackAesKey, query.get('echostr')!).message}"`,
    })
    expect(await sandbox.saveCallbackUrl('agent')).toBe(false)
  })
})

describe('a Kelu that is slow to answer', () => {
  let sandbox: Sandbox
  let target: Target
  beforeEach(async () => {
    target = await startTarget()
    const limits = { callbackAnswerMs: 400, callbackEchoMs: 300 }
    sandbox = await startWithCast({ target, settings: { limits } })
  })
  afterEach(async () => {
    await sandbox.close()
    await target.close()
  })

  it('was not heard after the five seconds: the event is delivered again', async () => {
    target.answer = () => ({ status: 200, afterMs: target.received.length === 1 ? 5_000 : 0 })
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    expect(await sandbox.callbacks()).toMatchObject([{ tries: 1, acknowledged: false }])
    await sandbox.setClock(later(10 * second))
    await sandbox.runDue()
    expect(target.received).toHaveLength(2)
    expect(await sandbox.callbacks()).toMatchObject([
      { tries: 2, acknowledged: true, acknowledgedAt: later(10 * second) },
    ])
  })

  it('cannot have its URL saved after the one second of the echo', async () => {
    const echo = ({ query }: Received) =>
      decrypt(sandbox.settings.callbackAesKey, query.get('echostr')!).message
    target.answer = (request) => ({ status: 200, body: echo(request) })
    expect(await sandbox.saveCallbackUrl('customer')).toBe(true)
    target.answer = (request) => ({ status: 200, body: echo(request), afterMs: 5_000 })
    expect(await sandbox.saveCallbackUrl('customer')).toBe(false)
  })
})

describe('the time Kelu has by default', () => {
  it('is five seconds for a callback and one for the echo', () => {
    expect(limitsFrom()).toMatchObject({ callbackAnswerMs: 5_000, callbackEchoMs: 1_000 })
  })
})
