import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAlertDetails } from '../../../domain/alerts/alert-details.ts'
import { createLookInto } from '../../../domain/alerts/look-into.ts'
import { memberReceivers } from '../../../domain/alerts/receivers.ts'
import { rulesOf } from '../../../domain/alerts/watched.ts'
import { DomainError } from '../../../domain/errors.ts'
import { defaultAlertRules } from '../../../domain/language/alert-rules.ts'
import { defaultWorkingHours } from '../../../domain/sales/working-hours.ts'
import type { Alert, AlertStore } from '../../../models/alerts.ts'
import type { SentAttempt } from '../../../models/sent-attempts.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
import { AdminRefusal } from '../core/refuse.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createAlertHandlers } from './handlers.ts'

const clock = movableClock('2026-03-02T10:00:00+08:00')
const at = (time: string) => new Date(`2026-03-02T${time}:00+08:00`)
const anAlert: Alert = {
  ...{ _id: 'smsFailures:1', figure: 'smsFailures', state: 'open', percent: 5, least: 100 },
  ...{ openedAt: at('09:30'), dueBy: at('11:30'), part: 6, whole: 100, now: { part: 6, whole: 100 } },
  ...{ untold: [], isLate: false, rev: 1 },
  course: [{ at: at('09:30'), what: 'rang', part: 6, whole: 100 }],
}
const attempt = (n: number, outcome: 'sent' | 'refused'): SentAttempt => ({
  ...{ touchId: `t${n}`, customerId: `c${n}`, messageId: 'sale', message: 'sale@2', channel: 'sms' },
  ...{ at: at('09:20'), outcome, code: 'CONTENT_KEYWORD', journeyId: 'm5' },
  ...{ wasOpened: false, wasClicked: false },
})

const sale = { id: 'sale', name: '返场提醒', prefer: 'auto', content: { email: {}, sms: {} } }
const saleText = 'message: sale\nname: 返场提醒 # 名称\nsms: {}\nemail: {}\n'
const flowText = 'journey: m5\nsteps:\n  remind:\n    send: { message: sale, channels: [sms] } # 提醒\n'
let flow: { id: string; name: string; steps: Record<string, object> }
let isDrafted: boolean
let drafted: unknown
let world: AdminWorld
let store: AlertStore
let published: unknown[]
let state: string
beforeEach(async () => {
  published = []
  state = 'live'
  flow = { id: 'm5', name: '沉睡会员唤醒', steps: { remind: { kind: 'send', message: 'sale' } } }
  isDrafted = false
  world = await adminWorld(({ auditLog, stores }) => {
    store = stores.alerts
    const attempts = {
      between: async () => Array.from({ length: 100 }, (_, n) => attempt(n, n < 6 ? 'refused' : 'sent')),
    }
    const snapshot = () => ({
      registry: {
        messages: [sale],
        journeys: [flow],
        message: (id: string) => {
          if (id !== 'sale') throw new DomainError('message.not_found', { id })
          return sale
        },
      },
      headOf: (_: string, id: string) => (id === 'm5' ? { key: 'journey:m5', state, number: 1 } : null),
    })
    return {
      contract: { alerts: contract.alerts },
      handlers: {
        alerts: createAlertHandlers({
          store,
          lookInto: createLookInto({ store, clock }),
          details: createAlertDetails({
            ...{ attempts, clock, kindOf: () => 'content', messageName: () => '会员日返场提醒' },
          }),
          rules: () => rulesOf(defaultAlertRules),
          hours: () => defaultWorkingHours,
          receivers: memberReceivers(stores.members.all),
          members: stores.members.all,
          customers: { findMany: async () => [] },
          peopleOn: async () => 186,
          published: { snapshot, refresh: async () => snapshot() } as never,
          publish: (async (change: unknown) => {
            published.push(change)
            state = 'paused'
            return { number: 2, changes: [] }
          }) as never,
          beginDraft: async (of, change, { why }) => {
            if (isDrafted) throw new AdminRefusal(409, 'draft.there', '这里有没发布的修改')
            isDrafted = true
            drafted = {
              ...of,
              text: change(of.kind === 'message' ? saleText : flowText),
              why,
            }
          },
          definitionNames: async () => () => '沉睡会员唤醒',
          auditLog,
          announce: () => undefined,
          clock,
        }),
      },
    }
  })
  await store.insert(anAlert)
})
afterEach(() => world.close())

const one = '/alerts/smsFailures%3A1'
const post = (cookie: string, path: string, body: unknown) =>
  world.call('POST', `${one}${path}`, { cookie, body })

it('tells how much of the two hours of working time is left, what is watched, and whom it is told', async () => {
  const { body } = await world.call('GET', '/alerts', { cookie: await world.as('analyst') })
  expect(body.live).toMatchObject([
    { id: 'smsFailures:1', name: '短信失败率', leftMs: 90 * 60_000, rang: { part: 6, whole: 100 } },
  ])
  expect(body.watched[0]).toEqual({
    ...{ name: '短信失败率', bad: 'above', percent: 5, least: 100, windowHours: 1 },
  })
  expect((await world.call('GET', '/alerts/live', { cookie: await world.as('sales') })).body).toEqual({
    open: 1,
  })
})

