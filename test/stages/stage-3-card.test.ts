import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Task } from '../../models/tasks.ts'
import type { Person } from '../../sandbox/contract.ts'
import { staff as team } from '../../sandbox/demo/people.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000
const hour = 60 * minute

let world: RunningKelu
const updatesOf = async (userid: string, cardId: string) =>
  (await world.sandbox.deliveries({ kind: 'cardUpdate', receiver: userid }))
    .filter(({ ref }) => ref === cardId)
    .map(({ content }) => content)
const notesTo = async (userid: string, since: Date) =>
  (await world.sandbox.deliveries({ kind: 'staffText', receiver: userid }))
    .filter(({ at }) => new Date(at) >= since)
    .map(({ content }) => JSON.stringify(content))

describe('M24 (task cards with buttons): the salesperson’s card', () => {
  let today = 0
  beforeAll(async () => {
    // Two who sell, and their manager: whoever lets a task lie, it is clear who comes next.
    world = await runningKelu({ staff: team.filter(({ reachable }) => reachable) })
  })
  afterAll(() => world.close())
  beforeEach(async () => {
    today += today % 7 === 5 ? 2 : 1
    await world.moveTo(world.at(today, '10:00'))
  })

  afterEach(async () => {
    await world.sandbox.clearFaults()
    // No task of this test is left to fall due in the next one.
    const open = world.kelu.connection
      .collection<Task>('tasks')
      .find({ state: { $in: ['offered', 'accepted'] } })
    for (const { _id, assignee } of await open.toArray()) {
      await world.kelu.sales.act({
        taskId: _id,
        staff: assignee ?? '',
        action: 'done',
        actionId: `tidy:${_id}`,
        at: world.clock.now(),
      })
    }
  })

  async function taskOf(person: Person) {
    const [task, ...more] = await world.tasksOf(person)
    expect(more).toEqual([])
    if (!task) throw new Error('there is no task')
    return task
  }
  async function cardAbout(person: Person, userid: string): Promise<string> {
    const card = (await world.cardsOf(userid)).findLast(({ content }) =>
      JSON.stringify(content).includes(person.nickname),
    )
    if (!card?.ref) throw new Error(`${userid} has no card about ${person.nickname}`)
    return card.ref
  }
  /** Card updates refused because their response code was used before, or is older than 72 hours. */
  const expiredCodes = async () =>
    (await world.sandbox.refusals())['wecom:/cgi-bin/message/update_template_card:60140'] ?? 0
  /** What 李雷 does on the page, which knows no response code. */
  async function act(person: Person, what: { action: 'accept' | 'done' } | { action: 'later'; until: Date }) {
    const { _id: taskId } = await taskOf(person)
    const actionId = `page:${taskId}:${what.action}`
    await world.kelu.sales.act({ taskId, staff: 'lilei', actionId, at: world.clock.now(), ...what })
    await world.settle()
  }
  async function press(userid: string, cardId: string, key: string) {
    await world.sandbox.pressCard({ staff: userid, cardId, key })
    await world.settle()
  }

  it('is a button_interaction card that says who, why, and offers 接受 · 完成 · 转交', async () => {
    const person = await world.hotCustomerOf('lilei')
    const cards = await world.cardsOf('lilei')
    const card = cards.at(-1)?.content.card as Record<string, unknown>
    expect(card.card_type).toBe('button_interaction')
    expect(JSON.stringify(card)).toContain(person.nickname)
    expect(JSON.stringify(card)).toContain('加入购物车 ×2')
    expect((card.button_list as { text: string }[]).map(({ text }) => text)).toEqual(['接受', '完成', '转交'])
    expect((await world.customerOf(person)).tags.map(({ name }) => name)).toContain('高意向')
  })

  it('接受: the task is theirs, the card now offers 完成 and 转交, and nobody is disturbed until it is due', async () => {
    const person = await world.hotCustomerOf('lilei')
    const cardId = await cardAbout(person, 'lilei')
    await press('lilei', cardId, 'accept')
    expect(await taskOf(person)).toMatchObject({ state: 'accepted', assignee: 'lilei' })
    const [update, ...more] = await updatesOf('lilei', cardId)
    expect(more).toEqual([])
    const shown = update?.card as { button_list: { text: string }[] }
    expect(shown.button_list.map(({ text }) => text)).toEqual(['完成', '转交'])
    const since = world.clock.now()
    await world.pass(8 * hour)
    expect(await notesTo('lilei', since)).toEqual([])
    expect(await taskOf(person)).toMatchObject({ state: 'accepted', assignee: 'lilei' })
  })

  it('完成 after 接受: the task is done, the card says so, and the customer may become a task again', async () => {
    const person = await world.hotCustomerOf('lilei')
    const cardId = await cardAbout(person, 'lilei')
    await press('lilei', cardId, 'accept')
    await press('lilei', cardId, 'done')
    expect(await taskOf(person)).toMatchObject({ state: 'done' })
    expect((await updatesOf('lilei', cardId)).at(-1)).toEqual({ text: '已完成' })
    expect((await world.customerOf(person)).openTaskId).toBeUndefined()
    expect(await world.eventsOf(person)).toEqual(expect.arrayContaining(['task.accepted', 'task.done']))
  })

  it('完成 at once does without 接受', async () => {
    const person = await world.hotCustomerOf('lilei')
    await press('lilei', await cardAbout(person, 'lilei'), 'done')
    expect(await taskOf(person)).toMatchObject({ state: 'done' })
  })

  it.each([
    ['at once', [] as string[]],
    ['after 接受', ['accept']],
  ])('转交 %s: a colleague gets a card of their own, and the old one says 已转交', async (_, before) => {
    const person = await world.hotCustomerOf('lilei')
    const cardId = await cardAbout(person, 'lilei')
    for (const key of [...before, 'pass_on']) await press('lilei', cardId, key)
    expect(await taskOf(person)).toMatchObject({ state: 'offered', assignee: 'hanmei' })
    expect((await updatesOf('lilei', cardId)).at(-1)).toEqual({ text: '已转交' })
    await press('hanmei', await cardAbout(person, 'hanmei'), 'accept')
    expect(await taskOf(person)).toMatchObject({ state: 'accepted', assignee: 'hanmei' })
    expect(await world.eventsOf(person)).toContain('task.passed_on')
  })

  it('转交 when nobody else is there leaves the task where it is', async () => {
    const person = await world.hotCustomerOf('lilei')
    await press('lilei', await cardAbout(person, 'lilei'), 'pass_on')
    const last = await cardAbout(person, 'hanmei')
    await press('hanmei', last, 'pass_on')
    expect(await taskOf(person)).toMatchObject({ assignee: 'hanmei', state: 'offered' })
  })

  it('not accepted within two working hours: a reminder; half an hour later a colleague, and a note to the manager', async () => {
    const person = await world.hotCustomerOf('lilei')
    const cardId = await cardAbout(person, 'lilei')
    const offeredAt = world.clock.now()
    await world.pass(2 * hour - minute)
    expect(await notesTo('lilei', offeredAt)).toEqual([])
    await world.pass(minute)
    expect((await notesTo('lilei', offeredAt)).join()).toContain('还没有接受')
    expect(await taskOf(person)).toMatchObject({ assignee: 'lilei' })
    await world.pass(30 * minute)
    expect(await taskOf(person)).toMatchObject({ assignee: 'hanmei', state: 'offered' })
    const [note, ...more] = await notesTo('wangfang', offeredAt)
    expect(more).toEqual([])
    expect(note).toContain('李雷 没有按时接受，现在由 韩梅梅 跟进。')
    expect((await updatesOf('lilei', cardId)).at(-1)).toEqual({ text: '已转给其他同事' })
    expect(await cardAbout(person, 'hanmei')).not.toBe(cardId)
    expect(await world.eventsOf(person)).toContain('task.overdue')
  })

  it('接受 after the reminder stops the hand-over', async () => {
    const person = await world.hotCustomerOf('lilei')
    const offeredAt = world.clock.now()
    await world.pass(2 * hour + minute)
    await press('lilei', await cardAbout(person, 'lilei'), 'accept')
    await world.pass(3 * hour)
    expect(await taskOf(person)).toMatchObject({ state: 'accepted', assignee: 'lilei' })
    expect(await notesTo('wangfang', offeredAt)).toEqual([])
  })

  it('the two hours are working hours: what comes at 17:30 is due at 10:30 next working day', async () => {
    await world.moveTo(world.at(today, '17:30'))
    const person = await world.hotCustomerOf('lilei')
    const offeredAt = world.clock.now()
    today += today % 7 === 5 ? 2 : 1
    await world.moveTo(world.at(today, '10:29'))
    expect(await notesTo('lilei', offeredAt)).toEqual([])
    await world.moveTo(world.at(today, '10:30'))
    expect((await notesTo('lilei', offeredAt)).join()).toContain(person.nickname)
  })

  it('nobody is disturbed outside working hours: the card comes at 09:00', async () => {
    await world.moveTo(world.at(today, '22:00'))
    const person = await world.hotCustomerOf('lilei')
    expect((await taskOf(person)).assignee).toBeUndefined()
    today += today % 7 === 5 ? 2 : 1
    await world.moveTo(world.at(today, '09:00'))
    expect(await taskOf(person)).toMatchObject({ state: 'offered', assignee: 'lilei' })
    const card = (await world.cardsOf('lilei')).at(-1)
    expect(new Date(card?.at ?? 0)).toEqual(world.at(today, '09:00'))
  })

  it('the last colleague lets it lie as well: it stays with them, and the manager hears of both', async () => {
    const person = await world.hotCustomerOf('lilei')
    const offeredAt = world.clock.now()
    await world.pass(5 * hour)
    expect(await taskOf(person)).toMatchObject({ assignee: 'hanmei', offeredTo: ['lilei', 'hanmei'] })
    const notes = await notesTo('wangfang', offeredAt)
    expect(notes).toHaveLength(2)
    expect(notes.join()).toMatch(
      /李雷 没有按时接受，现在由 韩梅梅 跟进.*韩梅梅 没有按时接受，暂时没有其他同事可以接手/,
    )
  })

  it('the same press delivered twice is one, and its response code is used once', async () => {
    const person = await world.hotCustomerOf('lilei')
    const cardId = await cardAbout(person, 'lilei')
    await press('lilei', cardId, 'accept')
    await world.sandbox.redeliver(1)
    await world.settle()
    expect(await updatesOf('lilei', cardId)).toHaveLength(1)
    expect((await taskOf(person)).log.filter(({ what }) => what === 'accepted')).toHaveLength(1)
    expect(await expiredCodes()).toBe(0)
  })

  it.each([
    ['within the 72 hours of its response code changes the card', 72 * hour, [{ text: '已完成' }], 0],
    ['when its response code has expired changes the task, not the card', 72 * hour + 1, [], 1],
  ])('a press that reaches us %s', async (_, late, newLook, refused) => {
    const person = await world.hotCustomerOf('lilei')
    const cardId = await cardAbout(person, 'lilei')
    await press('lilei', cardId, 'accept')
    // Else it would be a colleague's before the press arrives.
    await act(person, { action: 'later', until: new Date(world.clock.now().getTime() + 5 * 24 * hour) })
    const looksBefore = await updatesOf('lilei', cardId)
    const refusedBefore = await expiredCodes()
    await world.sandbox.holdCallbacks()
    await press('lilei', cardId, 'done')
    await world.pass(late)
    expect(await taskOf(person)).toMatchObject({ state: 'accepted' })
    await world.sandbox.releaseCallbacks('asHappened')
    await world.settle()
    expect(await taskOf(person)).toMatchObject({ state: 'done', assignee: 'lilei' })
    expect(await updatesOf('lilei', cardId)).toEqual([...looksBefore, ...newLook])
    expect((await expiredCodes()) - refusedBefore).toBe(refused)
    today += 3
  })

  it('a click on a card whose task has gone elsewhere takes nothing from the colleague', async () => {
    const person = await world.hotCustomerOf('lilei')
    const cardId = await cardAbout(person, 'lilei')
    // The old card keeps its buttons: WeCom is too busy to change it.
    const api = '/cgi-bin/message/update_template_card'
    await world.sandbox.addFault({ platform: 'wecom', api, kind: 'errcode', code: -1 })
    await world.pass(2.5 * hour)
    await press('lilei', cardId, 'accept')
    expect(await taskOf(person)).toMatchObject({ state: 'offered', assignee: 'hanmei' })
    await press('hanmei', await cardAbout(person, 'hanmei'), 'done')
    await press('lilei', cardId, 'pass_on')
    expect(await taskOf(person)).toMatchObject({ state: 'done', assignee: 'hanmei' })
  })

  describe('whose answer was lost', () => {
    const send = '/cgi-bin/message/send'

    it('is closed by 完成 on the page when it was delivered at the second try', async () => {
      await world.sandbox.addFault({ platform: 'wecom', api: send, kind: 'serverError', times: 1 })
      const person = await world.hotCustomerOf('lilei')
      await world.pass(2 * minute)
      const cardId = await cardAbout(person, 'lilei')
      await act(person, { action: 'accept' })
      await act(person, { action: 'done' })
      expect(await updatesOf('lilei', cardId)).toEqual([{ text: '已完成' }])
      await expect(press('lilei', cardId, 'done')).rejects.toThrow('buttons')
    })

    it('is closed by the next press when it had been delivered at once', async () => {
      await world.sandbox.addFault({ platform: 'wecom', api: send, kind: 'timeoutAfterActing', times: 1 })
      const person = await world.hotCustomerOf('lilei')
      await world.pass(2 * minute)
      const cardId = await cardAbout(person, 'lilei')
      await act(person, { action: 'done' })
      expect(await updatesOf('lilei', cardId)).toEqual([])
      await press('lilei', cardId, 'accept')
      expect(await updatesOf('lilei', cardId)).toEqual([{ text: '已完成' }])
      await expect(press('lilei', cardId, 'accept')).rejects.toThrow('buttons')
      expect(await taskOf(person)).toMatchObject({ state: 'done' })
    })
  })

  it('a closed card has no buttons left to press', async () => {
    const person = await world.hotCustomerOf('lilei')
    const cardId = await cardAbout(person, 'lilei')
    await press('lilei', cardId, 'done')
    await expect(press('lilei', cardId, 'accept')).rejects.toThrow('buttons')
  })

  it('a second reason joins the task that is open instead of a second card', async () => {
    const person = await world.hotCustomerOf('lilei')
    const cards = (await world.cardsOf('lilei')).length
    const customer = await world.customerOf(person)
    await world.kelu.sales.openTask({
      taskId: `second-${person.name}`,
      customerId: customer._id,
      title: '另一个理由',
      reasons: ['看过产品介绍'],
      acceptMs: 2 * hour,
    })
    await world.settle()
    expect(await world.cardsOf('lilei')).toHaveLength(cards)
    const [open] = (await world.tasksOf(person)).filter(({ state }) => state === 'offered')
    expect(open?.reasons).toContain('看过产品介绍')
  })
})
