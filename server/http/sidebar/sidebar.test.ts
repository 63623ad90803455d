import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PageSignature } from '../../../domain/sidebar/ports.ts'
import { type ChatWorld, chatWorld, friend, stranger } from '../../../test/testing/chat-world.ts'
import { quietChannels } from './present-quiet.ts'

let world: ChatWorld
let hanmei: string
/** Of 韩梅梅's session. */
let csrf: string
const path = `/sidebar/c/${friend.externalUserid}`
beforeAll(async () => {
  world = await chatWorld({ environment: { PUBLIC_URL: 'https://kelu.test' } })
  await world.sandbox.setTarget('https://kelu.test')
  hanmei = await world.loggedIn('hanmei')
  csrf = (await seen()).csrf
})
afterAll(() => world?.close())

const seen = () => world.pageOf(path, hanmei)

describe('log-in beside a chat', () => {
  it('leads through WeCom and back to the same customer, with a session for the sidebar alone', async () => {
    const sentAway = await world.get(path)
    expect(sentAway.status).toBe(302)
    const to = new URL(sentAway.headers.get('location') ?? '')
    expect(to.searchParams.get('redirect_uri')).toBe(`https://kelu.test${path}`)
    const code = await world.sandbox.staffLoginCode('hanmei')
    const query = new URLSearchParams({ code, state: to.searchParams.get('state') ?? '' })
    const back = await world.get(`${path}?${query}`, world.cookiesOf(sentAway))
    expect([back.status, back.headers.get('location')]).toEqual([303, path])
    for (const cookie of back.headers.getSetCookie())
      expect(cookie).toMatch(/path=\/sidebar;.*secure; httponly/)
  })

  it('is asked for again where the session is over, and forms say so', async () => {
    expect((await world.get(path, 'kelu_staff=over')).status).toBe(302)
    const pressed = await world.post(
      `${path}/remark`,
      { csrf: 'x', once: '1', remark: 'a' },
      'kelu_staff=over',
    )
    expect(pressed.status).toBe(401)
    expect(await pressed.text()).toContain('登录已过期')
  })
})

describe('whom a member sees', () => {
  it('their friend: who it is, what happened, what to say, the number masked', async () => {
    const { status, page } = await seen()
    expect(status).toBe(200)
    expect(page).toContain(friend.nickname)
    expect(page).toContain('还没下过单。')
    expect(page).toContain('加 韩梅梅 为好友')
    expect(page).toContain('她在「使用关怀流程」里')
    expect(page).toContain('这份使用指南您一定用得上：https://shop.example/guide')
    expect(page).not.toContain(friend.phone.slice(3))
  })

  it.each([
    ['a colleague', 'lilei', friend.externalUserid],
    ['somebody nobody knows', 'hanmei', stranger.externalUserid],
    ['a made-up id', 'hanmei', 'wm-made-up'],
  ])('not %s: the same refusal, and nothing of the customer', async (_, userid, id) => {
    const { status, page } = await world.pageOf(`/sidebar/c/${id}`, await world.loggedIn(userid))
    expect(status).toBe(403)
    expect(page).toContain('看不到这位客户')
    expect(page).not.toContain(friend.nickname)
  })

  it('a lead those of their own people, though no friend of them; a suspended one nobody', async () => {
    await world.members.cookieOf('lead')
    const members = world.kelu.connection.collection<{ _id: string }>('members')
    const asLead = (fields: object) => members.updateOne({ _id: 'lead' }, { $set: fields })
    await asLead({ userid: 'wangfang' })
    const wangfang = await world.loggedIn('wangfang')
    expect(await world.pageOf(path, wangfang)).toMatchObject({ status: 200 })
    const renamed = await world.post(
      `${path}/remark`,
      { csrf: (await world.pageOf(path, wangfang)).csrf, once: 'l', remark: '不是我的' },
      wangfang,
    )
    expect([renamed.status, await renamed.text()]).toEqual([409, expect.stringContaining('不是好友')])
    await asLead({ state: 'suspended' })
    expect(await world.pageOf(path, wangfang)).toMatchObject({ status: 403 })
  })

  it('by a strict policy: no script but its own files, framed by WeCom alone, kept nowhere', async () => {
    const { headers } = await world.get(path, hanmei)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain('frame-ancestors https://work.weixin.qq.com https://*.work.weixin.qq.com;')
    expect(policy).not.toContain('unsafe')
    expect(headers.get('x-frame-options')).toBeNull()
    expect(headers.get('cache-control')).toContain('no-store')
    expect((await world.get('/task')).headers.get('x-frame-options')).not.toBeNull()
  })

  it('in less than 60 KB, scripts and all', async () => {
    const { page } = await seen()
    const scripts = [...page.matchAll(/<script src="([^"]+)"/g)].map(([, src]) => src ?? '')
    const sizes = await Promise.all(
      scripts.map(async (src) => {
        const answer = await fetch(`${world.base}${src}`, { headers: { 'accept-encoding': 'br' } })
        expect(answer.headers.get('cache-control')).toContain('immutable')
        return Number(answer.headers.get('content-length'))
      }),
    )
    expect(sizes).toHaveLength(2)
    expect(sizes.reduce((sum, size) => sum + size, Buffer.byteLength(page))).toBeLessThan(60_000)
  })
})

