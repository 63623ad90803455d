import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Sandbox } from '../contract.ts'
import { aMember, hour, later, minute } from '../testing/cast.ts'
import { type WecomClient, wecomClient } from '../testing/wecom-client.ts'
import { startWithCast } from '../testing/with-cast.ts'

const path = '/cgi-bin/message/send'

describe('message/send', () => {
  let sandbox: Sandbox
  let client: WecomClient
  beforeEach(async () => {
    sandbox = await startWithCast({ settings: { limits: { wecomAccountLimit: 10 } } })
    await sandbox.addStaff(aMember('WangWu', { reachable: false }))
    client = await wecomClient(sandbox)
  })
  afterEach(() => sandbox.close())

  const text = (more: Record<string, unknown> = {}) =>
    client.post(path, {
      touser: 'ZhangSan',
      msgtype: 'text',
      agentid: sandbox.settings.agentId,
      text: { content: '有新任务' },
      ...more,
    })
  const seenBy = async (receiver: string) => (await sandbox.deliveries({ receiver })).length

  it('reaches each member of a list joined by |, whatever the case of the userid', async () => {
    expect(await text({ touser: 'zhangsan|LiSi' })).toMatchObject({ errcode: 0 })
    expect([await seenBy('ZhangSan'), await seenBy('LiSi')]).toEqual([1, 1])
  })

  it('lists bad receivers in lower case and serves the rest', async () => {
    const answer = await text({ touser: 'ZhangSan|Nobody|WangWu' })
    expect(answer).toMatchObject({ errcode: 0, invaliduser: 'nobody|wangwu' })
    expect(await seenBy('ZhangSan')).toBe(1)
    expect(await seenBy('WangWu')).toBe(0)
  })

  it('reaches everybody reachable for @all', async () => {
    await text({ touser: '@all' })
    expect((await sandbox.deliveries({ kind: 'staffText' })).map(({ receiver }) => receiver).sort()).toEqual([
      'LiSi',
      'ZhangSan',
    ])
  })

  it.each([
    ['no receiver', { touser: '' }, 82001],
    ['bad receivers only', { touser: 'Nobody|WangWu' }, 81013],
    ['no agent', { agentid: undefined }, 40056],
    ['an agent written as text', { agentid: '1000002' }, 40056],
    ['the agent of another app', { agentid: 1000003 }, 301002],
    ['a text of 2049 bytes', { text: { content: 'x'.repeat(2_049) } }, 45002],
    ['an empty text', { text: { content: '' } }, 44004],
    ['markdown of 2049 bytes', { msgtype: 'markdown', markdown: { content: 'x'.repeat(2_049) } }, 45002],
    ['an unknown type', { msgtype: 'poem' }, 40008],
    ['over 1000 members', { touser: Array.from({ length: 1_001 }, (_, n) => `u${n}`).join('|') }, 40058],
    [
      'a duplicate check over four hours',
      { enable_duplicate_check: 1, duplicate_check_interval: 14_401 },
      40058,
    ],
  ])('refuses %s', async (_what, more, errcode) => {
    expect(await text(more)).toMatchObject({ errcode })
    expect(await sandbox.deliveries()).toHaveLength(0)
  })

  const card = { title: '跟进', description: '请联系客户', url: 'https://k.example/task/1' }
  it.each([
    ['title of 129 bytes', { title: 'x'.repeat(129) }, 45002],
    ['description of 513 bytes', { description: 'x'.repeat(513) }, 45002],
    ['address of 2049 bytes', { url: 'x'.repeat(2_049) }, 45002],
    ['missing address', { url: '' }, 40063],
    ['button of five characters', { btntxt: '立即去处理' }, 40058],
  ])('refuses a textcard with a %s', async (_what, more, errcode) => {
    const answer = await text({ msgtype: 'textcard', textcard: { ...card, ...more } })
    expect(answer).toMatchObject({ errcode })
  })

  it('drops silently what goes to one member beyond thirty in any sixty seconds', async () => {
    await sandbox.setClock(later(minute / 2))
    for (let number = 0; number < 31; number += 1) {
      expect(await text({ text: { content: `第${number}条` } })).toMatchObject({ errcode: 0 })
    }
    expect(await seenBy('ZhangSan')).toBe(30)
    expect(await sandbox.undelivered({ receiver: 'ZhangSan' })).toMatchObject([
      { content: { content: '第30条', reason: 'over 30 a minute' } },
    ])
    // Another calendar minute, the same sixty seconds.
    await sandbox.setClock(later(minute + minute / 4))
    await text()
    expect(await seenBy('ZhangSan')).toBe(30)
    await sandbox.setClock(later(minute + minute / 2))
    await text()
    expect(await seenBy('ZhangSan')).toBe(31)
  })

  it('drops silently what goes to one member beyond the hourly number', async () => {
    await sandbox.close()
    sandbox = await startWithCast({ settings: { limits: { wecomMemberPerHour: 3 } } })
    client = await wecomClient(sandbox)
    for (let number = 0; number < 4; number += 1) {
      await sandbox.setClock(later(number * minute))
      await text()
    }
    expect(await seenBy('ZhangSan')).toBe(3)
    await sandbox.setClock(later(hour))
    await text()
    expect(await seenBy('ZhangSan')).toBe(4)
  })

  it('swallows the same content inside the duplicate check and answers success', async () => {
    const check = { enable_duplicate_check: 1, duplicate_check_interval: 600 }
    await text(check)
    expect(await text(check)).toMatchObject({ errcode: 0 })
    expect(await seenBy('ZhangSan')).toBe(1)
    await sandbox.setClock(later(10 * minute))
    await text(check)
    expect(await seenBy('ZhangSan')).toBe(2)
  })

  it('refuses when the corp sent 200 times its account limit in a day', async () => {
    await sandbox.close()
    sandbox = await startWithCast({ settings: { limits: { wecomAccountLimit: 0.01 } } })
    client = await wecomClient(sandbox)
    expect(await text({ touser: 'ZhangSan|LiSi' })).toMatchObject({ errcode: 0 })
    expect(await text()).toMatchObject({ errcode: 45009 })
    await sandbox.setClock('2026-03-03T00:00:00+08:00')
    client = await wecomClient(sandbox)
    expect(await text()).toMatchObject({ errcode: 0 })
  })

  it('stops and starts reaching a member as they become unreachable and reachable', async () => {
    await sandbox.setStaffReachable('ZhangSan', false)
    expect(await text()).toMatchObject({ errcode: 81013 })
    await sandbox.setStaffReachable('ZhangSan', true)
    expect(await text()).toMatchObject({ errcode: 0 })
  })
})
