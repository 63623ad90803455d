import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { exchange } from '../exchange.ts'
import { startSandbox } from '../sandbox.ts'
import { hour, later, minute, monday } from '../testing/cast.ts'
import { call, wecomClient } from '../testing/wecom-client.ts'

const ips = '/cgi-bin/getcallbackip'

describe('the WeCom access token', () => {
  let sandbox: Sandbox
  beforeEach(async () => {
    sandbox = await startSandbox({ now: monday })
  })
  afterEach(() => sandbox.close())

  const ask = (query: Record<string, string>) => call(sandbox, 'GET', '/cgi-bin/gettoken', query)

  it('is refused without secret before the corpid is looked at, then by corpid, then by secret', async () => {
    const { corpId } = sandbox.settings
    expect(await ask({ corpid: 'wrong' })).toMatchObject({ errcode: 41004 })
    expect(await ask({ corpid: 'wrong', corpsecret: 'wrong' })).toMatchObject({ errcode: 40013 })
    expect(await ask({ corpid: corpId, corpsecret: 'wrong' })).toMatchObject({ errcode: 40001 })
  })

  it('stays the same while it is valid and is another one after two hours', async () => {
    const first = (await wecomClient(sandbox)).token
    await sandbox.setClock(later(2 * hour - 1_000))
    expect((await wecomClient(sandbox)).token).toBe(first)
    await sandbox.setClock(later(2 * hour))
    expect((await wecomClient(sandbox)).token).not.toBe(first)
  })

  it('is asked for before any parameter: missing 41001, unknown 40014, expired 42001', async () => {
    const client = await wecomClient(sandbox)
    expect(await call(sandbox, 'POST', '/cgi-bin/message/send', {}, '{}')).toMatchObject({ errcode: 41001 })
    expect(await call(sandbox, 'GET', ips, { access_token: 'nonsense' })).toMatchObject({ errcode: 40014 })
    expect(await client.get(ips)).toMatchObject({ errcode: 0 })
    await sandbox.setClock(later(2 * hour))
    expect(await client.get(ips)).toMatchObject({ errcode: 42001 })
    const renewed = await wecomClient(sandbox)
    expect(renewed.token).not.toBe(client.token)
    expect(await client.get(ips)).toMatchObject({ errcode: 42001 })
  })

  it('is not taken from a header', async () => {
    const { token } = await wecomClient(sandbox)
    const answer = await exchange(
      { method: 'GET', url: `${sandbox.urls.wecom}${ips}`, headers: { authorization: `Bearer ${token}` } },
      5_000,
    )
    expect(JSON.parse(answer.body)).toMatchObject({ errcode: 41001 })
  })

  it('is given to nobody for an hour after ten wrong secrets', async () => {
    const { corpId, wecomSecret } = sandbox.settings
    for (let time = 0; time < 10; time += 1) await ask({ corpid: corpId, corpsecret: 'wrong' })
    expect(await ask({ corpid: corpId, corpsecret: wecomSecret })).toMatchObject({ errcode: 45009 })
    await sandbox.setClock(later(hour))
    expect(await ask({ corpid: corpId, corpsecret: wecomSecret })).toMatchObject({ errcode: 0 })
  })
})

describe('the envelope of WeCom', () => {
  let sandbox: Sandbox
  afterEach(() => sandbox.close())

  it('answers an unknown path 404 with an empty body', async () => {
    sandbox = await startSandbox({ now: monday })
    const answer = await exchange({ method: 'GET', url: `${sandbox.urls.wecom}/cgi-bin/nothing` }, 5_000)
    expect({ status: answer.status, body: answer.body }).toEqual({ status: 404, body: '' })
  })

  it('words errors with hint, address and help, and 40013 without the address', async () => {
    sandbox = await startSandbox({ now: monday })
    const missing = await call(sandbox, 'GET', ips, {})
    expect(missing.errmsg).toMatch(
      /^access_token missing, hint: \[\d+\], from ip: 127\.0\.0\.1, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=41001$/,
    )
    const corp = await call(sandbox, 'GET', '/cgi-bin/gettoken', { corpid: 'x', corpsecret: 'y' })
    expect(corp.errmsg).not.toContain('from ip')
  })

  it('says that a body is no JSON', async () => {
    sandbox = await startSandbox({ now: monday })
    const { token } = await wecomClient(sandbox)
    const answer = await call(sandbox, 'POST', '/cgi-bin/message/send', { access_token: token }, '{not json')
    expect(answer.errcode).toBe(40056)
    expect(answer.errmsg).toContain('Warning: wrong json format.')
  })

  it('refuses over the limit of an API in a minute, for sixty seconds, that API only', async () => {
    sandbox = await startSandbox({ now: monday, settings: { limits: { wecomPerApiMinute: 3 } } })
    const client = await wecomClient(sandbox)
    await sandbox.setClock(later(minute / 2))
    for (let time = 0; time < 3; time += 1) expect(await client.get(ips)).toMatchObject({ errcode: 0 })
    expect(await client.get(ips)).toMatchObject({ errcode: 45009 })
    expect(await client.get('/cgi-bin/department/list')).toMatchObject({ errcode: 0 })
    await sandbox.setClock(later(minute + minute / 2 - 1_000))
    expect(await client.get(ips)).toMatchObject({ errcode: 45009 })
    await sandbox.setClock(later(minute + minute / 2))
    expect(await client.get(ips)).toMatchObject({ errcode: 0 })
    expect(await sandbox.refusals()).toMatchObject({ [`wecom:${ips}:45009`]: 2 })
  })

  it('refuses for an hour over the limit of an API in an hour', async () => {
    sandbox = await startSandbox({ now: monday, settings: { limits: { wecomPerApiHour: 2 } } })
    const client = await wecomClient(sandbox)
    await client.get(ips)
    await client.get(ips)
    expect(await client.get(ips)).toMatchObject({ errcode: 45009 })
    await sandbox.setClock(later(hour - 1_000))
    expect(await client.get(ips)).toMatchObject({ errcode: 45009 })
    await sandbox.setClock(later(hour))
    expect(await client.get(ips)).toMatchObject({ errcode: 0 })
  })
})
