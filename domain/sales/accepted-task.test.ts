import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Task } from '../../models/tasks.ts'
import { hour, minute, type SalesWorld, salesWorld } from './testing/world.ts'

const day = 24 * hour

let world: SalesWorld
let customerId: string
let taskId: string
beforeEach(async () => {
  world = await salesWorld()
  customerId = (await world.aCustomer('LiLei'))._id
  taskId = await world.openTask(customerId)
})
afterEach(() => world.drop())

const task = async () => (await world.sales.find(taskId)) as Task
const moveTo = async (local: string) => {
  world.clock.set(`${local}+08:00`)
  await world.sales.advanceDue()
}
const secondReason = () =>
  world.openTask(customerId, { taskId: 'second:step:1', title: '咨询跟进', reasons: ['看过产品介绍'] })

describe('a task that was accepted and is not finished', () => {
  it('reminds its holder when due, passes on two working hours later, and the manager reads who has it now', async () => {
    await world.press(taskId, 'LiLei', 'accept')
    expect(await task()).toMatchObject({ dueBy: new Date('2026-03-02T18:00:00+08:00') })
    await moveTo('2026-03-02T17:59:00')
    expect(world.phone.texts).toEqual([])
    await moveTo('2026-03-03T09:00:00')
    expect(world.phone.texts).toMatchObject([
      { userid: 'lilei', words: expect.stringContaining('已过完成时限') },
    ])
    await moveTo('2026-03-03T10:59:00')
    expect(await task()).toMatchObject({ assignee: 'lilei' })
    await moveTo('2026-03-03T11:00:00')
    expect(await task()).toMatchObject({ assignee: 'hanmei', state: 'offered' })
    const { code } = await task()
    expect(world.phone.texts[1]).toEqual({
      userid: 'wang',
      words: '【超时提醒】「回到小程序」：李雷 接受后没有按时完成，现在由 韩梅 跟进。',
      url: `https://kelu.example/task/${code}`,
    })
    expect(world.phone.replaced.at(-1)).toMatchObject({ text: '已转给其他同事' })
    expect(await world.eventsOf(customerId)).toEqual(['task.created', 'task.accepted', 'task.overdue'])
  })

  it('stays with its holder and the manager knows, when nobody else is there', async () => {
    await world.act({ taskId, staff: 'lilei', action: 'pass_on' })
    await world.press(taskId, 'HanMei', 'accept')
    for (let n = 0; n < 12; n++) {
      world.clock.advance(4 * hour)
      await world.sales.advanceDue()
    }
    expect(await task()).toMatchObject({ assignee: 'hanmei', state: 'accepted', dueAt: expect.any(Date) })
    const notes = world.phone.texts.filter(({ userid }) => userid === 'wang')
    expect(notes).toMatchObject([{ words: expect.stringContaining('仍在 韩梅 名下') }])
  })

  it('counts what the request allows in working days of its holder', async () => {
    await world.sales.act({ taskId, staff: 'lilei', action: 'done', actionId: 'd', at: world.clock.now() })
    const quick = await world.openTask(customerId, { acceptMs: hour, dueMs: 3 * hour })
    await world.press(quick, 'LiLei', 'accept')
    expect((await world.sales.find(quick))?.dueBy).toEqual(new Date('2026-03-02T12:00:00+08:00'))
  })

  it('of the last release, which knew no deadline, gets one counted from now and goes on', async () => {
    await world.press(taskId, 'LiLei', 'accept')
    const { dueBy, dueAt, dueMs, ...old } = await task()
    await world.tasks.replace(old)
    await moveTo('2026-03-10T10:00:00')
    expect(await task()).toMatchObject({ dueBy: new Date('2026-03-11T10:00:00+08:00') })
    expect(world.phone.texts).toEqual([])
    await moveTo('2026-03-11T10:00:00')
    expect(world.phone.texts).toHaveLength(1)
  })
})

