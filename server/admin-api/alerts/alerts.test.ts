import { afterEach, beforeEach, expect, it } from 'vitest'
import { createAlertDetails } from '../../../domain/alerts/alert-details.ts'
import { createLookInto } from '../../../domain/alerts/look-into.ts'
import { memberReceivers } from '../../../domain/alerts/receivers.ts'
import { rulesOf } from '../../../domain/alerts/watched.ts'
import { defaultAlertRules } from '../../../domain/language/alert-rules.ts'
import { defaultWorkingHours } from '../../../domain/sales/working-hours.ts'
import type { Alert, AlertStore } from '../../../models/alerts.ts'
import type { SentAttempt } from '../../../models/sent-attempts.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
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

let world: AdminWorld
let store: AlertStore
let published: unknown[]
let state: string
beforeEach(async () => {
  published = []
  state = 'live'
  world = await adminWorld(({ auditLog, stores }) => {
    store = stores.alerts
    const attempts = {
      between: async () => Array.from({ length: 100 }, (_, n) => attempt(n, n < 6 ? 'refused' : 'sent')),
    }
    const snapshot = () => ({
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

it('is not for those who only read it, nor passed on to them', async () => {
  expect((await post(await world.as('sales'), '/closed', { cause: 'other', action: '看过' })).status).toBe(
    403,
  )
  expect((await post(await world.as('analyst'), '/paused', { journey: 'm5' })).status).toBe(403)
  const cookie = await world.as('marketer')
  expect((await post(cookie, '/passed', { to: 'nobody' })).status).toBe(400)
  expect((await world.call('GET', '/alerts/smsFailures%3A9', { cookie })).status).toBe(404)
})