describe('the signature of a page', () => {
  const sign = (fields: Record<string, string>, cookie = hanmei) =>
    world.post('/sidebar/signature', { csrf, ticket: 'app', ...fields }, cookie)
  const signed = async (fields: Record<string, string>) =>
    (await (await sign(fields)).json()) as PageSignature

  it.each(['corp', 'app'] as const)('is one that WeCom takes: %s', async (kind) => {
    const url = `https://kelu.test${path}#top`
    const signature = await signed({ ticket: kind, url })
    expect(await world.sandbox.openPageInClient({ kind, url, ...signature })).toBe('ok')
  })

  it.each([
    'https://evil.test/sidebar',
    'https://kelu.test.evil.test/sidebar',
    'https://kelu.test@evil.test/sidebar',
    'https://user:word@kelu.test/sidebar',
    'http://kelu.test/sidebar',
    'https://kelu.test:8443/sidebar',
    'https://kelu.test/admin/',
    'https://kelu.test/sidebarred',
    'https://kelu.test/sidebar/../admin/',
    'javascript:alert(1)',
    '',
  ])('is given for no other page: %s', async (url) => {
    expect((await sign({ url })).status).toBe(400)
  })

  it('is given to nobody without a session, and to no form of another one', async () => {
    const url = `https://kelu.test${path}`
    expect((await sign({ url }, '')).status).toBe(401)
    expect((await sign({ url, csrf: 'another' })).status).toBe(403)
  })

  it('is renewed once where the client refused it', async () => {
    const url = `https://kelu.test${path}`
    const first = await signed({ url })
    await world.sandbox.endTicket('app')
    const second = await signed({ url, refused: first.grant })
    expect(await world.sandbox.openPageInClient({ kind: 'app', url, ...second })).toBe('ok')
    expect((await signed({ url, refused: second.grant })).grant).toBe(second.grant)
  })
})