describe('whoever joins a task somebody works on', () => {
  it('8 days after 接受: the holder hears of the new reason at once, and the task was not left alone', async () => {
    await world.press(taskId, 'LiLei', 'accept')
    // Nobody looked after it: the processes were down.
    world.clock.advance(8 * day)
    expect(await secondReason()).toBe(taskId)
    const [reminder, joined] = [/已过完成时限/, /新的跟进理由.*回到小程序.*咨询跟进、看过产品介绍/]
    const texts = world.phone.texts.filter(({ userid }) => userid === 'lilei').map(({ words }) => words)
    expect(texts).toHaveLength(2)
    expect(texts.some((text) => joined.test(text))).toBe(true)
    expect(texts.some((text) => reminder.test(text))).toBe(true)
    world.clock.advance(2 * hour)
    await world.sales.advanceDue()
    expect(await task()).toMatchObject({ assignee: 'hanmei', reasons: ['加入购物车', '看过产品介绍'] })
  })

  it('is told once, however often the request is repeated and by how many workers', async () => {
    await world.press(taskId, 'LiLei', 'accept')
    await Promise.all(Array.from({ length: 8 }, secondReason))
    await secondReason()
    expect(world.phone.texts).toMatchObject([{ userid: 'lilei' }])
  })

  it('is told in the morning when it happens at night, and by SMS when WeCom refuses', async () => {
    await world.press(taskId, 'LiLei', 'accept')
    world.phone.state.unreachable.add('lilei')
    world.clock.set('2026-03-02T17:00:00+08:00')
    await secondReason()
    expect(world.phone.sms).toHaveLength(1)
    await world.act({ taskId, staff: 'lilei', action: 'later', until: new Date('2026-03-05T10:00:00+08:00') })
    world.clock.set('2026-03-02T22:00:00+08:00')
    world.phone.state.unreachable.clear()
    await world.sales.openTask({ taskId: 'third', customerId, title: '夜里', reasons: [], acceptMs: hour })
    expect(world.phone.texts).toEqual([])
    await moveTo('2026-03-03T09:00:00')
    expect(world.phone.texts).toMatchObject([{ words: expect.stringContaining('夜里') }])
  })

  it('opens a task of its own when the one that holds the claim was finished and a crash kept the claim', async () => {
    await world.press(taskId, 'LiLei', 'done')
    await world.claims.claimOpenTask(customerId, taskId)
    const second = await secondReason()
    expect(second).toBe('second:step:1')
    expect(await world.sales.find(second)).toMatchObject({ state: 'offered', assignee: 'lilei' })
    expect(world.phone.cards).toHaveLength(2)
  })

  it('takes the buttons off the second card when two people with a task each turn out to be one', async () => {
    const other = await world.aCustomer('HanMei')
    const second = await world.openTask(other._id)
    world.customers.listen((event, customer) => world.sales.onEvent(event, customer))
    for (const id of [customerId, other._id])
      await world.customers.addClaims(id, [{ kind: 'unionid', value: 'one' }], 'test')
    const states = [(await task()).state, (await world.sales.find(second))?.state].sort()
    expect(states).toEqual(['joined', 'offered'])
    expect(world.phone.replaced).toMatchObject([{ text: '已并入另一个任务' }])
  })
})

describe('tasks that are due together', () => {
  it('one that cannot go on is tried again later, and the others go on at once', async () => {
    await world.press(taskId, 'LiLei', 'accept')
    const bad = { ...(await task()), _id: 'bad', customerId: 'nobody', state: 'planned' as const }
    await world.tasks.insert({ ...bad, dueAt: new Date(0) })
    await moveTo('2026-03-03T09:00:00')
    expect(world.phone.texts).toMatchObject([{ words: expect.stringContaining('已过完成时限') }])
    expect((await world.sales.find('bad'))?.dueAt).toEqual(new Date('2026-03-03T09:05:00+08:00'))
  })
})