it('tells of one where it may come from, whom it hit, and which flow can be held', async () => {
  const { body } = await world.call('GET', one, { cookie: await world.as('marketer') })
  expect(body.causes[0]).toMatchObject({ cause: 'content', suspicion: 'likely', failures: 6 })
  expect(body).toMatchObject({
    failures: 6,
    flows: [{ id: 'm5', name: '沉睡会员唤醒', messages: 6, people: 186, canPause: true }],
  })
  expect(body.people).toHaveLength(6)
  // Two hours before it rang until now, in pieces of ten minutes: what rang is in the piece of 09:20.
  expect(body.chart).toHaveLength(15)
  expect(body.chart.find(({ own }: { own: { whole: number } }) => own.whole > 0)).toMatchObject({
    own: { part: 6, whole: 100 },
    to: at('09:20').toISOString(),
  })
})

it('is seen, holds a flow by one press that writes itself down, and is closed with what was done', async () => {
  const cookie = await world.as('marketer')
  await post(cookie, '/seen', {})
  expect((await post(cookie, '/closed', { cause: 'content' })).status).toBe(422)
  await post(cookie, '/paused', { journey: 'm5' })
  expect(published).toEqual([{ steer: { 'journey:m5': 'pause' }, origin: 'page', by: expect.any(String) }])
  expect((await post(cookie, '/paused', { journey: 'm5' })).status).toBe(409)
  const { body } = await post(cookie, '/closed', { cause: 'content', prevention: '不用「秒杀」' })
  expect(body).toMatchObject({
    state: 'closed',
    leftMs: null,
    action: '暂停「沉睡会员唤醒」（186 人在走）',
    prevention: '不用「秒杀」',
  })
  expect((await post(cookie, '/seen', {})).status).toBe(409)
})

it('tells of its messages by which other channels they could go, or which step says so itself', async () => {
  const look = async () =>
    (await world.call('GET', one, { cookie: await world.as('marketer') })).body.messages
  const channels = [
    { channel: 'email', name: '邮件' },
    { channel: 'sms', name: '短信' },
  ]
  expect(await look()).toEqual([{ id: 'sale', name: '返场提醒', messages: 6, channels, saidBy: null }])
  flow.steps.remind = { kind: 'send', message: 'sale', channels: ['sms'] }
  expect(await look()).toMatchObject([
    {
      saidBy: {
        ...{ journeyId: 'm5', journey: '沉睡会员唤醒', stepId: 'remind' },
        without: [{ channel: 'email', name: '邮件' }],
      },
    },
  ])
})

it('changes the channels of a message as a draft, goes to change its content, and both write themselves down', async () => {
  const cookie = await world.as('marketer')
  const toSale = { message: 'sale', session: 'a page of mine' }
  expect((await post(cookie, '/channel', toSale)).body.draft).toEqual({ kind: 'message', id: 'sale' })
  expect(drafted).toEqual({
    ...{ kind: 'message', id: 'sale', why: { alert: 'smsFailures:1' } },
    text: expect.stringMatching(/返场提醒 # 名称[\s\S]*prefer:\n {2}- email\n {2}- sms/),
  })
  // What somebody is writing is theirs, and nothing was done then.
  expect((await post(cookie, '/channel', toSale)).body.error).toMatchObject({ code: 'draft.there' })
  await post(cookie, '/content', { message: 'sale' })
  expect((await post(cookie, '/content', { message: 'nothing' })).status).toBe(404)
  expect((await post(await world.as('analyst'), '/content', { message: 'sale' })).status).toBe(403)
  const { body } = await post(cookie, '/closed', { cause: 'content' })
  expect(body.action).toBe(
    '把「返场提醒」改成先走邮件，写成草稿（发布后生效）；去改「返场提醒」的内容（发布后生效）',
  )
  expect((await post(cookie, '/content', { message: 'sale' })).status).toBe(409)
})

it('takes the channel that fails from the step of a flow that names it, as a draft of that flow', async () => {
  flow.steps.remind = { kind: 'send', message: 'sale', channels: ['sms'] }
  const cookie = await world.as('marketer')
  const toSale = { message: 'sale', session: 'a page of mine' }
  const { body } = await post(cookie, '/channel', toSale)
  expect(body.draft).toEqual({ kind: 'journey', id: 'm5', stepId: 'remind' })
  expect(drafted).toEqual({
    ...{ kind: 'journey', id: 'm5', why: { alert: 'smsFailures:1' } },
    text: flowText.replace('[sms]', '[ email ]'),
  })
  expect(published).toEqual([])
  const { body: closed } = await post(cookie, '/closed', { cause: 'content' })
  expect(closed.action).toBe('把「沉睡会员唤醒」里发「返场提醒」的一步改走邮件，写成草稿（发布后生效）')
})

it('is not for those who only read it, nor passed on to them', async () => {
  expect((await post(await world.as('sales'), '/closed', { cause: 'other', action: '看过' })).status).toBe(
    403,
  )
  expect((await post(await world.as('analyst'), '/paused', { journey: 'm5' })).status).toBe(403)
  const cookie = await world.as('marketer')
  expect((await post(cookie, '/passed', { to: 'nobody' })).status).toBe(400)
  expect((await world.call('GET', '/alerts/smsFailures%3A9', { cookie })).status).toBe(404)
})
