import { customAlphabet } from 'nanoid'
import { test } from 'vitest'
import { createStaffStore } from '../../../models/staff.ts'
import { createTaskBoardReader } from '../../../models/task-board.ts'
import { createTaskDayStore } from '../../../models/task-days.ts'
import { createTaskStore } from '../../../models/tasks.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { customersOn, testSealing } from '../../../test/testing/customers.ts'
import { testDatabase } from '../../../test/testing/database.ts'
import type { GrantedCoupon } from '../../coupons/contract.ts'
import type { FollowUpRules } from '../../language/follow-up-rules.ts'
import { defaultRules } from '../../language/settings.ts'
import { silentLog } from '../../log.ts'
import type { SendOutcome } from '../../outreach/ports.ts'
import type { TaskAct, TaskRequest } from '../contract.ts'
import { defaultIntentRules } from '../intent-score.ts'
import type { CardOutcome, FoundCard, ListCard, StaffMessenger, StaffSms, TaskCard } from '../ports.ts'
import { createSales } from '../sales.ts'
import { createStaffDirectory } from '../staff-directory.ts'
import { staffFileSchema } from '../staff-entry.ts'
import type { CompanyHours } from '../working-hours.ts'

type CardAction = 'accept' | 'done' | 'pass_on'

export const minute = 60_000
export const hour = 60 * minute