describe('working hours of people', () => {
  it('a person off today is not given tasks; their accepted one waits for them', async () => {
    await world.press(taskId, 'LiLei', 'accept')
    await world.saveStaff([
      { userid: 'LiLei', name: '李雷', department: '一部', daysOff: ['2026-03-03', '2026-03-04'] },
    ])
    world.clock.set('2026-03-03T10:00:00+08:00')
    const another = await world.openTask((await world.aCustomer('LiLei'))._id)
    expect((await world.sales.find(another))?.assignee).toBe('hanmei')
    await moveTo('2026-03-04T17:00:00')
    expect(world.phone.texts.filter(({ userid }) => userid === 'lilei')).toEqual([])
    await moveTo('2026-03-05T09:00:00')
    expect(world.phone.texts.filter(({ userid }) => userid === 'lilei')).toHaveLength(1)
  })

  it('a late shift gets its card when it begins, and its time to accept from there', async () => {
    await world.saveStaff([
      { userid: 'LiLei', name: '李雷', department: '一部', hours: { from: '13:00', to: '22:00' } },
    ])
    const late = await world.openTask((await world.aCustomer('LiLei'))._id)
    expect(world.phone.cards).toHaveLength(1)
    await moveTo('2026-03-02T13:00:00')
    expect(world.phone.cards).toHaveLength(2)
    expect((await world.sales.find(late))?.acceptBy).toEqual(new Date('2026-03-02T15:00:00+08:00'))
  })

  it('the hours of the company hold from the moment they change, but not for who has others', async () => {
    world.company.hours = { ...world.company.hours, fromMinute: 14 * 60, toMinute: 20 * 60 }
    await world.saveStaff([
      { userid: 'HanMei', name: '韩梅', department: '一部', hours: { from: '09:00', to: '18:00' } },
    ])
    const [company, own] = await Promise.all(
      ['LiLei', 'HanMei'].map(async (staff) => world.openTask((await world.aCustomer(staff))._id)),
    )
    expect(world.phone.cards.slice(1).map(({ userid }) => userid)).toEqual(['hanmei'])
    expect((await world.sales.find(own as string))?.acceptBy).toEqual(new Date('2026-03-02T11:00:00+08:00'))
    await moveTo('2026-03-02T14:00:00')
    expect((await world.sales.find(company as string))?.acceptBy).toEqual(
      new Date('2026-03-02T16:00:00+08:00'),
    )
    world.company.hours = { ...world.company.hours, daysOff: ['2026-03-03'] }
    await world.press(own as string, 'HanMei', 'accept')
    expect((await world.sales.find(own as string))?.dueBy).toEqual(new Date('2026-03-04T14:00:00+08:00'))
  })

  it('when everybody is off, the task waits for the first who works again', async () => {
    await world.saveStaff([
      { userid: 'LiLei', name: '李雷', department: '一部', daysOff: ['2026-03-02'] },
      { userid: 'HanMei', name: '韩梅', department: '一部', daysOff: ['2026-03-02', '2026-03-03'] },
    ])
    const waiting = await world.openTask((await world.aCustomer('HanMei'))._id)
    expect(await world.sales.find(waiting)).toMatchObject({ dueAt: new Date('2026-03-03T09:00:00+08:00') })
    await moveTo('2026-03-03T09:00:00')
    expect((await world.sales.find(waiting))?.assignee).toBe('lilei')
  })
})

