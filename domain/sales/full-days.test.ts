import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { defaultFollowUpRules } from '../language/follow-up-rules.ts'
import { hour, minute, type SalesWorld, salesWorld } from './testing/world.ts'

let world: SalesWorld
beforeEach(async () => {
  world = await salesWorld()
  world.company.followUps = { perDay: 2, keptForUrgent: 0, whenFull: 'wait' }
})
afterEach(() => world.drop())

const rules = (changed: Partial<typeof defaultFollowUpRules>) => {
  world.company.followUps = { ...world.company.followUps, ...changed }
}
const moveTo = async (local: string) => {
  world.clock.set(`${local}+08:00`)
  while ((await world.sales.advanceDue()) > 0) {}
}
const open = async (followedBy: string, more: Parameters<SalesWorld['openTask']>[1] = {}) =>
  world.openTask((await world.aCustomer(followedBy))._id, more)
const find = async (taskId: string) => {
  const task = await world.sales.find(taskId)
  if (!task) throw new Error('no such task')
  return task
}
const holders = async (taskIds: string[]) =>
  (await Promise.all(taskIds.map(find))).map(({ assignee }) => assignee)
const placesOf = async (staff: string, day: string) =>
  (await world.taskDays.placesOf({ staff, day })).map(({ task }) => task)
const boardOf = async (userid: string) => {
  const { people } = await world.sales.boardFor({ maySee: () => true, skip: 0, limit: 9 })
  return people.find(({ member }) => member._id === userid)?.today
}

describe('a follow-up for somebody who has their number of the day', () => {
  it('waits for their next working day, and says so', async () => {
    const ids = [await open('LiLei'), await open('LiLei'), await open('LiLei')]
    expect(await holders(ids)).toEqual(['lilei', 'lilei', undefined])
    const waiting = await find(ids[2] as string)
    expect(waiting).toMatchObject({ state: 'offered', dueAt: new Date('2026-03-03T00:00:00+08:00') })
    expect(waiting.log.at(-1)).toMatchObject({ what: 'waits', staff: 'lilei' })
    expect(
      await world.customers.history(await customerOf(waiting), ['task.waits'], new Date(0)),
    ).toMatchObject([{ props: { staff: 'lilei', until: new Date('2026-03-03T00:00:00+08:00') } }])
    expect(await boardOf('lilei')).toEqual({ came: 2, most: 2 })

    await moveTo('2026-03-03T00:00:00')
    expect(await find(ids[2] as string)).toMatchObject({ assignee: 'lilei' })
    expect(world.phone.cards).toHaveLength(2)
    await moveTo('2026-03-03T09:00:00')
    expect(world.phone.cards).toHaveLength(3)
  })

  it('waits over the days they do not work', async () => {
    world.clock.set('2026-03-07T10:00:00+08:00')
    const ids = [await open('LiLei'), await open('LiLei'), await open('LiLei')]
    // Saturday is worked, Sunday is not.
    expect((await find(ids[2] as string)).dueAt).toEqual(new Date('2026-03-09T00:00:00+08:00'))
  })

  it('goes to the colleague who comes next where the settings say so, past whom is told', async () => {
    rules({ whenFull: 'passOn' })
    const ids = [await open('LiLei'), await open('LiLei'), await open('LiLei')]
    expect(await holders(ids)).toEqual(['lilei', 'lilei', 'hanmei'])
    expect((await find(ids[2] as string)).log.at(-1)).toMatchObject({ what: 'assigned', past: ['lilei'] })
  })

  it('waits where everybody who could take it is full', async () => {
    rules({ whenFull: 'passOn' })
    for (let n = 0; n < 4; n++) await open('LiLei')
    const last = await find(await open('LiLei'))
    expect(last).toMatchObject({ state: 'offered', dueAt: new Date('2026-03-03T00:00:00+08:00') })
    expect(last.log.at(-1)).toMatchObject({ what: 'waits', past: ['lilei', 'hanmei'] })
  })

  it('goes by what the request says rather than the settings', async () => {
    await open('LiLei')
    await open('LiLei')
    expect(await find(await open('LiLei', { whenFull: 'passOn' }))).toMatchObject({ assignee: 'hanmei' })
  })

  it('falls back: nobody gets it, the reason is told, and the customer may become a task again', async () => {
    await open('LiLei')
    await open('LiLei')
    const customer = await world.aCustomer('LiLei')
    const request = {
      taskId: 'run:step:1',
      ...{ customerId: customer._id, title: '回访', reasons: [], acceptMs: hour },
      whenFull: 'fallBack' as const,
    }
    const told = [await world.sales.openTask(request), await world.sales.openTask(request)]
    expect(told).toEqual([null, null])
    expect(await find('run:step:1')).toMatchObject({ state: 'turnedAway' })
    expect(await find('run:step:1')).not.toHaveProperty('dueAt')
    const heard = await world.customers.history(
      await customerOf(await find('run:step:1')),
      ['task.created', 'task.turned_away'],
      new Date(0),
    )
    expect(heard).toMatchObject([{ name: 'task.turned_away', props: { staff: 'lilei', title: '回访' } }])
    expect(await find(await world.openTask(customer._id, { whenFull: 'passOn' }))).toMatchObject({
      assignee: 'hanmei',
    })
  })

  it('one that could have fallen back and came at night waits in the morning: its flow has gone on', async () => {
    world.clock.set('2026-03-02T20:00:00+08:00')
    const late = await open('LiLei', { whenFull: 'fallBack' })
    rules({ perDay: 0 })
    await moveTo('2026-03-03T09:00:00')
    expect(await find(late)).toMatchObject({ state: 'offered', dueAt: expect.any(Date) })
  })
})

