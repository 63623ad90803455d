import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryAccessTokens } from '../coordination/memory-access-tokens.ts'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createWecomApi } from './api.ts'
import { apiLimits } from './limits.ts'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
})
afterEach(() => platforms.close())

const tokenCalls = 'wecom:/cgi-bin/gettoken'
const userGet = '/cgi-bin/user/get'

describe('the access token of WeCom', () => {
  it('is fetched once for 50 calls at the same moment', async () => {
    await Promise.all(Array.from({ length: 50 }, () => platforms.wecom.getUser('Li.Lei')))
    expect(await platforms.calls(tokenCalls)).toBe(1)
  })

  it('is fetched anew when its two hours are over', async () => {
    await platforms.wecom.getUser('Li.Lei')
    await platforms.advance(2 * 3_600_000)
    expect(await platforms.wecom.getUser('Li.Lei')).toMatchObject({ name: '李雷' })
    expect(await platforms.calls(tokenCalls)).toBe(2)
    expect(await platforms.sandbox.refusals()).toEqual({})
  })

  it.each(['expiredToken', 'errcode'] as const)(
    'refused early (%s) is replaced once and the call repeated',
    async (kind) => {
      await platforms.wecom.getUser('Li.Lei')
      await platforms.strike({ platform: 'wecom', api: userGet, kind, code: 40014 })
      expect(await platforms.wecom.getUser('Li.Lei')).toMatchObject({ name: '李雷' })
      expect(await platforms.calls(tokenCalls)).toBe(2)
      expect(await platforms.calls(`wecom:${userGet}`)).toBe(3)
    },
  )

  it('refused twice in a row is told to the caller, who may try later', async () => {
    await platforms.sandbox.addFault({ platform: 'wecom', api: userGet, kind: 'errcode', code: 42001 })
    await expect(platforms.wecom.getUser('Li.Lei')).rejects.toMatchObject({ code: '42001', retryable: true })
    expect(await platforms.calls(`wecom:${userGet}`)).toBe(2)
  })

  it('refused at the same time in 30 calls is replaced once', async () => {
    await platforms.wecom.getUser('Li.Lei')
    await platforms.strike({ platform: 'wecom', api: userGet, kind: 'expiredToken' })
    await Promise.all(Array.from({ length: 30 }, () => platforms.wecom.getUser('Li.Lei')))
    expect(await platforms.calls(tokenCalls)).toBe(2)
  })

  it('is not asked for again and again with a wrong secret', async () => {
    const wrong = createWecomApi({
      ...platforms.wecomSettings,
      secret: 'wrong',
      tokens: createMemoryAccessTokens(platforms),
    })
    for (let call = 0; call < 5; call++) {
      await expect(wrong.getUser('Li.Lei')).rejects.toMatchObject({ code: '40001', retryable: false })
    }
    expect(await platforms.calls(tokenCalls)).toBe(1)
    wrong.close()
  })

  it('is not replaced because a call is answered with 40001', async () => {
    await platforms.wecom.getUser('Li.Lei')
    await platforms.strike({ platform: 'wecom', api: userGet, kind: 'errcode', code: 40001 })
    await expect(platforms.wecom.getUser('Li.Lei')).rejects.toMatchObject({ code: '40001', retryable: false })
    expect(await platforms.calls(tokenCalls)).toBe(1)
  })

  it.each([40001, 42001])('refused with %i is not used again by the next call', async (code) => {
    await platforms.wecom.getUser('Li.Lei')
    await platforms.strike({ platform: 'wecom', api: userGet, kind: 'errcode', code })
    await platforms.wecom.getUser('Li.Lei').catch(() => undefined)
    expect(await platforms.wecom.getUser('Li.Lei')).toMatchObject({ name: '李雷' })
    expect(await platforms.calls(tokenCalls)).toBe(2)
  })
})