describe('what the holder of a task can do', () => {
  it('is put off to a time: told then, due a working day later', async () => {
    await world.act({ taskId, staff: 'lilei', action: 'later', until: new Date('2026-03-05T20:30:00+08:00') })
    expect(await task()).toMatchObject({ state: 'accepted', dueBy: new Date('2026-03-06T18:00:00+08:00') })
    await moveTo('2026-03-05T20:29:00')
    expect(world.phone.texts).toEqual([])
    await moveTo('2026-03-05T20:30:00')
    expect(world.phone.texts).toMatchObject([
      { userid: 'lilei', words: expect.stringContaining('约好的时间到了') },
    ])
    await moveTo('2026-03-07T09:00:00')
    expect(world.phone.texts).toHaveLength(2)
    expect(await world.eventsOf(customerId)).toEqual(['task.created', 'task.postponed'])
  })

  it('is finished with a result code that the event carries', async () => {
    await world.act({ taskId, staff: 'lilei', action: 'done', result: 'notInterested', note: '明年再说' })
    expect(await task()).toMatchObject({ result: 'notInterested', doneAt: world.clock.now() })
    const customer = await world.customers.find(customerId)
    const [event] = customer ? await world.customers.history(customer, ['task.done'], new Date(0)) : []
    expect(event?.props).toMatchObject({ result: 'notInterested', staff: 'lilei' })
    expect((await task()).log.at(-1)).toMatchObject({ what: 'done', note: '明年再说' })
  })

  it('is passed on to a colleague by name, who need not be next', async () => {
    await world.saveStaff([{ userid: 'ZhaoYi', name: '赵毅', department: '二部' }])
    await world.act({ taskId, staff: 'lilei', action: 'pass_on', to: 'ZhaoYi' })
    expect(world.phone.cards.map(({ userid }) => userid)).toEqual(['lilei', 'zhaoyi'])
    await world.act({ taskId, staff: 'zhaoyi', action: 'pass_on', to: 'lilei' })
    expect(await task()).toMatchObject({ assignee: 'lilei', notConnected: false })
  })

  it('is nobody else’s: each action is refused to a colleague and once it is closed, and leaves it as it was', async () => {
    const acts = [
      { action: 'accept' as const },
      { action: 'done' as const, result: 'won' },
      { action: 'later' as const, until: new Date(world.clock.now().getTime() + day) },
      { action: 'pass_on' as const, to: 'lilei' },
    ]
    const before = await task()
    for (const act of acts) {
      const refused = world.act({ taskId, staff: 'hanmei', ...act })
      await expect(refused).rejects.toMatchObject({ code: 'task.not_yours' })
    }
    expect(await task()).toEqual(before)
    await world.act({ taskId, staff: 'lilei', action: 'done' })
    for (const act of acts) {
      const refused = world.act({ taskId, staff: 'lilei', ...act })
      await expect(refused).rejects.toMatchObject({ code: 'task.closed' })
    }
  })

  it('each happens once, also when two presses of it race', async () => {
    const twice = async (act: Parameters<SalesWorld['act']>[0]) => {
      const once = { ...act, actionId: `once-${act.action}` }
      await Promise.all([world.act(once), world.act(once)])
      world.clock.advance(minute)
    }
    await twice({ taskId, staff: 'lilei', action: 'accept' })
    await twice({
      taskId,
      staff: 'lilei',
      action: 'later',
      until: new Date(world.clock.now().getTime() + day),
    })
    await twice({ taskId, staff: 'lilei', action: 'pass_on' })
    await twice({ taskId, staff: 'hanmei', action: 'done' })
    expect((await task()).log.map(({ what }) => what)).toEqual([
      'opened',
      'assigned',
      'accepted',
      'postponed',
      'passed_on',
      'done',
    ])
    expect(await world.eventsOf(customerId)).toEqual([
      'task.created',
      'task.accepted',
      'task.postponed',
      'task.passed_on',
      'task.done',
    ])
  })

  it('a result can be mended for ten minutes by who gave it: the last one counts, and both were heard', async () => {
    await world.act({ taskId, staff: 'lilei', action: 'done', result: 'notReached' })
    world.clock.advance(10 * minute)
    await world.act({ taskId, staff: 'lilei', action: 'correct', result: 'won' })
    expect(await task()).toMatchObject({ state: 'done', result: 'won' })
    expect(await world.eventsOf(customerId)).toEqual(['task.created', 'task.done', 'task.corrected'])
    world.clock.advance(1)
    const late = world.act({ taskId, staff: 'lilei', action: 'correct', result: 'other' })
    await expect(late).rejects.toMatchObject({ code: 'task.closed' })
    expect(await task()).toMatchObject({ result: 'won' })
  })

  it('a result is mended by nobody else, and not before there is one', async () => {
    const correct = (staff: string) => world.act({ taskId, staff, action: 'correct', result: 'won' })
    await expect(correct('lilei')).rejects.toMatchObject({ code: 'task.closed' })
    await world.act({ taskId, staff: 'lilei', action: 'done', result: 'other' })
    await expect(correct('hanmei')).rejects.toMatchObject({ code: 'task.not_yours' })
  })

  it('别再打扰她 sets 勿扰; mended, it is lifted again, unless it was there before', async () => {
    const tags = async () =>
      (await world.customers.find(customerId))?.tags
        .filter(({ kind }) => kind !== 'base')
        .map(({ name }) => name)
    await world.act({ taskId, staff: 'lilei', action: 'done', result: 'doNotDisturb' })
    expect(await tags()).toEqual(['勿扰'])
    await world.act({ taskId, staff: 'lilei', action: 'correct', result: 'notReached' })
    expect(await tags()).toEqual([])
    await world.customers.change(customerId, { addTags: [{ name: '勿扰', kind: 'manual' }] }, 'by hand')
    world.clock.advance(minute)
    await world.act({ taskId, staff: 'lilei', action: 'correct', result: 'doNotDisturb' })
    await world.act({ taskId, staff: 'lilei', action: 'correct', result: 'other' })
    expect(await tags()).toEqual(['勿扰'])
  })

  it('a second 接受 is no event of its own, and brings the card up to date', async () => {
    await world.act({ taskId, staff: 'lilei', action: 'accept' })
    expect(world.phone.replaced).toEqual([])
    await world.press(taskId, 'LiLei', 'accept')
    expect(world.phone.replaced).toMatchObject([{ card: { buttons: [{ text: '完成' }, { text: '转交' }] } }])
    expect(await world.eventsOf(customerId)).toEqual(['task.created', 'task.accepted'])
  })
})

