import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createScopes } from '../../../domain/members/scope.ts'
import { hour, minute, type SalesWorld, salesWorld } from '../../../domain/sales/testing/world.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { tasks } from './contract.ts'
import { createTaskHandlers } from './handlers.ts'

let world: SalesWorld
let admin: AdminWorld
beforeEach(async () => {
  world = await salesWorld()
  await world.saveStaff([
    { userid: 'ZhaoYi', name: '赵毅', department: '二部', inFallbackPool: true },
    { userid: 'SunQian', name: '孙倩', department: '一部', onDuty: false, inFallbackPool: true },
  ])
  const scopes = createScopes({
    staff: world.directory.all,
    stores: async () => [{ _id: 's1', department: '一部' }],
  })
  admin = await adminWorld((ground) => ({
    contract: { tasks },
    handlers: { tasks: createTaskHandlers({ ...world, ...ground, scopes, clock: world.clock }) },
  }))
})
afterEach(async () => {
  await admin.close()
  await world.drop()
})

/** A follow-up of that salesperson, by its code. */
async function aTask(staff: string, nickname = '郭晓彤') {
  const customer = await world.aCustomer(staff)
  await world.customers.change(
    customer._id,
    { setProfile: { nickname, phone: '+8613800002716', realName: '郭小姐' } },
    `name:${customer._id}`,
  )
  const taskId = await world.openTask(customer._id)
  const code = (await world.tasks.find(taskId))?.code ?? ''
  return { taskId, code, customer }
}
const lead = () => admin.as('lead', { stores: ['s1'] })
const board = async (cookie: string, query = '') =>
  (await admin.call('GET', `/tasks${query}`, { cookie })).body
const give = (code: string, to: string, cookie: string, once = 'press-0001') =>
  admin.call('POST', `/tasks/${code}/reassign`, { cookie, body: { to, once } })

describe('the board', () => {
  it('has who holds what, late ones first, with names masked, and those who are off last', async () => {
    const { code } = await aTask('HanMei', '马思雨')
    world.clock.advance(2 * hour + 26 * minute)
    await aTask('LiLei')
    const { items, totals, nobody } = await board(await lead())
    expect(items.map((each: { name: string }) => each.name)).toEqual(['韩梅', '李雷', '孙倩'])
    expect(items[0]).toMatchObject({
      shift: 'now',
      hours: '09:00–18:00',
      open: 1,
      clock: { runs: true },
      cards: [
        {
          code,
          nickname: '马思雨',
          phone: '138****2716',
          column: 'late',
          leftMs: -26 * minute,
          title: '回到小程序',
          reason: '加入购物车',
        },
      ],
    })
    expect(items[1].cards[0]).toMatchObject({ column: 'waiting', leftMs: 2 * hour })
    expect(items[2]).toMatchObject({ shift: 'leave', cards: [] })
    expect(totals).toMatchObject({ late: 1, latestMs: 26 * minute, waiting: 1, working: 0, soon: 0, done: 0 })
    expect(nobody.cards).toEqual([])
    expect(JSON.stringify(items)).not.toContain('郭小姐')
  })

  it('counts working time only, and says when the clock goes on', async () => {
    world.clock.advance(8 * hour)
    await aTask('LiLei')
    world.clock.advance(2 * hour)
    const { items } = await board(await lead(), '?department=一部')
    expect(items[0]).toMatchObject({
      name: '李雷',
      shift: 'over',
      clock: { runs: false, changesAt: '2026-03-03T01:00:00.000Z' },
      cards: [{ leftMs: hour, deadline: { to: 'accept', at: '2026-03-03T02:00:00.000Z' } }],
    })
  })

  it('tells what is amber, in work, put off and done today, by result', async () => {
    const [first, second, third] = [await aTask('LiLei'), await aTask('LiLei'), await aTask('LiLei')]
    await world.act({ taskId: first.taskId, staff: 'lilei', action: 'done', result: 'won' })
    const until = new Date(world.clock.now().getTime() + 30 * hour)
    await world.act({ taskId: second.taskId, staff: 'lilei', action: 'later', until, result: 'interested' })
    world.clock.advance(2 * hour - 9 * minute)
    const { items, totals } = await board(await lead())
    expect(totals).toMatchObject({
      late: 0,
      waiting: 1,
      working: 1,
      soon: 1,
      done: 1,
      results: [{ name: '成交了', count: 1 }],
    })
    expect(items[0].cards.map((card: { code: string }) => card.code)).toEqual([third.code, second.code])
    expect(items[0].done).toMatchObject([{ code: first.code, resultName: '成交了', column: 'done' }])
  })

  it('shows what nobody holds to whoever leads a friend of the customer, and to no other lead', async () => {
    await world.saveStaff([
      { userid: 'LiLei', name: '李雷', department: '一部', onDuty: false },
      { userid: 'HanMei', name: '韩梅', department: '一部', onDuty: false },
      { userid: 'ZhaoYi', name: '赵毅', department: '二部', onDuty: false },
    ])
    const { code } = await aTask('LiLei')
    const mine = await board(await lead())
    expect(mine.nobody.cards).toMatchObject([{ code, column: 'waiting' }])
    expect(mine.totals.waiting).toBe(1)
    const other = await board(await admin.as('lead', { _id: 'lead-2', departments: ['二部'] }))
    expect(other.nobody.cards).toEqual([])
    expect((await board(await admin.as('analyst'))).nobody.cards).toHaveLength(1)
  })

  it('comes in pages of people', async () => {
    await aTask('LiLei')
    const cookie = await lead()
    const first = await board(cookie, '?limit=1')
    expect([first.items.length, first.next]).toEqual([1, '1'])
    const rest = await board(cookie, '?limit=5&after=1')
    expect([rest.items.length, rest.next]).toEqual([2, null])
  })
})

