import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { quietUntil } from '../../../domain/customers/quiet.ts'
import { lastQuietDay } from '../../../domain/customers/quiet-words.ts'
import { hour } from '../../../domain/sales/testing/world.ts'
import { type TaskPageWorld, taskPageWorld } from './testing/world.ts'

let world: TaskPageWorld
let taskId: string
let path: string
let customerId: string
beforeEach(async () => {
  world = await taskPageWorld()
  const made = await world.aTask()
  taskId = made.taskId
  path = made.path
  customerId = made.customer._id
})
afterEach(() => world.close())

const task = () => world.sales.find(taskId)

describe('log-in to the task page', () => {
  it.each(['..%2F..', '..', '%20'])('a code that would be another address, %s, is refused', async (code) => {
    expect([400, 404]).toContain((await world.get(`/task/${code}`)).status)
  })

  it('sends a browser without a session to WeCom, and back to the task', async () => {
    const answer = await world.get(path)
    expect(answer.status).toBe(302)
    const to = new URL(answer.headers.get('location') ?? '')
    expect(to.searchParams.get('redirect_uri')).toBe(`https://kelu.test${path}`)
    for (const cookie of answer.headers.getSetCookie())
      expect(cookie).toMatch(/path=\/task;.*expires=.*samesite=lax; secure; httponly$/)
  })

  it('refuses a state another browser was given, a stranger, and a code longer than any', async () => {
    const mine = await world.get(path)
    const cookies = world.cookiesOf(mine)
    const state = new URL(mine.headers.get('location') ?? '').searchParams.get('state')
    const back = (code: string, itsState: string | null, cookie: string) =>
      world.get(`${path}?code=${code}&state=${itsState}`, cookie)
    expect((await back('code-lilei', state, '')).status).toBe(401)
    expect((await back('code-lilei', 'forged', cookies)).status).toBe(401)
    expect((await back('stranger', state, cookies)).status).toBe(401)
    expect((await back('x'.repeat(513), state, cookies)).status).toBe(401)
  })

  it('ends the session after 12 hours without use', async () => {
    const cookie = await world.loggedIn('lilei')
    world.clock.advance(12 * hour + 1)
    expect((await world.get(path, cookie)).status).toBe(302)
  })
})