describe('the buttons of a card', () => {
  it('go when the task is finished on the page, by the code a card found at a second try brought', async () => {
    await world.act({ taskId, staff: 'lilei', action: 'done' })
    world.phone.state.card = { kind: 'unknown', code: 'timeout' }
    const second = await world.openTask(customerId)
    world.phone.state.found = { kind: 'sent', responseCode: 'found-code' }
    world.clock.advance(minute)
    await world.sales.advanceDue()
    await world.act({ taskId: second, staff: 'lilei', action: 'accept' })
    await world.act({ taskId: second, staff: 'lilei', action: 'done' })
    expect(world.phone.replaced.at(-1)).toEqual({ responseCode: 'found-code', text: '已完成' })
  })

  it('go by the code of a card that WeCom was too busy for at the first try', async () => {
    await world.act({ taskId, staff: 'lilei', action: 'done' })
    world.phone.state.card = { kind: 'retryLater', afterMs: minute, code: '-1' }
    const second = await world.openTask(customerId)
    world.phone.state.found = { kind: 'sent', responseCode: 'second-code' }
    world.clock.advance(minute)
    await world.sales.advanceDue()
    await world.act({ taskId: second, staff: 'lilei', action: 'done' })
    expect(world.phone.replaced.at(-1)).toEqual({ responseCode: 'second-code', text: '已完成' })
  })

  it('go at the next press when no code was to be had, whoever has the task by then', async () => {
    await world.act({ taskId, staff: 'lilei', action: 'done' })
    world.phone.replaced.length = 0
    await expect(world.press(taskId, 'LiLei', 'accept')).rejects.toMatchObject({ code: 'task.closed' })
    expect(world.phone.replaced).toEqual([{ responseCode: expect.stringMatching(/^press-/), text: '已完成' }])
    const second = await world.openTask(customerId)
    await world.act({ taskId: second, staff: 'lilei', action: 'pass_on' })
    await expect(world.press(second, 'LiLei', 'done')).rejects.toMatchObject({ code: 'task.not_yours' })
    expect(world.phone.replaced.at(-1)).toMatchObject({ text: '已转给其他同事' })
  })

  it('go as soon as a card arrives whose task was finished while it was on the way', async () => {
    await world.act({ taskId, staff: 'lilei', action: 'done' })
    world.phone.state.card = { kind: 'unknown', code: 'timeout' }
    const second = await world.openTask(customerId)
    await world.act({ taskId: second, staff: 'lilei', action: 'done' })
    world.phone.state.found = { kind: 'sent', responseCode: 'late-code' }
    world.clock.advance(minute)
    await world.sales.advanceDue()
    expect(world.phone.replaced.at(-1)).toEqual({ responseCode: 'late-code', text: '已完成' })
  })

  it('stay on the new holder’s card when 转交 is pressed twice on the page', async () => {
    const press = { taskId, staff: 'lilei', action: 'pass_on' as const, actionId: 'once' }
    await world.act(press)
    await world.act(press)
    const codes = world.phone.replaced.map(({ responseCode }) => responseCode)
    expect(codes).toEqual(Array(2).fill(`code-${world.phone.cards[0]?.cardId}`))
  })
})
