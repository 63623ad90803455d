import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { hour } from '../../../domain/sales/testing/world.ts'
import { type TaskPageWorld, taskPageWorld } from './testing/world.ts'

const path = '/task/group-sends'
const minute = 60_000

let world: TaskPageWorld
beforeEach(async () => {
  world = await taskPageWorld()
})
afterEach(() => world.close())

const later = (ms: number) => new Date(world.clock.now().getTime() + ms)
const pageOf = async (staff: string, at = path) => (await world.pageOf(at, await world.loggedIn(staff))).page

describe('待确认的群发', () => {
  it('says what is asked, why, to how many, until when, and how to confirm it', async () => {
    const picture = 'a'.repeat(64)
    await world.aGroupSend({
      sender: 'LiLei',
      outcomes: [undefined, undefined, undefined],
      content: {
        text: '新品 <b>到店</b>\n欢迎来看看',
        attachments: [
          { kind: 'image', picture: { uploaded: picture } },
          { kind: 'link', title: '新品 & 礼盒', url: 'https://k.example/x' },
          { kind: 'miniprogram', title: '会员中心', appid: 'wx1', page: 'p', picture: { mediaId: 'm' } },
        ],
      },
    })
    const page = await pageOf('lilei')
    for (const words of [
      '新品通知',
      '还剩 4 小时',
      '今天 13:00 截止',
      '3 位客户',
      '自动化流程「流程flow」',
      '新品 &lt;b&gt;到店&lt;/b&gt;\n欢迎来看看',
      `src="/media/${picture}"`,
      '链接：新品 &amp; 礼盒',
      '小程序：会员中心',
      '客户联系 → 群发助手',
    ])
      expect(page).toContain(words)
    expect(page).not.toContain('<form')
  })

  it('puts what ends first on top, and below it what was confirmed, missed and taken back', async () => {
    const over = { state: 'settled', settledAt: world.clock.now() } as const
    await world.aGroupSend({
      sender: 'LiLei',
      outcomes: ['sent', 'sent', 'notPicked', 'notFriend', 'wecomQuotaFull'],
      confirmedAt: later(20 * minute),
      end: { at: later(20 * minute), why: 'confirmed' },
      ...over,
    })
    await world.aGroupSend({
      sender: 'LiLei',
      outcomes: ['expired', 'expired'],
      end: { at: later(hour), why: 'expired' },
      ...over,
    })
    await world.aGroupSend({
      sender: 'LiLei',
      outcomes: ['cancelled'],
      end: { at: later(hour), why: 'paused' },
      ...over,
    })
    world.clock.advance(2 * hour)
    await world.aGroupSend({ sender: 'LiLei', outcomes: [undefined], expiresAt: later(3 * hour) })
    await world.aGroupSend({ sender: 'LiLei', outcomes: [undefined], expiresAt: later(30 * minute) })
    const page = await pageOf('lilei')
    expect(
      [...page.matchAll(/class="due (\w+)"><b>([^<]+)/g)].map(([, tone, left]) => `${tone} ${left}`),
    ).toEqual(['soon 还剩 30 分', 'calm 还剩 3 小时'])
    expect([...page.matchAll(/<h2 class="group">([^<]+)/g)].map(([, name]) => name)).toEqual([
      '已确认 1',
      '没有确认 1',
      '已撤回 1',
    ])
    expect(page).toContain('发给 2 位客户，1 位没勾选，2 位微信不让发')
    expect(page).toContain('2 位客户，到点没发，已改用其他方式')
    expect(page).toContain('1 位客户，已收回，不用再发')
  })

  it('tells nobody of what others are asked, of what WeCom has not got yet, or of last month', async () => {
    await world.aGroupSend({ sender: 'LiLei', outcomes: [undefined] })
    world.clock.advance(9 * 24 * hour)
    await world.aGroupSend({ sender: 'HanMei', outcomes: [undefined] })
    await world.aGroupSend({ sender: 'LiLei', outcomes: [undefined], state: 'calling', msgid: undefined })
    expect(await pageOf('lilei')).toContain('现在没有等你确认的群发')
    expect(await pageOf('hanmei')).toContain('还剩 4 小时')
  })

  it('calls confirmed what reached people although nobody saw the salesperson confirm', async () => {
    await world.aGroupSend({
      sender: 'LiLei',
      outcomes: ['sent', 'expired'],
      state: 'settled',
      end: { at: world.clock.now(), why: 'expired' },
    })
    expect(await pageOf('lilei')).toContain('发给 1 位客户')
  })

  it('stands on the list of follow-ups while something waits; without a session it leads to the log-in', async () => {
    expect(await pageOf('lilei', '/task')).toContain('群发确认记录')
    await world.aGroupSend({ sender: 'LiLei', outcomes: [undefined] })
    const list = await pageOf('lilei', '/task')
    expect(list).toContain('1 条群发等你确认')
    expect(list).toContain(`href="${path}"`)
    const away = await world.get(path)
    expect(away.status).toBe(302)
    expect(new URL(away.headers.get('location') ?? '').searchParams.get('redirect_uri')).toMatch(
      /\/task\/group-sends$/,
    )
  })
})