describe('the page of a task', () => {
  it('shows everything from outside escaped, and the one button that comes next', async () => {
    const { page } = await world.pageOf(path, await world.loggedIn('LILEI'))
    expect(page).toContain('&lt;b&gt;小王&lt;/b&gt;')
    expect(page).toContain('跟进 &lt;script&gt;')
    expect(page).toContain('看了 3 次 &quot;奶粉&quot;')
    expect(page).not.toMatch(/<script>a|<b>小/)
    expect(page.match(/class="primary"[^>]*>([^<]*)/g)).toEqual([
      'class="primary" type="submit" form="act">接受',
    ])
    expect(page).toContain('还剩 2 小时接受')
    expect(page).toContain('今天 11:00 到点')
    expect(page).toContain('今天 09:00 派给你')
  })

  it('leads on: after 接受 the deadline, the results and 完成; after 完成 what was done and the next one', async () => {
    const cookie = await world.loggedIn('lilei')
    const accepted = await world.press(`${path}/accept`, await world.pageOf(path, cookie), cookie)
    expect(accepted.status).toBe(200)
    expect(accepted.page).toContain('今天 18:00 前要有结果')
    expect(accepted.page.match(/class="primary"[^>]*>([^<]*)/g)).toEqual([
      'class="primary" type="submit" form="act" data-finish>完成',
    ])
    const other = await world.aCustomer('LiLei')
    await world.customers.change(other._id, { setProfile: { nickname: '马思雨' } }, 'name')
    await world.openTask(other._id)
    const form = await world.pageOf(path, cookie)
    const done = await world.press(`${path}/done`, { ...form, result: 'won', note: ' 买了两瓶 ' }, cookie)
    expect(done.page).toContain('成交了')
    expect(done.page).toContain('买了两瓶')
    expect(done.page).toContain('去看马思雨')
    expect(done.page).toContain('今天完成 1 条')
    expect(done.page).toContain('还有 1 条：晚了 0 · 等接受 1 · 跟进中 0')
    expect(await task()).toMatchObject({ state: 'done', result: 'won' })
    // The card that never was pressed is closed as well, by the code it came with.
    expect(world.phone.replaced).toEqual([{ responseCode: expect.stringMatching(/^code-/), text: '已完成' }])
  })

  it('keeps the note whichever button it goes with, for whoever has the task next', async () => {
    const cookie = await world.loggedIn('lilei')
    const form = await world.pageOf(path, cookie)
    await world.press(`${path}/pass_on`, { ...form, to: 'hanmei', note: '周末才方便接电话' }, cookie)
    expect((await world.pageOf(path, await world.loggedIn('hanmei'))).page).toContain('周末才方便接电话')
  })

  it('有兴趣，再约 asks for a time, and the task goes on then; what was noted can be mended at once', async () => {
    const cookie = await world.loggedIn('lilei')
    await world.press(`${path}/accept`, await world.pageOf(path, cookie), cookie)
    const form = await world.pageOf(path, cookie)
    const interested = { ...form, result: 'interested' }
    expect(await world.press(`${path}/done`, { ...interested, until: '' }, cookie)).toMatchObject({
      status: 400,
      page: expect.stringContaining('请选一个再跟进的时间'),
    })
    const saved = await world.press(`${path}/done`, { ...interested, until: '2026-03-05T15:00' }, cookie)
    expect(saved.page).toContain('有兴趣，再约 · 3月5日 周四 15:00 提醒你')
    expect(saved.page).toContain('填错了，改结果')
    expect(await task()).toMatchObject({ state: 'accepted', laterUntil: new Date('2026-03-05T07:00:00Z') })
    expect((await world.pageOf('/task', cookie)).page).toContain('以后 1')
    await world.press(`${path}/done`, { ...form, once: 'again', result: 'won' }, cookie)
    expect(await task()).toMatchObject({ state: 'done', result: 'won' })
  })

  it('lets a result be mended for ten minutes, and shows no way to it after', async () => {
    const cookie = await world.loggedIn('lilei')
    await world.act({ taskId, staff: 'lilei', action: 'done', result: 'notReached' })
    const form = await world.pageOf(path, cookie)
    expect(form.page).toContain('改结果')
    const mended = await world.press(`${path}/correct`, { ...form, result: 'won' }, cookie)
    expect(mended.page).toContain('改成：成交了')
    world.clock.advance(10 * 60_000 + 1)
    expect((await world.pageOf(path, cookie)).page).not.toContain('改结果')
    const late = await world.press(`${path}/correct`, { ...form, once: 'late', result: 'other' }, cookie)
    expect(late.status).toBe(409)
  })

  it('sets 勿扰 for thirty days or for good, of all channels or some, and lifts what salespeople set', async () => {
    const cookie = await world.loggedIn('lilei')
    const quiet = async () => (await world.customers.find(customerId))?.quiet
    const form = await world.pageOf(path, cookie)
    expect(form.page).toContain('没有设勿扰')
    const some = await world.press(`${path}/quiet`, { ...form, days: '30', sms: '1', popup: '1' }, cookie)
    expect(some.page).toContain(`短信：到 ${lastQuietDay(quietUntil(world.clock.now(), 30))}`)
    expect(some.page).toContain('（李雷，导购的待办页）')
    // Pressed twice, it is one.
    await world.press(`${path}/quiet`, { ...form, days: '30', sms: '1', popup: '1' }, cookie)
    expect(await quiet()).toMatchObject([{ channel: 'popup' }, { channel: 'sms' }])
    const all = await world.pageOf(path, cookie)
    expect((await world.press(`${path}/quiet`, { ...all, days: '' }, cookie)).page).toContain(
      '全部渠道：一直',
    )
    const bySomebodyElse = { who: 'member', id: 'm1', from: 'customerPage' } as const
    const wish = { channels: ['email'], until: null, by: bySomebodyElse } as const
    await world.customers.quieten(customerId, wish, 'member:m1:1')
    await world.press(`${path}/unquiet`, await world.pageOf(path, cookie), cookie)
    expect(await quiet()).toMatchObject([{ channel: 'email' }])
    expect((await world.pageOf(path, cookie)).page).not.toContain('取消勿扰')
  })

  it('refuses 勿扰 for no time, with a stale form, and by whoever does not hold the task', async () => {
    const cookie = await world.loggedIn('lilei')
    const form = await world.pageOf(path, cookie)
    const press = (fields: Record<string, string>, by = cookie) =>
      world.press(`${path}/quiet`, { ...form, ...fields }, by)
    expect(await press({})).toMatchObject({
      status: 400,
      page: expect.stringContaining('请选 30 天或一直'),
    })
    expect((await press({ days: '30', csrf: 'x' })).status).toBeGreaterThanOrEqual(400)
    const other = await world.loggedIn('hanmei')
    const { csrf } = await world.pageOf('/task', other)
    expect((await press({ days: '30', csrf }, other)).status).toBeGreaterThanOrEqual(400)
    expect((await world.customers.find(customerId))?.quiet).toBeUndefined()
  })

  it('dials without showing the number, for the holder alone, and notes who did', async () => {
    await world.customers.change(customerId, { setProfile: { phone: '+8613800002716' } }, 'phone')
    const cookie = await world.loggedIn('lilei')
    await world.press(`${path}/accept`, await world.pageOf(path, cookie), cookie)
    const form = await world.pageOf(path, cookie)
    expect(form.page).toContain('138****2716')
    expect(form.page).not.toContain('13800002716')
    const dialled = await world.press(`${path}/call`, form, cookie)
    expect(dialled).toMatchObject({ status: 303, to: 'tel:+8613800002716' })
    expect((await world.pageOf(path, cookie)).page).toContain('李雷 打了电话')
    expect(await world.auditStore.list({ limit: 5 })).toMatchObject([
      { action: 'customer.dialled', on: `customer:${customerId}`, by: 'lilei', details: { task: taskId } },
    ])
    const manager = await world.loggedIn('wang')
    const { csrf } = await world.pageOf(path, cookie)
    const refused = await world.press(`${path}/call`, { csrf, once: 'x' }, manager)
    expect(refused).toMatchObject({ status: 403, to: null })
  })

  it('gives words to begin with once the task is accepted', async () => {
    const cookie = await world.loggedIn('lilei')
    const before = await world.pageOf(path, cookie)
    expect(before.page).not.toContain('可以这样说')
    const { page } = await world.press(`${path}/accept`, before, cookie)
    expect(page).toContain('可以这样说')
    expect(page).toContain('data-copy="&lt;b&gt;小王&lt;/b&gt;，我是您的专属顾问')
  })

  it('tells a double press from two presses', async () => {
    const cookie = await world.loggedIn('lilei')
    const form = await world.pageOf(path, cookie)
    for (let n = 0; n < 2; n++)
      expect(await world.press(`${path}/pass_on`, form, cookie)).toMatchObject({
        status: 200,
        page: expect.stringContaining('已转交'),
      })
    expect((await task())?.offeredTo).toEqual(['lilei', 'hanmei'])
    const second = await world.press(`${path}/pass_on`, { ...form, once: 'second' }, cookie)
    expect(second).toMatchObject({ status: 403, page: expect.stringContaining('已由其他同事跟进') })
  })

  it('shows a manager who has it and lets them do nothing; a colleague sees nothing of the customer', async () => {
    const { page } = await world.pageOf(path, await world.loggedIn('wang'))
    expect(page).toContain('现在由 李雷 跟进')
    expect(page).not.toContain('<form')
    const colleague = await world.get(path, await world.loggedIn('hanmei'))
    expect(colleague.status).toBe(403)
    expect(await colleague.text()).not.toContain('小王')
  })

  it('shows what was looked at, bought and can be redeemed', async () => {
    const did = (name: string, props: Record<string, unknown>) =>
      world.customers.hear({
        _id: `t:${name}`,
        customerId,
        name,
        at: world.clock.now(),
        source: 'test',
        props,
      })
    await did('product.viewed', { productId: 'p1', name: '玫瑰精华水' })
    await did('order.paid', { orderId: 'o1', amountFen: 26_800, items: [{ name: '面霜' }] })
    const day = 24 * hour
    const [validFrom, validUntil] = [new Date(0), new Date(world.clock.now().getTime() + day)]
    const coupon = { batchId: 'b', amountFen: 5_000, validFrom, grantedAt: validFrom }
    world.coupons.push(
      { ...coupon, code: 'OVER', name: '过期券', validUntil: world.clock.now() },
      { ...coupon, code: 'K50', name: '满 200 减 50', validUntil },
    )
    const { page } = await world.pageOf(path, await world.loggedIn('lilei'))
    expect(page).toContain('玫瑰精华水')
    expect(page).toContain('1 单，最近：面霜 ¥268.00（3月2日）')
    expect(page).toContain('满 200 减 50，3月3日 到期（K50）')
    expect(page).not.toContain('过期券')
  })

  it.each<[string, number, string, Record<string, string>, string]>([
    ['a form of another site', 403, 'accept', { csrf: 'guess' }, '页面已过期'],
    ['a form without its token', 400, 'accept', { csrf: '', once: '' }, '请求有误'],
    ['an unknown action', 400, 'delete', {}, '请求有误'],
    ['完成 without a result', 400, 'done', {}, '请先选一个结果'],
    ['a result nobody knows', 400, 'done', { result: 'sold' }, '请先选一个结果'],
    ['a note over 500 characters', 400, 'done', { result: 'won', note: '很'.repeat(501) }, '备注最多 500 字'],
    ['改期 without a time', 400, 'later', {}, '请选一个再跟进的时间'],
    ['改期 to a day that does not exist', 400, 'later', { until: '2026-02-30T10:00' }, '这个时间不存在'],
    ['改期 into the past', 422, 'later', { until: '2026-03-02T08:00' }, '14 天以内'],
    ['改期 beyond a fortnight', 422, 'later', { until: '2026-03-16T09:01' }, '14 天以内'],
    ['转交 to somebody unknown', 404, 'pass_on', { to: 'nobody' }, '没有这样一位同事'],
    ['转交 to oneself', 404, 'pass_on', { to: 'LiLei' }, '没有这样一位同事'],
    ['转交 to somebody who is off', 409, 'pass_on', { to: 'wang' }, '今天不上班'],
  ])('refuses %s → %i, in words, and changes nothing', async (_what, status, action, fields, words) => {
    const cookie = await world.loggedIn('lilei')
    const { csrf, once } = await world.pageOf(path, cookie)
    const before = await task()
    const answer = await world.press(`${path}/${action}`, { csrf, once, ...fields }, cookie)
    expect(answer).toMatchObject({ status, page: expect.stringContaining(words) })
    expect(await task()).toEqual(before)
  })

  it('refuses to act without a session, on an unknown task, and on one that is closed', async () => {
    const cookie = await world.loggedIn('lilei')
    const form = await world.pageOf(path, cookie)
    expect((await world.press(`${path}/accept`, form, '')).status).toBe(401)
    expect((await world.get('/task/nope', cookie)).status).toBe(404)
    await world.act({ taskId, staff: 'lilei', action: 'done' })
    const closed = await world.press(`${path}/accept`, form, cookie)
    expect(closed).toMatchObject({ status: 409, page: expect.stringContaining('该任务已结束') })
  })
})

