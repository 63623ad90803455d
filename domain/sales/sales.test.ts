import { customAlphabet } from 'nanoid'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createStaffStore } from '../../models/staff.ts'
import { createTaskStore, type TaskStore } from '../../models/tasks.ts'
import { customersOn, testSealing } from '../../test/builders/customers.ts'
import { movableClock } from '../../test/setup/clock.ts'
import { type TestDatabase, testDatabase } from '../../test/setup/database.ts'
import { silentLog } from '../log.ts'
import type { FoundOutcome, SendOutcome } from '../outreach/ports.ts'
import { defaultIntentRules } from './intent-score.ts'
import type { StaffMessenger, StaffSms, TaskCard } from './ports.ts'
import { createSales } from './sales.ts'
import { createStaffDirectory, type StaffDirectory } from './staff-directory.ts'
import { defaultWorkingHours } from './working-hours.ts'

const minute = 60_000
const hour = 60 * minute

/** WeCom and the SMS gateway as the ports promise them, remembering what arrived. */
function recordingStaffPhone() {
  const cards: TaskCard[] = []
  const replaced: { responseCode: string; card?: TaskCard; text?: string }[] = []
  const texts: { userid: string; text: string }[] = []
  const sms: { phone: string; params: Record<string, string> }[] = []
  const state = {
    unreachable: new Set<string>(),
    card: null as SendOutcome | null,
    found: { kind: 'notFound' } as FoundOutcome,
  }
  const messenger: StaffMessenger = {
    async sendCard(card) {
      if (state.card) return state.card
      if (state.unreachable.has(card.userid)) return { kind: 'refused', reason: 'unreachable', code: '81013' }
      cards.push(card)
      return { kind: 'sent', responseCode: `code-${card.cardId}` }
    },
    findCard: async () => state.found,
    async replaceCard(input) {
      replaced.push(input)
      return { kind: 'sent' }
    },
    async closeCard({ responseCode, text }) {
      replaced.push({ responseCode, text })
      return { kind: 'sent' }
    },
    async sendText(input) {
      texts.push(input)
      return { kind: 'sent' }
    },
  }
  const staffSms: StaffSms = {
    async send({ phone, params }) {
      sms.push({ phone, params })
      return { kind: 'sent' }
    },
    find: async () => ({ kind: 'cannotTell' }),
  }
  return { cards, replaced, texts, sms, state, messenger, staffSms }
}