/** WeCom and the SMS gateway as the ports promise them, remembering what arrived. */
function recordingStaffPhone() {
  const cards: TaskCard[] = []
  const lists: ListCard[] = []
  const replaced: { responseCode: string; card?: TaskCard; text?: string }[] = []
  const texts: Parameters<StaffMessenger['sendText']>[0][] = []
  const sms: { phone: string; params: Record<string, string> }[] = []
  const state = {
    unreachable: new Set<string>(),
    card: null as CardOutcome | null,
    text: null as SendOutcome | null,
    found: { kind: 'notFound' } as FoundCard,
  }
  const messenger: StaffMessenger = {
    async sendCard(card) {
      if (state.card) return state.card
      if (state.unreachable.has(card.userid)) return { kind: 'refused', reason: 'unreachable', code: '81013' }
      cards.push(card)
      return { kind: 'sent', responseCode: `code-${card.cardId}` }
    },
    findCard: async () => state.found,
    async sendList(card) {
      if (state.card) return state.card
      // WeCom takes a card's id once.
      if (!lists.some(({ cardId }) => cardId === card.cardId)) lists.push(card)
      return { kind: 'sent' }
    },
    async replaceCard(input) {
      replaced.push(input)
      return { kind: 'sent' }
    },
    async closeCard({ responseCode, text }) {
      replaced.push({ responseCode, text })
      return { kind: 'sent' }
    },
    async sendText(input) {
      if (state.text) return state.text
      if (state.unreachable.has(input.userid))
        return { kind: 'refused', reason: 'unreachable', code: '81013' }
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
  return { cards, lists, replaced, texts, sms, state, messenger, staffSms }
}

/** Sales on a fresh database on Monday at 09:00: 李雷 and 韩梅 sell, 王经理 manages them and takes no tasks. */
export async function salesWorld() {
  const db = await testDatabase()
  const clock = movableClock()
  const { customers, stores } = customersOn(db, clock)
  const company: { hours: CompanyHours; followUps: FollowUpRules } = {
    hours: defaultRules.workingHours,
    followUps: defaultRules.followUps,
  }
  const directory = createStaffDirectory({
    store: createStaffStore(db.connection),
    sealing: testSealing,
    companyHours: () => company.hours,
  })
  await directory.save(
    staffFileSchema.parse([
      { userid: 'LiLei', name: '李雷', department: '一部', manager: 'Wang', phone: '+8613800000001' },
      { userid: 'HanMei', name: '韩梅', department: '一部', manager: 'Wang', inFallbackPool: true },
      { userid: 'Wang', name: '王经理', department: '管理', onDuty: false },
    ]),
  )
  const phone = recordingStaffPhone()
  const tasks = createTaskStore(db.connection)
  const taskDays = createTaskDayStore(db.connection)
  const newSales = () =>
    createSales({
      tasks,
      taskDays,
      board: createTaskBoardReader(db.connection),
      claims: stores.customers,
      customers,
      coupons: { of: async () => coupons },
      directory,
      messenger: phone.messenger,
      sms: phone.staffSms,
      smsTemplates: { aliyun: 'SMS_9' },
      publicUrl: 'https://kelu.example',
      taskRules: {
        graceMs: { accept: 30 * minute, finish: 2 * hour },
        callLeaseMs: minute,
        maxTries: 3,
        dueMs: 24 * hour,
      },
      followUps: () => company.followUps,
      intentRules: defaultIntentRules,
      acceptMs: 2 * hour,
      randomCode: (alphabet, length) => customAlphabet(alphabet, length)(),
      clock,
      log: silentLog,
    })
  const sales = newSales()
  const coupons: GrantedCoupon[] = []
  let people = 0
  let opened = 0
  let presses = 0

  return {
    connection: db.connection,
    /** What the settings in force say of working hours, and of tasks a day. */
    company,
    clock,
    customers,
    directory,
    phone,
    sales,
    /** Another process on the same store. */
    newSales,
    tasks,
    taskDays,
    claims: stores.customers,
    coupons,
    /** Writes these entries of the staff file over what is known. */
    saveStaff: (entries: object[]) => directory.save(staffFileSchema.parse(entries)),
    async aCustomer(followedBy: string) {
      people += 1
      const origin = { source: 'test', at: clock.now() }
      const customer = await customers.getOrCreate(
        [{ kind: 'external', corp: 'corp', value: `wm${people}` }],
        origin,
      )
      return customers.change(
        customer._id,
        { setOwner: followedBy, addFollow: { corp: 'corp', staff: followedBy, since: clock.now() } },
        `follow:wm${people}`,
      )
    },
    /** Makes somebody a test account. */
    asTest: (customerId: string) => customers.change(customerId, { isTest: true }, 'test'),
    async openTask(customerId: string, more: Partial<TaskRequest> = {}) {
      opened += 1
      const taskId = await sales.openTask({
        taskId: `run-${opened}:follow-up:1`,
        customerId,
        title: '回到小程序',
        reasons: ['加入购物车'],
        acceptMs: 2 * hour,
        ...more,
      })
      if (taskId === null) throw new Error('the task fell back')
      return taskId
    },
    /** A press on the card, which brings a response code. */
    press: (taskId: string, staff: string, action: CardAction, actionId = `${taskId}-${staff}-${action}`) =>
      sales.act({ taskId, staff, action, actionId, responseCode: `press-${actionId}`, at: clock.now() }),
    /** The same from the page, which brings none. */
    act: (act: Pick<TaskAct, 'taskId' | 'staff' | 'action'> & Record<string, unknown>) =>
      sales.act({ actionId: `page-${++presses}`, at: clock.now(), ...act } as TaskAct),
    async eventsOf(customerId: string) {
      const customer = await customers.find(customerId)
      const names = [
        'task.created',
        'task.accepted',
        'task.done',
        'task.corrected',
        'task.postponed',
        'task.passed_on',
        'task.overdue',
        'intent.reached',
      ]
      if (!customer) throw new Error('no such customer')
      return (await customers.history(customer, names, new Date(0))).map((event) => event.name)
    },
    drop: db.drop,
  }
}
export type SalesWorld = Awaited<ReturnType<typeof salesWorld>>

/** `it` with a `world` of each test's own, dropped behind it. */
export const withSalesWorld = test
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads from the pattern that nothing is asked for
  .extend('world', async ({}, { onCleanup }) => {
    const world = await salesWorld()
    onCleanup(() => world.drop())
    return world
  })