describe('urgent ones', () => {
  it('alone get the last places of a day', async () => {
    rules({ perDay: 3, keptForUrgent: 1 })
    const plain = [await open('LiLei'), await open('LiLei'), await open('LiLei')]
    const urgent = [await open('LiLei', { urgent: true }), await open('LiLei', { urgent: true })]
    expect(await holders(plain)).toEqual(['lilei', 'lilei', undefined])
    expect(await holders(urgent)).toEqual(['lilei', undefined])
  })

  it('come first on the day for which they waited, then those that waited longest', async () => {
    rules({ perDay: 1 })
    await open('LiLei')
    const [first, second] = [await open('LiLei'), await open('LiLei')]
    const hot = await open('LiLei', { urgent: true })
    await moveTo('2026-03-03T00:00:00')
    expect(await holders([first, second, hot])).toEqual([undefined, undefined, 'lilei'])
    await moveTo('2026-03-04T00:00:00')
    expect(await holders([first, second])).toEqual(['lilei', undefined])
    await moveTo('2026-03-05T00:00:00')
    expect(await holders([second])).toEqual(['lilei'])
  })

  it('make the one that waits urgent, and it is looked for somebody at once', async () => {
    rules({ perDay: 2, keptForUrgent: 1 })
    await open('LiLei')
    const waiting = await open('LiLei')
    const { customerId } = await find(waiting)
    expect(await world.openTask(customerId, { urgent: true })).toBe(waiting)
    expect(await find(waiting)).toMatchObject({ urgent: true, assignee: 'lilei' })
  })
})