describe('who sees what', () => {
  it("of another department and of a colleague is not there, whatever code is guessed: 404, and nobody's name", async () => {
    const { code } = await aTask('ZhaoYi', '别家的')
    for (const cookie of [await lead(), await admin.as('sales', { userid: 'lilei' })]) {
      expect(JSON.stringify(await board(cookie))).not.toContain('别家的')
      expect((await admin.call('GET', `/tasks/${code}`, { cookie })).status).toBe(404)
      const refused = await give(code, 'lilei', cookie)
      expect([refused.status, refused.body.error.code]).toEqual([404, 'task.not_found'])
    }
    expect((await admin.call('GET', '/tasks/nope00', { cookie: await admin.as('owner') })).status).toBe(404)
  })

  it('of their own a salesperson sees, of the whole team a manager', async () => {
    const { code } = await aTask('LiLei')
    const own = await admin.as('sales', { userid: 'lilei' })
    expect((await board(own)).items.map((each: { name: string }) => each.name)).toEqual(['李雷'])
    expect((await admin.call('GET', `/tasks/${code}`, { cookie: own })).status).toBe(200)
    expect((await board(await admin.as('analyst'))).departments).toEqual(['一部', '二部', '管理'])
  })

  it('is no matter of editors and operators; those who only read reassign nothing', async () => {
    const { code } = await aTask('LiLei')
    for (const role of ['editor', 'operator'] as const)
      expect((await admin.call('GET', '/tasks', { cookie: await admin.as(role) })).status).toBe(403)
    expect((await give(code, 'hanmei', await admin.as('analyst'))).status).toBe(403)
  })
})

describe('a lead who reassigns', () => {
  it('sees who can take it: friends first, those who are off last and why', async () => {
    const { code, customer } = await aTask('LiLei')
    await world.customers.change(
      customer._id,
      { addFollow: { corp: 'corp', staff: 'HanMei', since: world.clock.now() } },
      'friend',
    )
    const { body } = await admin.call('GET', `/tasks/${code}`, { cookie: await lead() })
    expect(body).toMatchObject({
      holder: { name: '李雷' },
      acceptMs: 2 * hour,
      oldCard: '已转给其他同事',
      course: [{ sentence: '生成待办' }, { sentence: '派给 李雷' }],
    })
    expect(body.candidates).toMatchObject([
      { name: '韩梅', connected: true, open: 0, available: true, why: null },
      { name: '赵毅', connected: false, available: true },
      { name: '孙倩', available: false, why: '请假' },
    ])
  })

  it('takes the buttons off the old card, starts the new clock, and is named in the course', async () => {
    const { code, taskId } = await aTask('LiLei')
    world.clock.advance(3 * hour)
    const cookie = await lead()
    const given = await give(code, 'HanMei', cookie)
    expect([given.status, given.body]).toEqual([200, { holder: 'hanmei', acceptMs: 2 * hour }])
    expect(world.phone.replaced).toMatchObject([{ text: '已转给其他同事' }])
    expect(world.phone.cards.at(-1)).toMatchObject({ userid: 'hanmei' })
    expect(await world.tasks.find(taskId)).toMatchObject({ state: 'offered', assignee: 'hanmei' })
    const { body } = await admin.call('GET', `/tasks/${code}`, { cookie })
    expect([body.leftMs, body.course.at(-1).sentence]).toEqual([2 * hour, '某lead 转给 韩梅'])
    const [entry] = await admin.stores.auditLog.list({ limit: 1 })
    expect(entry).toMatchObject({
      action: 'task.reassigned',
      on: `task:${taskId}`,
      details: { from: 'lilei', to: 'hanmei' },
    })
  })

  it('does it once, however often the press arrives', async () => {
    const { code, taskId } = await aTask('LiLei')
    const cookie = await lead()
    await Promise.all([give(code, 'hanmei', cookie), give(code, 'hanmei', cookie)])
    await give(code, 'hanmei', cookie)
    expect((await world.tasks.find(taskId))?.offeredTo).toEqual(['lilei', 'hanmei'])
    expect(world.phone.cards.filter(({ userid }) => userid === 'hanmei')).toHaveLength(1)
  })

  it.each([
    ['somebody who is off', 409, 'sunqian', 'staff.off_duty'],
    ['a manager, who takes none', 404, 'wang', 'staff.not_found'],
    ['a stranger', 404, 'nobody', 'staff.not_found'],
  ])('not to %s', async (_who, status, to, errorCode) => {
    const { code, taskId } = await aTask('LiLei')
    const refused = await give(code, to, await lead())
    expect([refused.status, refused.body.error.code]).toEqual([status, errorCode])
    expect((await world.tasks.find(taskId))?.assignee).toBe('lilei')
  })

  it('not what is finished', async () => {
    const { code, taskId } = await aTask('LiLei')
    await world.act({ taskId, staff: 'lilei', action: 'done', result: 'won' })
    const refused = await give(code, 'hanmei', await lead())
    expect([refused.status, refused.body.error.code]).toEqual([409, 'task.closed'])
  })
})
