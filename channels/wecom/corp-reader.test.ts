import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Platforms, startPlatforms, wang } from '../testing/platforms.ts'
import { createCorpReader } from './corp-reader.ts'

const batch = '/cgi-bin/externalcontact/batch/get_by_user'

let platforms: Platforms
beforeEach(async () => {
  platforms = await startPlatforms()
})
afterEach(() => platforms.close())

const aReader = (politeness = { perMinute: 1_000, perHour: 10_000 }) =>
  createCorpReader({ api: platforms.wecom, corpId: platforms.sandbox.settings.corpId, politeness })

describe('reading a corp', () => {
  it('takes no more calls than its share, though the platform would allow them, and says when to come again', async () => {
    const reader = aReader({ perMinute: 4, perHour: 100 })
    for (let n = 0; n < 4; n += 1) expect(await reader.friends('Li.Lei', '')).toMatchObject({ kind: 'told' })
    const told = await reader.friendIds('Li.Lei')
    expect(told).toMatchObject({ kind: 'later', code: expect.stringMatching(/^limit\.wecom:.*:sync$/) })
    expect(await platforms.calls(`wecom:${batch}`)).toBe(4)
    // What people wait for is not held up by it.
    expect(await platforms.wecom.listCustomersOf('Li.Lei')).toEqual([])
    platforms.clock.advance((told as { afterMs: number }).afterMs)
    expect(await reader.friendIds('Li.Lei')).toEqual({ kind: 'told', value: [] })
  })

  it.each([
    [60011, { kind: 'refused', code: '60011' }],
    [40096, { kind: 'refused', code: '40096' }],
    [84061, { kind: 'told', value: { friends: [], next: '', isUnlicensed: false } }],
    [50100, { kind: 'cursorLost' }],
    [48002, { kind: 'stopped', code: '48002' }],
    [60020, { kind: 'stopped', code: '60020' }],
    [45009, { kind: 'later', code: '45009', afterMs: 60_000 }],
    [45033, { kind: 'later', code: '45033' }],
    [40058, { kind: 'refused', code: '40058' }],
  ] as const)('what %d means', async (code, told) => {
    await platforms.sandbox.addFault({ platform: 'wecom', api: batch, kind: 'errcode', code, times: 4 })
    expect(await aReader().friends('Li.Lei', '')).toMatchObject(told)
  })

  it('somebody without a licence is known as such, alone and in the words of the platform', async () => {
    await platforms.sandbox.addStaff({
      userid: 'Unlicensed',
      name: '小黄',
      reachable: true,
      licence: 'missing',
    })
    expect(await aReader().friends('Unlicensed', '')).toEqual({ kind: 'refused', code: '701008' })
  })

  it('a friend is told with all that WeCom keeps of the pair', async () => {
    const { sandbox } = platforms
    const reader = aReader()
    await sandbox.scanAndAdd({ person: 'wang', staff: 'Li.Lei', state: 'poster', addWay: 3 })
    const edit = { remark: '王姐', mobiles: ['13900000001', ''], addTags: ['vip'] }
    await sandbox.editCustomer({ person: 'wang', staff: 'Li.Lei', ...edit })
    const friend = {
      externalUserid: wang.externalUserid,
      unionid: wang.unionid,
      usesWechat: true,
      state: 'poster',
      addWay: 3,
      remark: '王姐',
      phones: ['13900000001'],
      tags: [expect.any(String)],
    }
    expect(await reader.friends('li.lei', '')).toMatchObject({
      kind: 'told',
      value: { next: '', friends: [friend] },
    })
    expect(await reader.followersOf(wang.externalUserid)).toEqual({ kind: 'told', value: ['Li.Lei'] })
    expect(await reader.followersOf('wmOfAnotherApp')).toEqual({ kind: 'told', value: [] })
    expect(await reader.member('nobody')).toEqual({ kind: 'told', value: null })
  })
})