describe('an errcode of WeCom', () => {
  it.each([-1, 45033, 45035, 41063, 41096])('%i is tried again at most three times', async (code) => {
    await platforms.sandbox.addFault({ platform: 'wecom', api: userGet, kind: 'errcode', code })
    await expect(platforms.wecom.getUser('Li.Lei')).rejects.toMatchObject({
      code: String(code),
      retryable: true,
    })
    expect(await platforms.calls(`wecom:${userGet}`)).toBe(4)
    expect(platforms.waits).toHaveLength(3)
  })

  it('-1 is forgotten when the next try succeeds', async () => {
    await platforms.strike({ platform: 'wecom', api: userGet, kind: 'errcode', code: -1 })
    expect(await platforms.wecom.getUser('Li.Lei')).toMatchObject({ userid: 'Li.Lei' })
  })

  it('45009 keeps everybody from this api for 60 s, and from no other', async () => {
    await platforms.strike({ platform: 'wecom', api: userGet, kind: 'rateLimited' })
    const refused = { retryable: true, sent: 'no', afterMs: 60_000 }
    await expect(platforms.wecom.getUser('Li.Lei')).rejects.toMatchObject({ ...refused, code: '45009' })
    const other = createWecomApi(platforms.wecomSettings)
    await expect(other.getUser('Li.Lei')).rejects.toMatchObject({ ...refused, kind: 'limited' })
    expect(await platforms.calls(`wecom:${userGet}`)).toBe(1)
    await expect(other.listFollowUsers()).resolves.toBeInstanceOf(Array)
    await platforms.advance(60_000)
    await expect(other.getUser('Li.Lei')).resolves.toMatchObject({ name: '李雷' })
    other.close()
  })

  it.each([40003, 48002, 60020, 77777])('%i is final', async (code) => {
    await platforms.strike({ platform: 'wecom', api: userGet, kind: 'errcode', code })
    const failure = { kind: 'errcode', code: String(code), retryable: false, sent: 'no' }
    await expect(platforms.wecom.getUser('Li.Lei')).rejects.toMatchObject(failure)
    expect(await platforms.calls(`wecom:${userGet}`)).toBe(1)
  })
})

describe('a code of WeCom in none of our tables', () => {
  it('is told with its own words, without what WeCom adds to them', async () => {
    await platforms.strike({ platform: 'wecom', api: userGet, kind: 'errcode', code: 77777 })
    await expect(platforms.wecom.getUser('Li.Lei')).rejects.toMatchObject({
      code: '77777',
      detail: 'ordered by a test',
      message: 'wecom /cgi-bin/user/get: errcode 77777 (ordered by a test)',
    })
  })

  it.each([40003, 41050, 60011, 84061])('%i is in one, and told by its number alone', async (code) => {
    await platforms.strike({ platform: 'wecom', api: userGet, kind: 'errcode', code })
    await expect(platforms.wecom.getUser('Li.Lei')).rejects.toMatchObject({
      detail: undefined,
      message: `wecom /cgi-bin/user/get: errcode ${code}`,
    })
  })
})

describe('a lost answer of WeCom', () => {
  it.each(['timeoutAfterActing', 'serverError', 'connectionReset'] as const)(
    '(%s) is asked for again by reads',
    async (kind) => {
      await platforms.strike({ platform: 'wecom', api: userGet, kind })
      expect(await platforms.impatient.wecom.getUser('Li.Lei')).toMatchObject({ name: '李雷' })
    },
  )

  it('leaves a message to staff alone: it may have arrived', async () => {
    const api = '/cgi-bin/message/send'
    await platforms.strike({ platform: 'wecom', api, kind: 'timeoutAfterActing' })
    const sending = platforms.impatient.wecom.sendMessage({ userid: 'Li.Lei', text: '你好' })
    await expect(sending).rejects.toMatchObject({ kind: 'timeout', sent: 'maybe' })
    expect(await platforms.sandbox.deliveries({ kind: 'staffText' })).toHaveLength(1)
  })
})

describe('10,000 calls a minute of one api', () => {
  it('are not exceeded: the next one waits without being made', async () => {
    const limits = apiLimits(platforms.sandbox.settings.corpId, userGet)
    for (let call = 0; call < 10_000; call++) await platforms.governor.take(limits)
    const refused = { kind: 'limited', retryable: true, sent: 'no', afterMs: expect.any(Number) }
    await expect(platforms.wecom.getUser('Li.Lei')).rejects.toMatchObject(refused)
    expect(await platforms.calls(`wecom:${userGet}`)).toBe(0)
    await expect(platforms.wecom.listFollowUsers()).resolves.toBeInstanceOf(Array)
  })
})

