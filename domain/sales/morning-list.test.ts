import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMorningCardStore } from '../../models/morning-cards.ts'
import { silentLog } from '../log.ts'
import { createMorningList } from './morning-list.ts'
import { type SalesWorld, salesWorld } from './testing/world.ts'

let world: SalesWorld
let lists: ReturnType<typeof newList>[]
beforeEach(async () => {
  world = await salesWorld()
  lists = [newList(), newList()]
})
afterEach(() => world.drop())

/** A process that tells salespeople of their day. */
function newList() {
  const { tasks, directory, clock, phone, connection } = world
  return createMorningList({
    ...{ tasks, directory, clock, log: silentLog, publicUrl: 'https://kelu.example' },
    cards: createMorningCardStore(connection),
    messenger: phone.messenger,
  })
}
const moveTo = async (local: string) => {
  world.clock.set(`${local}+08:00`)
  await Promise.all(lists.map((list) => list.sweep()))
}
const told = () => world.phone.lists.map(({ userid }) => userid)
const aTask = async (followedBy = 'LiLei') => world.openTask((await world.aCustomer(followedBy))._id)

describe('the card of the morning', () => {
  it('comes once to each who has open tasks, when their working time begins, with counts and the way to the list', async () => {
    await aTask()
    const [today, late] = [await aTask(), await aTask()]
    world.clock.set('2026-03-02T10:00:00+08:00')
    await world.press(today, 'LiLei', 'accept')
    await world.press(late, 'LiLei', 'accept')
    const task = await world.tasks.find(late)
    if (task) await world.tasks.replace({ ...task, dueBy: new Date('2026-03-02T17:00:00+08:00') })
    await moveTo('2026-03-03T08:59:00')
    expect(told()).toEqual([])
    await moveTo('2026-03-03T09:00:00')
    await moveTo('2026-03-03T09:30:00')
    expect(world.phone.lists).toMatchObject([
      {
        userid: 'lilei',
        title: '今天的待办',
        url: 'https://kelu.example/task',
        facts: [{ label: '今天到期' }, { label: '超时' }],
      },
    ])
    expect(world.phone.lists[0]?.facts.map(({ value }) => Number.parseInt(value, 10))).toEqual([1, 2])
    await moveTo('2026-03-04T09:00:00')
    expect(told()).toEqual(['lilei', 'lilei'])
  })

  it('does not come on a day off, nor where there is nothing to do today', async () => {
    const taskId = await aTask()
    await world.act({ taskId, staff: 'lilei', action: 'later', until: new Date('2026-03-10T10:00:00+08:00') })
    await moveTo('2026-03-03T09:00:00')
    await moveTo('2026-03-08T09:00:00')
    expect(told()).toEqual([])
    await moveTo('2026-03-10T09:00:00')
    expect(told()).toEqual(['lilei'])
  })

  it('does not come for what came after work began: that had a card of its own', async () => {
    await moveTo('2026-03-03T09:00:00')
    world.clock.set('2026-03-03T10:00:00+08:00')
    await aTask()
    expect(await newList().nextDueAt()).toEqual(new Date('2026-03-03T09:00:00+08:00'))
    await moveTo('2026-03-03T10:06:00')
    expect(told()).toEqual([])
    expect(await newList().nextDueAt()).toEqual(new Date('2026-03-04T09:00:00+08:00'))
    await moveTo('2026-03-04T09:00:00')
    expect(told()).toEqual(['lilei'])
  })

  it('comes by the clock of their own hours', async () => {
    await world.saveStaff([
      { userid: 'LiLei', name: '李雷', department: '一部', hours: { from: '13:00', to: '21:00' } },
    ])
    world.clock.set('2026-03-02T14:00:00+08:00')
    await aTask()
    await moveTo('2026-03-03T12:59:00')
    expect(told()).toEqual([])
    expect(await newList().nextDueAt()).toEqual(new Date('2026-03-03T13:00:00+08:00'))
    await moveTo('2026-03-03T13:00:00')
    expect(told()).toEqual(['lilei'])
    expect(await newList().nextDueAt()).toEqual(new Date('2026-03-04T13:00:00+08:00'))
  })

  it('is caught up on while they work, and not after', async () => {
    await aTask()
    await moveTo('2026-03-03T18:00:00')
    expect(told()).toEqual([])
    await moveTo('2026-03-04T15:00:00')
    expect(told()).toEqual(['lilei'])
  })

  it('whose answer was lost is sent again under its own id, of which WeCom takes one', async () => {
    await aTask()
    world.phone.state.card = { kind: 'unknown', code: 'timeout' }
    await moveTo('2026-03-03T09:00:00')
    world.phone.state.card = null
    await moveTo('2026-03-03T09:00:30')
    expect(told()).toEqual([])
    lists = [newList(), newList()]
    await moveTo('2026-03-03T09:01:00')
    await moveTo('2026-03-03T09:10:00')
    expect(told()).toEqual(['lilei'])
  })

  it('is given up after three calls, or when WeCom does not reach them', async () => {
    await aTask()
    let calls = 0
    const { sendList } = world.phone.messenger
    world.phone.messenger.sendList = (card) => {
      calls += 1
      return sendList(card)
    }
    world.phone.state.card = { kind: 'retryLater', afterMs: 60_000, code: '45009' }
    for (let at = 0; at < 20; at++) await moveTo(`2026-03-03T09:${String(at + 10)}:00`)
    expect(calls).toBe(3)
    world.phone.state.card = { kind: 'refused', reason: 'unreachable', code: '81013' }
    for (const at of ['09:00', '09:30', '10:00']) await moveTo(`2026-03-04T${at}:00`)
    expect(calls).toBe(4)
  })
})