describe('the number of a day', () => {
  const today = '2026-03-02'

  it('is held by two processes that open tasks at the same time', async () => {
    rules({ perDay: 5, whenFull: 'passOn' })
    const other = world.newSales()
    const people = await Promise.all(Array.from({ length: 16 }, () => world.aCustomer('LiLei')))
    await Promise.all(
      people.map(({ _id }, n) =>
        (n % 2 ? world.sales : other).openTask({
          ...{ taskId: `t${n}`, customerId: _id, title: '', reasons: [], acceptMs: hour },
        }),
      ),
    )
    const given = await holders(people.map((_, n) => `t${n}`))
    const count = (who?: string) => given.filter((one) => one === who).length
    expect([count('lilei'), count('hanmei'), count()]).toEqual([5, 5, 6])
  })

  it('counts a task with whoever has it: handed on, it leaves one day and comes to the other', async () => {
    const taskId = await open('LiLei')
    await world.act({ taskId, staff: 'lilei', action: 'pass_on', to: 'hanmei' })
    expect([await placesOf('lilei', today), await placesOf('hanmei', today)]).toEqual([[], [taskId]])
    await world.sales.reassign({ taskId, to: 'lilei', by: '王经理', actionId: 'back', at: world.clock.now() })
    expect([await placesOf('lilei', today), await placesOf('hanmei', today)]).toEqual([[taskId], []])
  })

  it('keeps what was finished, and gives back what joined another task', async () => {
    const done = await open('LiLei')
    await world.press(done, 'LiLei', 'done')
    const [first, second] = [await world.aCustomer('HanMei'), await world.aCustomer('HanMei')]
    const theirs = [await world.openTask(first._id), await world.openTask(second._id)]
    world.customers.listen((event, customer) => world.sales.onEvent(event, customer))
    for (const { _id } of [first, second])
      await world.customers.addClaims(_id, [{ kind: 'unionid', value: 'one' }], 'test')
    const left = (await Promise.all(theirs.map(find))).filter(({ state }) => state === 'offered')
    expect(await placesOf('lilei', today)).toEqual([done])
    expect(await placesOf('hanmei', today)).toEqual(left.map(({ _id }) => _id))
  })

  it('does not stop a person who decides to give somebody one more', async () => {
    rules({ perDay: 1 })
    await open('HanMei')
    const taskId = await open('LiLei')
    await world.act({ taskId, staff: 'lilei', action: 'pass_on', to: 'hanmei' })
    expect(await boardOf('hanmei')).toEqual({ came: 2, most: 1 })
  })

  it('passes on unnamed only to somebody with room', async () => {
    rules({ perDay: 1 })
    await open('HanMei')
    const taskId = await open('LiLei')
    await expect(world.act({ taskId, staff: 'lilei', action: 'pass_on' })).rejects.toMatchObject({
      code: 'staff.not_found',
    })
    expect(await find(taskId)).toMatchObject({ assignee: 'lilei' })
  })

  it('is kept when a task nobody accepted goes on to the next', async () => {
    const taskId = await open('LiLei')
    await moveTo('2026-03-02T11:00:00')
    await moveTo('2026-03-02T11:40:00')
    expect(await find(taskId)).toMatchObject({ assignee: 'hanmei' })
    expect([await placesOf('lilei', today), await placesOf('hanmei', today)]).toEqual([[], [taskId]])
  })

  it('counts no test customer, and holds none of theirs up', async () => {
    rules({ perDay: 1 })
    const testers = [await world.aCustomer('LiLei'), await world.aCustomer('LiLei')]
    for (const { _id } of testers) await world.asTest(_id)
    const theirs = [await world.openTask(testers[0]?._id ?? ''), await open('LiLei')]
    theirs.push(await world.openTask(testers[1]?._id ?? ''))
    expect(await holders(theirs)).toEqual(['lilei', 'lilei', 'lilei'])
    expect(await placesOf('lilei', today)).toHaveLength(1)
  })

  it('gets a place back that a process took and died before it wrote the task', async () => {
    rules({ perDay: 1 })
    const lost = { task: 'never-written', at: world.clock.now() }
    await world.taskDays.take({ staff: 'lilei', day: today }, lost, 1)
    expect(await holders([await open('LiLei')])).toEqual([undefined])
    world.clock.set(new Date(world.clock.now().getTime() + 11 * minute))
    expect(await holders([await open('LiLei')])).toEqual(['lilei'])
  })

  it('of somebody who is not there on the day they were waited for: it goes by who is', async () => {
    rules({ perDay: 1 })
    await open('LiLei')
    const waiting = await open('LiLei')
    await world.saveStaff([
      { userid: 'LiLei', name: '李雷', department: '一部', manager: 'Wang', onDuty: false },
    ])
    await moveTo('2026-03-03T09:00:00')
    expect(await holders([waiting])).toEqual(['hanmei'])
  })
})

async function customerOf({ customerId }: { customerId: string }) {
  const customer = await world.customers.find(customerId)
  if (!customer) throw new Error('no such customer')
  return customer
}