describe('values over a documented limit', () => {
  it('are refused by us before any call', async () => {
    const { wecom } = platforms
    const tooLong = (text: string) => wecom.sendMessage({ userid: 'Li.Lei', text })
    await expect(tooLong('客'.repeat(683))).rejects.toMatchObject({ kind: 'invalid', code: 'limit.text' })
    await expect(wecom.sendMessage({ userid: '@all', text: 'x' })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(wecom.sendMessage({ userid: 'a|b', text: 'x' })).rejects.toMatchObject({ kind: 'invalid' })
    const tag = { groupName: '客旅', names: ['很'.repeat(31)] }
    await expect(wecom.addCorpTag(tag)).rejects.toMatchObject({ code: 'limit.tagName' })
    const nothing = { userid: 'Li.Lei', externalUserid: 'wm', add: [], remove: [] }
    await expect(wecom.markTag(nothing)).rejects.toMatchObject({ code: 'limit.tags' })
    await expect(wecom.getUserInfoByCode('c'.repeat(513))).rejects.toMatchObject({ code: 'limit.code' })
    expect(await platforms.sandbox.calls()).toEqual({})
  })

  it('are not refused when they just fit', async () => {
    // 682 Han are 2,046 bytes; two more letters make 2,048.
    const text = `${'客'.repeat(682)}ab`
    expect(await platforms.wecom.sendMessage({ userid: 'Li.Lei', text })).toMatchObject({ kind: 'delivered' })
  })
})

describe('a customer whom more members follow than fit into one page', () => {
  it('is read with every one of them, page after page', async () => {
    const paged = await startPlatforms({ wecomFollowersPerPage: 2 })
    const staff = ['Li.Lei', ...['s2', 's3', 's4', 's5']]
    for (const userid of staff) {
      if (userid !== 'Li.Lei') await paged.sandbox.addStaff({ userid, name: userid, reachable: true })
      await paged.sandbox.scanAndAdd({ person: 'wang', staff: userid })
    }
    const { contact, followers } = await paged.wecom.getExternalContact(wang.externalUserid)
    expect(contact.external_userid).toBe(wang.externalUserid)
    expect(followers.map(({ userid }) => userid)).toEqual(staff)
    expect(await paged.calls('wecom:/cgi-bin/externalcontact/get')).toBe(3)
    await paged.close()
  })
})

describe('reads of WeCom', () => {
  it('give a customer with unionid and followers', async () => {
    await platforms.sandbox.scanAndAdd({ person: 'wang', staff: 'Li.Lei', state: 'shop-1' })
    const { contact, followers } = await platforms.wecom.getExternalContact(wang.externalUserid)
    expect(contact).toMatchObject({
      external_userid: 'wm-wang',
      name: '小王',
      unionid: 'o-union-wang',
      type: 1,
    })
    expect(followers).toMatchObject([{ userid: 'Li.Lei', state: 'shop-1', add_way: 1 }])
  })

  it("give a member's customers; none is an answer too", async () => {
    expect(await platforms.wecom.listCustomersOf('Li.Lei')).toEqual([])
    await platforms.sandbox.scanAndAdd({ person: 'wang', staff: 'Li.Lei' })
    expect(await platforms.wecom.listCustomersOf('Li.Lei')).toEqual(['wm-wang'])
    expect(await platforms.wecom.listFollowUsers()).toContain('Li.Lei')
  })

  it('tell who logged in, and a bad or used code from a failure', async () => {
    const code = await platforms.sandbox.staffLoginCode('Li.Lei')
    expect(await platforms.wecom.getUserInfoByCode(code)).toEqual({ kind: 'member', userid: 'Li.Lei' })
    expect(await platforms.wecom.getUserInfoByCode(code)).toEqual({ kind: 'badCode' })
    const late = await platforms.sandbox.staffLoginCode('Li.Lei')
    await platforms.advance(5 * 60_000 + 1)
    expect(await platforms.wecom.getUserInfoByCode(late)).toEqual({ kind: 'badCode' })
  })
})