describe('what a member does there', () => {
  let presses = 0
  const press = (act: string, fields: Record<string, string>) => {
    presses += 1
    return world.post(`${path}/${act}`, { csrf, once: `press-${presses}`, ...fields }, hanmei)
  }
  const customer = () => world.customerOf(friend)

  it('words that were sent are noted once, told in the story, and not offered again', async () => {
    const fields = { once: 'pressed-once', piece: 'message:care-words', part: 'text' }
    for (let time = 0; time < 2; time += 1) expect((await press('sent', fields)).status).toBe(204)
    expect((await world.eventsOf(friend)).filter((name) => name === 'staff.words_sent')).toHaveLength(1)
    const { page } = await seen()
    expect(page).toContain('韩梅梅 发到聊天「使用关怀」')
    expect(page).not.toContain('她在「使用关怀流程」里')
    expect(page).toContain('最近说过')
  })

  it('a link in words is one of the customer alone, and only where somebody may look at them', async () => {
    const words = JSON.stringify({ text: { content: '看看 https://shop.example/guide' } })
    const answer = await press('tracked', { piece: 'message:care-words', words })
    const tracked = await answer.text()
    expect([answer.status, tracked]).toEqual([200, expect.stringMatching(/看看 http.*\/r\/\w+"/)])
    const [url = ''] = /http[^"]*/.exec(tracked) ?? []
    const opened = await world.get(new URL(url).pathname)
    expect(opened.headers.get('location')).toBe('https://shop.example/guide')
    const ready = await press('tracked', { piece: 'ready:first', words })
    expect(await ready.text()).toBe(words)
  })

  it('a remark is what WeCom has from then on; one that is too long changes nothing', async () => {
    const saved = await press('remark', { remark: ' 西湖-郭姐 ' })
    expect([saved.status, saved.headers.get('location')]).toEqual([303, path])
    expect(await world.remarkInWecom(friend)).toBe('西湖-郭姐')
    expect((await seen()).page).toContain('备注 西湖-郭姐')
    const refused = await press('remark', { remark: '长'.repeat(21) })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('最多 20 个字')])
    expect(await world.remarkInWecom(friend)).toBe('西湖-郭姐')
  })

  it('where WeCom says they are no friends, knows them by another id, or cannot be asked, the remark stays as it was', async () => {
    const api = '/cgi-bin/externalcontact/remark'
    const fault = { platform: 'wecom', api, kind: 'errcode', times: 1 } as const
    await world.sandbox.addFault({ ...fault, code: 84061 })
    expect((await press('remark', { remark: '别的' })).status).toBe(409)
    await world.sandbox.addFault({ ...fault, code: 41056 })
    const foreign = await press('remark', { remark: '别的' })
    expect([foreign.status, await foreign.text()]).toEqual([
      409,
      expect.stringContaining('编号是别的应用给的'),
    ])
    await world.sandbox.addFault({ ...fault, code: 48002 })
    expect((await press('remark', { remark: '别的' })).status).toBe(503)
    expect((await seen()).page).toContain('备注 西湖-郭姐')
  })

  it('a tag is put on by hand, gets to WeCom, and comes off again', async () => {
    expect((await press('tags', { add: '送礼' })).status).toBe(303)
    expect((await customer()).tags).toContainEqual(expect.objectContaining({ name: '送礼', kind: 'manual' }))
    await world.settle()
    expect(await world.sandbox.wecomTags('hanmei', friend.name)).toContain('送礼')
    expect((await seen()).page).toContain('title="手工 · 韩梅梅">送礼')
    await press('tags', { once: 'off', remove: '送礼' })
    await world.settle()
    expect(await world.sandbox.wecomTags('hanmei', friend.name)).not.toContain('送礼')
  })

  it('勿扰 is no tag to be put on here, and nothing is no tag', async () => {
    expect((await press('tags', { add: '勿扰' })).status).toBe(303)
    expect((await customer()).tags.map(({ name }) => name)).not.toContain('勿扰')
    expect((await press('tags', { add: '​ ' })).status).toBe(400)
  })

  it('勿扰 says what it stops, stops it, and is lifted as easily', async () => {
    expect((await seen()).page).toContain('正在走的「使用关怀流程」跳过营销消息')
    const asked = { days: '30', said: '别再发广告了', wecom: '1', sms: '1' }
    expect((await press('quiet', asked)).status).toBe(303)
    expect((await customer()).quiet).toMatchObject([
      { channel: 'wecom', until: new Date('2026-04-01T16:00:00Z'), by: { who: 'staff', id: 'hanmei' } },
      { channel: 'sms' },
    ])
    expect((await seen()).page).toContain('企业微信，到 2026 年 4 月 1 日')
    const every = Object.fromEntries(quietChannels.map((channel) => [channel, '1']))
    await press('quiet', { days: '', ...every })
    expect(await world.kelu.customers.find((await customer())._id)).toMatchObject({
      tags: expect.arrayContaining([expect.objectContaining({ name: '勿扰' })]),
    })
    const { page } = await seen()
    expect(page).toContain('全部渠道，一直')
    expect(page).not.toContain('使用指南您一定用得上')
    expect((await press('unquiet', {})).status).toBe(303)
    expect((await customer()).quiet ?? []).toEqual([])
    expect((await seen()).page).toContain('使用指南您一定用得上')
  })

  it('勿扰 for no channel is none, and says so', async () => {
    const refused = await press('quiet', { days: '30' })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('至少选一个')])
  })

  it('who read what this member sent is told there, and not of what a colleague sent', async () => {
    const { _id: customerId } = await customer()
    const read = (staff: string, title: string) =>
      world.kelu.customers.hear({
        _id: `radar:${title}`,
        customerId,
        name: 'material.viewed',
        at: new Date('2026-03-02T01:00:00Z'),
        source: 'outreach',
        props: { messageId: 'article', title, link: 'link', staff },
      })
    await read('hanmei', '换季护肤三步')
    await read('lilei', '送礼指南')
    await world.settle()
    const { page } = await seen()
    const [, told = ''] = page.split('谁看了你发的素材')
    expect(told).toContain(`${friend.nickname} 看了「换季护肤三步」`)
    expect(told).not.toContain('送礼指南')
  })

  it('a task is accepted and finished beside the chat', async () => {
    const { _id: customerId } = await customer()
    const acceptMs = 7_200_000
    await world.kelu.sales.openTask({ taskId: 't:1:1', customerId, title: '回访', reasons: [], acceptMs })
    await expect
      .poll(async () => {
        await world.kelu.sales.advanceDue()
        return (await world.tasksOf(friend))[0]?.state
      })
      .toBe('offered')
    const { page } = await seen()
    expect(page).toContain('你的待办：回访')
    const [, code] = /\/task\/(\w+)\/accept/.exec(page) ?? []
    expect((await press(`task/${code}/accept`, {})).status).toBe(303)
    expect((await press(`task/${code}/done`, { result: 'won' })).status).toBe(303)
    expect(await world.tasksOf(friend)).toMatchObject([{ state: 'done', result: 'won' }])
  })

  it('nothing of it is for a colleague who guesses the address, or for another session', async () => {
    const lilei = await world.loggedIn('lilei')
    const { page } = await world.pageOf('/sidebar', lilei)
    const [, own = ''] = /data-csrf="([^"]+)"/.exec(page) ?? []
    const acts: [string, Record<string, string>][] = [
      ['sent', { piece: 'ready:first', part: 'text' }],
      ['tracked', { piece: 'message:care-words', words: '{}' }],
      ['remark', { remark: '我的' }],
      ['tags', { add: '我的' }],
      ['quiet', { days: '30', sms: '1' }],
      ['unquiet', {}],
    ]
    for (const [act, fields] of acts) {
      expect((await world.post(`${path}/${act}`, { csrf: own, once: '1', ...fields }, lilei)).status).toBe(
        403,
      )
      expect((await press(act, { ...fields, csrf: own })).status).toBe(403)
    }
    expect(await world.remarkInWecom(friend)).toBe('西湖-郭姐')
  })
})
