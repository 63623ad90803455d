import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { startSandbox } from '../sandbox.ts'
import { aPerson, hour, later, minute, monday, second } from '../testing/cast.ts'
import { startTarget, type Target } from '../testing/target.ts'
import { wechatGet, wechatPost, wechatToken } from '../testing/wechat-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

describe('jscode2session', () => {
  let sandbox: Sandbox
  let target: Target
  beforeEach(async () => {
    target = await startTarget()
    target.answer = () => ({ status: 200, body: '{"token":"t"}' })
    sandbox = await startWithCast({ settings: { limits: { mpLoginsPerUserMinute: 3 } }, target })
  })
  afterEach(async () => {
    await sandbox.close()
    await target.close()
  })

  /** A wx.login code as Kelu gets it from the front end. */
  async function freshCode(): Promise<string> {
    await sandbox.openMiniprogram({ person: '小美' })
    return (JSON.parse(target.received.at(-1)!.body) as { code: string }).code
  }
  const exchangeCode = (js_code: string, more: Record<string, string> = {}) =>
    wechatGet(sandbox, '/sns/jscode2session', {
      appid: sandbox.settings.mpAppId,
      secret: sandbox.settings.mpAppSecret,
      js_code,
      grant_type: 'authorization_code',
      ...more,
    })

  it('gives openid, unionid and a new session key, without errcode', async () => {
    const first = await exchangeCode(await freshCode())
    const { openid, unionid } = aPerson('小美')
    expect(first).toMatchObject({ openid, unionid })
    expect(first).not.toHaveProperty('errcode')
    expect(Buffer.from(String(first.session_key), 'base64')).toHaveLength(16)
    expect((await exchangeCode(await freshCode())).session_key).not.toBe(first.session_key)
  })

  it('takes a code once', async () => {
    const code = await freshCode()
    await exchangeCode(code)
    expect(await exchangeCode(code)).toMatchObject({ errcode: 40163 })
  })

  it('takes a code for five minutes', async () => {
    const [inTime, late] = [await freshCode(), await freshCode()]
    await sandbox.setClock(later(5 * minute))
    expect(await exchangeCode(inTime)).not.toHaveProperty('errcode')
    await sandbox.setClock(later(5 * minute + 1))
    expect(await exchangeCode(late)).toMatchObject({ errcode: 40029 })
  })

  it.each([
    [{ appid: '' }, 41002],
    [{ appid: 'wxOther' }, 40013],
    [{ secret: '' }, 41004],
    [{ secret: 'wrong' }, 40125],
    [{ js_code: '' }, 41008],
    [{ js_code: 'nonsense' }, 40029],
  ])('refuses %o with %i and a rid', async (more, errcode) => {
    const answer = await exchangeCode('x', more)
    expect(answer).toMatchObject({ errcode })
    expect(answer.errmsg).toMatch(/ rid: [0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/)
  })

  it('refuses one user beyond the number of log-ins a minute', async () => {
    for (let time = 0; time < 3; time += 1) await exchangeCode(await freshCode())
    expect(await exchangeCode(await freshCode())).toMatchObject({ errcode: 45011 })
    await sandbox.setClock(later(minute))
    expect(await exchangeCode(await freshCode())).not.toHaveProperty('errcode')
  })
})

describe('access tokens of the mini-program', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startSandbox({
      now: monday,
      settings: { limits: { mpTokensPerDay: 3, mpStableTokensPerMinute: 4 } },
    })
  })
  afterEach(() => sandbox.close())

  const app = () => ({
    grant_type: 'client_credential',
    appid: sandbox.settings.mpAppId,
    secret: sandbox.settings.mpAppSecret,
  })
  const stable = (more: Record<string, unknown> = {}) =>
    wechatPost(sandbox, '/cgi-bin/stable_token', { ...app(), ...more })
  const plain = (more: Record<string, string> = {}) =>
    wechatGet(sandbox, '/cgi-bin/token', { ...app(), ...more })
  /** 41002 and the like come after the token, so 47001 tells that the token was good. */
  const judge = async (token: unknown) =>
    (await wechatPost(sandbox, '/cgi-bin/message/subscribe/send', '[]', { access_token: String(token) }))
      .errcode

  it('are the same stable one until five minutes before the end, and overlap five minutes', async () => {
    const first = await stable()
    expect(first.expires_in).toBe(7_200)
    await sandbox.setClock(later(2 * hour - 5 * minute - second))
    expect((await stable()).access_token).toBe(first.access_token)
    await sandbox.setClock(later(2 * hour - 5 * minute))
    expect((await stable()).access_token).not.toBe(first.access_token)
    expect(await judge(first.access_token)).toBe(47001)
    await sandbox.setClock(later(2 * hour))
    expect(await judge(first.access_token)).toBe(42001)
  })

  it('are new plain ones each time; the one before lives five minutes more', async () => {
    const [first, next] = [await plain(), await plain()]
    expect(next.access_token).not.toBe(first.access_token)
    await sandbox.setClock(later(5 * minute - 1))
    expect(await judge(first.access_token)).toBe(47001)
    await sandbox.setClock(later(5 * minute))
    expect(await judge(first.access_token)).toBe(42001)
    expect(await judge(next.access_token)).toBe(47001)
  })

  it('of the two kinds do not disturb each other', async () => {
    const [one, other] = [await stable(), await plain()]
    expect([await judge(one.access_token), await judge(other.access_token)]).toEqual([47001, 47001])
  })

  it('end at once when a refresh is forced, which works again only after thirty seconds', async () => {
    const first = await stable()
    const second_ = await stable({ force_refresh: true })
    expect(second_.access_token).not.toBe(first.access_token)
    expect(await judge(first.access_token)).toBe(42001)
    expect((await stable({ force_refresh: true })).access_token).toBe(second_.access_token)
    await sandbox.setClock(later(30 * second))
    expect((await stable({ force_refresh: true })).access_token).not.toBe(second_.access_token)
  })

  it('are forced at most twenty times a day', async () => {
    const answers: unknown[] = []
    for (let time = 0; time < 21; time += 1) {
      await sandbox.setClock(later(time * minute))
      answers.push((await stable({ force_refresh: true })).errcode)
    }
    expect(answers).toEqual([...Array(20).fill(undefined), 45009])
  })

  it('are refused over the quota of a day or minute', async () => {
    for (let time = 0; time < 3; time += 1) await plain()
    expect(await plain()).toMatchObject({ errcode: 45009 })
    for (let time = 0; time < 4; time += 1) await stable()
    expect(await stable()).toMatchObject({ errcode: 45011 })
  })

  it('of the stable kind have a quota of the day too', async () => {
    await sandbox.close()
    sandbox = await startSandbox({ now: monday, settings: { limits: { mpStableTokensPerDay: 2 } } })
    await stable()
    expect(await stable()).toHaveProperty('access_token')
    expect(await stable()).toMatchObject({ errcode: 45009 })
    await sandbox.setClock('2026-03-03T00:00:00+08:00')
    expect(await stable()).toHaveProperty('access_token')
  })

  it('are refused to who is not the app, by GET, or without JSON', async () => {
    expect(await stable({ appid: 'wxOther' })).toMatchObject({ errcode: 40013 })
    expect(await stable({ secret: 'wrong' })).toMatchObject({ errcode: 40125 })
    expect(await wechatPost(sandbox, '/cgi-bin/stable_token', '{')).toMatchObject({ errcode: 47001 })
    expect(await wechatGet(sandbox, '/cgi-bin/stable_token', app())).toMatchObject({ errcode: 43002 })
  })

  it('are asked for: missing 41001, unknown 40001', async () => {
    await wechatToken(sandbox)
    expect(await judge('')).toBe(41001)
    expect(await judge('nonsense')).toBe(40001)
  })
})
