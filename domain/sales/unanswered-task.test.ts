import { describe, expect } from 'vitest'
import { hour, withSalesWorld as it, minute } from './testing/world.ts'

describe('a follow-up task that is not accepted', () => {
  it('reminds after two working hours, then goes to a colleague and the manager is told', async ({
    world,
  }) => {
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    world.clock.advance(2 * hour - 1)
    await world.sales.advanceDue()
    expect(world.phone.texts).toEqual([])
    world.clock.advance(1)
    await world.sales.advanceDue()
    expect(world.phone.texts.map((text) => text.userid)).toEqual(['lilei'])
    expect(world.phone.texts[0]?.words).toContain('还没有接受')
    world.clock.advance(30 * minute)
    await world.sales.advanceDue()
    expect(world.phone.cards.map((card) => card.userid)).toEqual(['lilei', 'hanmei'])
    expect(world.phone.texts[1]).toMatchObject({ userid: 'wang' })
    expect(world.phone.texts[1]?.words).toContain('李雷')
    expect(world.phone.replaced).toContainEqual({
      responseCode: `code-${world.phone.cards[0]?.cardId}`,
      text: '已转给其他同事',
    })
    expect(await world.eventsOf(customer._id)).toEqual(['task.created', 'task.overdue'])
    expect((await world.sales.find(taskId))?.assignee).toBe('hanmei')
  })

  it('stays with the last colleague when nobody else is left, told once to the manager', async ({
    world,
  }) => {
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    for (let i = 0; i < 40; i++) {
      world.clock.advance(hour)
      await world.sales.advanceDue()
    }
    expect((await world.sales.find(taskId))?.assignee).toBe('hanmei')
    expect(world.phone.cards).toHaveLength(2)
    expect(world.phone.texts.filter((text) => text.userid === 'wang')).toHaveLength(2)
    expect((await world.sales.find(taskId))?.dueAt).toBeInstanceOf(Date)
  })

  it('waits for working hours before anybody is disturbed', async ({ world }) => {
    world.clock.set('2026-03-02T21:00:00+08:00')
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    expect(world.phone.cards).toEqual([])
    expect((await world.sales.find(taskId))?.dueAt).toEqual(new Date('2026-03-03T09:00:00+08:00'))
    world.clock.set('2026-03-03T09:00:00+08:00')
    await world.sales.advanceDue()
    expect(world.phone.cards).toHaveLength(1)
  })
})

describe('a follow-up task whose salesperson WeCom does not reach', () => {
  it('goes by SMS with a short code when WeCom cannot reach the salesperson', async ({ world }) => {
    world.phone.state.unreachable.add('lilei')
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    const task = await world.sales.find(taskId)
    expect(world.phone.sms).toEqual([{ phone: '+8613800000001', params: { code: task?.code } }])
    expect(task?.code).toMatch(/^[0-9A-Za-z]{6}$/)
    expect(await world.sales.taskOfCode(task?.code ?? '')).toBe(taskId)
  })

  it('goes by SMS after WeCom was down three times', async ({ world }) => {
    world.phone.state.card = { kind: 'retryLater', afterMs: minute, code: '-1' }
    const customer = await world.aCustomer('LiLei')
    await world.openTask(customer._id)
    world.phone.state.found = { kind: 'cannotTell' }
    for (let i = 0; i < 4; i++) {
      world.clock.advance(2 * minute)
      await world.sales.advanceDue()
    }
    expect(world.phone.cards).toEqual([])
    expect(world.phone.sms).toHaveLength(1)
  })

  it('asks after a card whose answer was lost, and does not text when it had arrived', async ({ world }) => {
    world.phone.state.card = { kind: 'unknown', code: 'timeout' }
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    world.phone.state.found = { kind: 'sent' }
    world.clock.advance(minute)
    await world.sales.advanceDue()
    expect((await world.sales.find(taskId))?.notices).toMatchObject([
      { kind: 'card', state: 'sent', tries: 1 },
    ])
    expect(world.phone.sms).toEqual([])
  })

  it('is reminded of by a second SMS, half an hour before a colleague gets it', async ({ world }) => {
    world.phone.state.unreachable.add('lilei')
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    world.clock.advance(2 * hour - 1)
    await world.sales.advanceDue()
    expect(world.phone.sms).toHaveLength(1)
    world.clock.advance(1)
    await world.sales.advanceDue()
    const task = await world.sales.find(taskId)
    const text = { phone: '+8613800000001', params: { code: task?.code } }
    expect(world.phone.sms).toEqual([text, text])
    expect(task?.notices.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'card refused',
      'sms sent',
      'reminderSms sent',
    ])
    world.clock.advance(30 * minute - 1)
    await world.sales.advanceDue()
    expect((await world.sales.find(taskId))?.assignee).toBe('lilei')
    world.clock.advance(1)
    await world.sales.advanceDue()
    expect((await world.sales.find(taskId))?.assignee).toBe('hanmei')
    expect(world.phone.sms).toHaveLength(2)
  })

  it('is reminded of by SMS when the card still arrived but WeCom refuses the reminder, within the same half hour', async ({
    world,
  }) => {
    const customer = await world.aCustomer('LiLei')
    const taskId = await world.openTask(customer._id)
    world.phone.state.unreachable.add('lilei')
    world.clock.advance(2 * hour)
    await world.sales.advanceDue()
    const task = await world.sales.find(taskId)
    expect(task?.notices.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'card sent',
      'reminder refused',
      'reminderSms sent',
    ])
    expect(world.phone.sms).toEqual([{ phone: '+8613800000001', params: { code: task?.code } }])
    expect(task?.log.filter(({ what }) => what === 'reminded')).toHaveLength(1)
    world.clock.advance(30 * minute)
    await world.sales.advanceDue()
    expect((await world.sales.find(taskId))?.assignee).toBe('hanmei')
    expect(world.phone.sms).toHaveLength(1)
  })

  it('goes to a colleague in time also when the reminder can be sent by nothing', async ({ world }) => {
    const customer = await world.aCustomer('HanMei')
    const taskId = await world.openTask(customer._id)
    world.phone.state.unreachable.add('hanmei')
    world.clock.advance(2 * hour)
    await world.sales.advanceDue()
    expect((await world.sales.find(taskId))?.assignee).toBe('hanmei')
    expect(world.phone.sms).toEqual([])
    world.clock.advance(30 * minute)
    await world.sales.advanceDue()
    expect((await world.sales.find(taskId))?.assignee).toBe('lilei')
  })

  it('passes to a colleague when a salesperson has neither WeCom nor a phone', async ({ world }) => {
    world.phone.state.unreachable.add('hanmei')
    const customer = await world.aCustomer('HanMei')
    await world.openTask(customer._id)
    expect(world.phone.cards.map((card) => card.userid)).toEqual(['lilei'])
    expect(await world.eventsOf(customer._id)).toEqual(['task.created', 'task.overdue'])
  })
})
