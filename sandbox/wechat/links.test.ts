import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { startSandbox } from '../sandbox.ts'
import { wechatPost, wechatToken } from '../testing/wechat-client.ts'

const now = new Date('2026-03-02T09:00:00+08:00')
const day = 86_400

let sandbox: Sandbox
let token: string
beforeEach(async () => {
  sandbox = await startSandbox({ now, settings: { mpPages: ['pages/index'], limits: { mpLinksPerDay: 3 } } })
  token = await wechatToken(sandbox)
})
afterEach(() => sandbox.close())

const inSeconds = (seconds: number) => Math.floor(now.getTime() / 1_000) + seconds
const good = { path: '/pages/index', is_expire: true, expire_type: 0, expire_time: inSeconds(30 * day) }
const ask = async (body: object) =>
  (await wechatPost(sandbox, '/wxa/generate_urllink', { ...good, ...body }, { access_token: token })).errcode

it.each([
  [{ path: 'pages/other' }, 40165],
  [{ path: 'pages/index?a=1' }, 40165],
  [{ query: 'a b' }, 40212],
  [{ query: 'a'.repeat(1_025) }, 40212],
  [{ is_expire: false }, 40097],
  [{ expire_time: inSeconds(60) }, 85401],
  [{ expire_time: inSeconds(30 * day + 1) }, 85401],
  [{ env_version: 'trial' }, 85402],
])('%j is refused with %i', async (body, errcode) => {
  expect(await ask(body)).toBe(errcode)
})

it('gives so many a day and no more', async () => {
  for (let n = 0; n < 3; n++) expect(await ask({})).toBe(0)
  expect(await ask({})).toBe(45009)
  await sandbox.setClock(new Date(now.getTime() + day * 1_000).toISOString())
  token = await wechatToken(sandbox)
  expect(await ask({ expire_time: inSeconds(2 * day) })).toBe(0)
})
