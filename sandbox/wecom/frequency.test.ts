import { afterEach, describe, expect, it } from 'vitest'
import type { Sandbox, SandboxLimits } from '../contract.ts'
import { limitsFrom } from '../limits.ts'
import { aPerson, hour, later, minute } from '../testing/cast.ts'
import { wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const apis = ['/cgi-bin/getcallbackip', '/cgi-bin/department/list']

let sandbox: Sandbox
afterEach(() => sandbox.close())

async function limitedTo(limits: Partial<SandboxLimits>) {
  sandbox = await startWithCast({ settings: { limits } })
  return wecomClient(sandbox)
}

describe('one address that calls WeCom', () => {
  it.each([
    ['wecomPerAddressMinute', minute],
    ['wecomPerAddressHour', hour],
  ] as const)('is refused over the limit of all APIs together (%s) for as long', async (limit, window) => {
    // The token is the first of the four.
    const client = await limitedTo({ [limit]: 4 })
    const ask = async () => [(await client.get(apis[0]!)).errcode, (await client.get(apis[1]!)).errcode]
    expect([...(await ask()), ...(await ask())]).toEqual([0, 0, 0, 45009])
    await sandbox.setClock(later(window - 1_000))
    expect(await ask()).toEqual([45009, 45009])
    await sandbox.setClock(later(window))
    expect(await ask()).toEqual([0, 0])
  })

  it('has twice the calls of one API a minute, and four times an hour, also where a test raised those', () => {
    expect(limitsFrom()).toMatchObject({ wecomPerAddressMinute: 20_000, wecomPerAddressHour: 600_000 })
    expect(limitsFrom({ wecomPerApiMinute: 1e9 }).wecomPerAddressMinute).toBe(2e9)
    expect(limitsFrom({ wecomPerApiMinute: 3 }).wecomPerAddressMinute).toBe(20_000)
  })
})

describe('calls of one API at the same moment', () => {
  it('are refused over the limit, and free again once the others are answered', async () => {
    const client = await limitedTo({ wecomAtOnce: 1, busyMs: 100 })
    await sandbox.addPerson(aPerson('阿强', 2))
    await sandbox.scanAndAdd({ person: '小美', staff: 'ZhangSan' })
    await sandbox.scanAndAdd({ person: '阿强', staff: 'ZhangSan' })
    const codes = (await sandbox.callbacks()).map(({ about }) => about.WelcomeCode)
    const welcome = async (welcome_code: unknown) => {
      const path = '/cgi-bin/externalcontact/send_welcome_msg'
      return (await client.post(path, { welcome_code, text: { content: '欢迎' } })).errcode
    }
    const both = await Promise.all(codes.map(welcome))
    expect([...both].sort()).toEqual([0, 45033])
    expect(await welcome(codes[both.indexOf(45033)])).toBe(0)
  })
})