describe('我的待办', () => {
  it('lists late ones first, then by deadline, then what was done today, of nobody else', async () => {
    const names = ['晚的', '新的', '接了的', '做完的', '别人的']
    const opened = new Map<string, string>()
    for (const name of names) {
      const customer = await world.aCustomer(name === '别人的' ? 'HanMei' : 'LiLei')
      await world.customers.change(customer._id, { setProfile: { nickname: name } }, 'name')
      if (name === '新的') world.clock.advance(2 * hour + 60_000)
      opened.set(name, await world.openTask(customer._id))
    }
    await world.act({ taskId: opened.get('接了的') ?? '', staff: 'lilei', action: 'accept' })
    await world.act({
      taskId: opened.get('做完的') ?? '',
      staff: 'lilei',
      action: 'done',
      result: 'notReached',
    })
    const { page } = await world.pageOf('/task', await world.loggedIn('lilei'))
    const found = [...page.matchAll(/<h4[^>]*>([^<]+)<|<b>([^<]+)<\/b>/g)].map(
      ([, head, name]) => head ?? name,
    )
    expect(found).toEqual([
      '晚了 2',
      '&lt;b&gt;小王&lt;/b&gt;',
      '晚的',
      '等你接受 1',
      '新的',
      '跟进中 1',
      '接了的',
      '今天做完 1',
      '做完的',
    ])
    expect(page).toContain('晚了 1 分')
    expect(page).toContain('没联系上')
  })

  it('says so when there is nothing to do', async () => {
    expect((await world.pageOf('/task', await world.loggedIn('hanmei'))).page).toContain('现在没有待办')
  })
})