describe('a follow-up task', () => {
  let db: TestDatabase
  const clock = movableClock()
  const monday = new Date(clock.now())
  let phone = recordingStaffPhone()
  let sales: ReturnType<typeof createSales>
  let world: ReturnType<typeof customersOn>
  let tasks: TaskStore
  let directory: StaffDirectory

  beforeAll(async () => {
    db = await testDatabase()
    world = customersOn(db, clock)
    tasks = createTaskStore(db.connection)
    directory = createStaffDirectory({ store: createStaffStore(db.connection), sealing: testSealing })
    await directory.save([
      { userid: 'LiLei', name: '李雷', department: '一部', manager: 'Wang', phone: '+8613800000001' },
      { userid: 'HanMei', name: '韩梅', department: '一部', manager: 'Wang', inFallbackPool: true },
      { userid: 'Wang', name: '王经理', department: '管理', onDuty: false },
    ])
  })
  afterAll(() => db.drop())

  beforeEach(async () => {
    clock.set(monday)
    await db.connection.collection('tasks').deleteMany({})
    phone = recordingStaffPhone()
    sales = createSales({
      tasks,
      claims: world.stores.customers,
      customers: world.customers,
      directory,
      messenger: phone.messenger,
      sms: phone.staffSms,
      smsTemplates: { aliyun: 'SMS_9' },
      publicUrl: 'https://kelu.example',
      taskRules: { hours: defaultWorkingHours, graceMs: 30 * minute, callLeaseMs: minute, maxTries: 3 },
      intentRules: defaultIntentRules,
      acceptMs: 2 * hour,
      randomCode: (alphabet, length) => customAlphabet(alphabet, length)(),
      clock,
      log: silentLog,
    })
  })

  let people = 0
  async function aCustomer(followedBy?: string) {
    people += 1
    const external = `wm${people}`
    const customer = await world.customers.getOrCreate(
      [{ kind: 'external', corp: 'corp', value: external }],
      {
        source: 'test',
        at: clock.now(),
      },
    )
    if (!followedBy) return customer
    return world.customers.change(
      customer._id,
      { setOwner: followedBy, addFollow: { corp: 'corp', staff: followedBy, since: clock.now() } },
      `follow:${external}`,
    )
  }
  let opened = 0
  async function openTask(customerId: string) {
    opened += 1
    return sales.openTask({
      taskId: `run-${opened}:follow-up:1`,
      customerId,
      title: '回到小程序',
      reasons: ['加入购物车'],
      acceptMs: 2 * hour,
    })
  }
  const press = (
    taskId: string,
    staff: string,
    action: 'accept' | 'done' | 'pass_on',
    actionId = `${taskId}-${staff}-${action}`,
  ) => sales.act({ taskId, staff, action, actionId, responseCode: `press-${actionId}`, at: clock.now() })
  async function eventsOf(customerId: string) {
    const customer = await world.customers.find(customerId)
    const names = [
      'task.created',
      'task.accepted',
      'task.done',
      'task.passed_on',
      'task.overdue',
      'intent.reached',
    ]
    if (!customer) throw new Error('no such customer')
    return (await world.customers.history(customer, names, new Date(0))).map((event) => event.name)
  }

  it('goes to the customer’s own salesperson as one card with the reasons and three buttons', async () => {
    const customer = await aCustomer('LiLei')
    await openTask(customer._id)
    expect(phone.cards).toHaveLength(1)
    expect(phone.cards[0]).toMatchObject({ userid: 'lilei', title: '回到小程序' })
    expect(phone.cards[0]?.buttons.map((button) => button.text)).toEqual(['接受', '完成', '转交'])
    expect(phone.cards[0]?.facts).toContainEqual({ label: '意向', value: '加入购物车' })
    expect(await eventsOf(customer._id)).toEqual(['task.created'])
  })

  it('is one task however often it is asked for, and by how many workers at once', async () => {
    const customer = await aCustomer('LiLei')
    const request = {
      taskId: 'same:step:1',
      customerId: customer._id,
      title: 't',
      reasons: [],
      acceptMs: hour,
    }
    const ids = await Promise.all(Array.from({ length: 16 }, () => sales.openTask(request)))
    expect(new Set(ids)).toEqual(new Set(['same:step:1']))
    expect(phone.cards).toHaveLength(1)
  })

  it('joins the task that is already open for the customer instead of opening a second', async () => {
    const customer = await aCustomer('LiLei')
    const first = await openTask(customer._id)
    const second = await sales.openTask({
      taskId: 'other:step:1',
      customerId: customer._id,
      title: '咨询跟进',
      reasons: ['看过产品介绍'],
      acceptMs: hour,
    })
    expect(second).toBe(first)
    expect(phone.cards).toHaveLength(1)
    expect((await sales.find(first))?.reasons).toEqual(['加入购物车', '看过产品介绍'])
    expect((await sales.find('other:step:1'))?.state).toBe('joined')
  })

  it('is accepted by a button: the card then offers 完成 and 转交, and nothing more falls due', async () => {
    const customer = await aCustomer('LiLei')
    const taskId = await openTask(customer._id)
    clock.advance(minute)
    await press(taskId, 'LiLei', 'accept')
    expect((await sales.find(taskId))?.state).toBe('accepted')
    expect(phone.replaced[0]?.card?.buttons.map((button) => button.text)).toEqual(['完成', '转交'])
    clock.advance(10 * 24 * hour)
    await sales.advanceDue()
    expect(phone.texts).toEqual([])
    expect(await eventsOf(customer._id)).toEqual(['task.created', 'task.accepted'])
  })

  it('is finished by a button, and the next reason opens a new task', async () => {
    const customer = await aCustomer('LiLei')
    const first = await openTask(customer._id)
    await press(first, 'LiLei', 'done')
    expect(phone.replaced).toContainEqual({ responseCode: `press-${first}-LiLei-done`, text: '已完成' })
    const second = await openTask(customer._id)
    expect(second).not.toBe(first)
    expect(phone.cards).toHaveLength(2)
  })

  it('is passed on by a button to the next colleague, who gets a card of their own', async () => {
    const customer = await aCustomer('LiLei')
    const taskId = await openTask(customer._id)
    await press(taskId, 'LiLei', 'pass_on')
    expect(phone.cards.map((card) => card.userid)).toEqual(['lilei', 'hanmei'])
    expect(phone.cards[1]?.facts).toContainEqual({ label: '提示', value: '您还不是该客户的企业微信好友' })
    expect(await eventsOf(customer._id)).toEqual(['task.created', 'task.passed_on'])
  })

  it('answers a repeated press the same and changes nothing', async () => {
    const customer = await aCustomer('LiLei')
    const taskId = await openTask(customer._id)
    const answers = [
      await press(taskId, 'LiLei', 'accept', 'p1'),
      await press(taskId, 'LiLei', 'accept', 'p1'),
    ]
    expect(answers[0]).toEqual(answers[1])
    expect((await sales.find(taskId))?.log.filter((entry) => entry.what === 'accepted')).toHaveLength(1)
  })

  it('refuses somebody it was not given to, and any button after it is finished', async () => {
    const customer = await aCustomer('LiLei')
    const taskId = await openTask(customer._id)
    await expect(press(taskId, 'HanMei', 'accept')).rejects.toMatchObject({ code: 'task.not_yours' })
    await press(taskId, 'LiLei', 'done')
    await expect(press(taskId, 'LiLei', 'accept')).rejects.toMatchObject({ code: 'task.closed' })
  })

  it('reminds after two working hours, then goes to a colleague and the manager is told', async () => {
    const customer = await aCustomer('LiLei')
    const taskId = await openTask(customer._id)
    clock.advance(2 * hour - 1)
    await sales.advanceDue()
    expect(phone.texts).toEqual([])
    clock.advance(1)
    await sales.advanceDue()
    expect(phone.texts.map((text) => text.userid)).toEqual(['lilei'])
    expect(phone.texts[0]?.text).toContain('还没有接受')
    clock.advance(30 * minute)
    await sales.advanceDue()
    expect(phone.cards.map((card) => card.userid)).toEqual(['lilei', 'hanmei'])
    expect(phone.texts[1]).toMatchObject({ userid: 'wang' })
    expect(phone.texts[1]?.text).toContain('李雷')
    expect(phone.replaced).toContainEqual({
      responseCode: `code-${phone.cards[0]?.cardId}`,
      text: '已转给其他同事',
    })
    expect(await eventsOf(customer._id)).toEqual(['task.created', 'task.overdue'])
    expect((await sales.find(taskId))?.assignee).toBe('hanmei')
  })

  it('stays with the last colleague when nobody else is left, told once to the manager', async () => {
    const customer = await aCustomer('LiLei')
    const taskId = await openTask(customer._id)
    for (let i = 0; i < 40; i++) {
      clock.advance(hour)
      await sales.advanceDue()
    }
    expect((await sales.find(taskId))?.assignee).toBe('hanmei')
    expect(phone.cards).toHaveLength(2)
    expect(phone.texts.filter((text) => text.userid === 'wang')).toHaveLength(2)
    expect((await sales.find(taskId))?.dueAt).toBeInstanceOf(Date)
  })

  it('waits for working hours before anybody is disturbed', async () => {
    clock.set('2026-03-02T21:00:00+08:00')
    const customer = await aCustomer('LiLei')
    const taskId = await openTask(customer._id)
    expect(phone.cards).toEqual([])
    expect((await sales.find(taskId))?.dueAt).toEqual(new Date('2026-03-03T09:00:00+08:00'))
    clock.set('2026-03-03T09:00:00+08:00')
    await sales.advanceDue()
    expect(phone.cards).toHaveLength(1)
  })

  it('goes by SMS with a short code when WeCom cannot reach the salesperson', async () => {
    phone.state.unreachable.add('lilei')
    const customer = await aCustomer('LiLei')
    const taskId = await openTask(customer._id)
    const task = await sales.find(taskId)
    expect(phone.sms).toEqual([{ phone: '+8613800000001', params: { code: task?.code } }])
    expect(task?.code).toMatch(/^[0-9A-Za-z]{6}$/)
    expect(await sales.taskOfCode(task?.code ?? '')).toBe(taskId)
  })

  it('goes by SMS after WeCom was down three times', async () => {
    phone.state.card = { kind: 'retryLater', afterMs: minute, code: '-1' }
    const customer = await aCustomer('LiLei')
    await openTask(customer._id)
    phone.state.found = { kind: 'cannotTell' }
    for (let i = 0; i < 4; i++) {
      clock.advance(2 * minute)
      await sales.advanceDue()
    }
    expect(phone.cards).toEqual([])
    expect(phone.sms).toHaveLength(1)
  })

  it('asks after a card whose answer was lost, and does not text when it had arrived', async () => {
    phone.state.card = { kind: 'unknown', code: 'timeout' }
    const customer = await aCustomer('LiLei')
    const taskId = await openTask(customer._id)
    phone.state.found = { kind: 'sent' }
    clock.advance(minute)
    await sales.advanceDue()
    expect((await sales.find(taskId))?.notices).toMatchObject([{ kind: 'card', state: 'sent', tries: 1 }])
    expect(phone.sms).toEqual([])
  })

  it('passes to a colleague when a salesperson has neither WeCom nor a phone', async () => {
    phone.state.unreachable.add('hanmei')
    const customer = await aCustomer('HanMei')
    await openTask(customer._id)
    expect(phone.cards.map((card) => card.userid)).toEqual(['lilei'])
    expect(await eventsOf(customer._id)).toEqual(['task.created', 'task.overdue'])
  })

  it('is opened by a high intent score, once, with 高意向 and the reasons', async () => {
    world.customers.listen((event, customer) => sales.onEvent(event, customer))
    const customer = await aCustomer('LiLei')
    const did = (id: string, name: string) =>
      world.customers.hear({
        _id: `t:${customer._id}:${id}`,
        customerId: customer._id,
        name,
        at: clock.now(),
        source: 'test',
        props: {},
      })
    await did('1', 'cart.added')
    await did('2', 'product.viewed')
    expect(phone.cards).toEqual([])
    await Promise.all([did('3', 'cart.added'), did('4', 'product.viewed'), did('5', 'cart.added')])
    expect(phone.cards).toHaveLength(1)
    expect(phone.cards[0]?.facts).toContainEqual({
      label: '意向',
      value: expect.stringContaining('加入购物车'),
    })
    const after = await world.customers.find(customer._id)
    expect(after?.tags.map((tag) => tag.name)).toContain('高意向')
    expect((await eventsOf(customer._id)).filter((name) => name === 'intent.reached')).toHaveLength(1)
  })
})
