import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readDefinitions } from '../../../domain/language/load.ts'
import { createRegistry } from '../../../domain/language/registry.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { kit } from './contract.ts'
import { createKitHandlers } from './handlers.ts'

const text = `
batch: off-50
name: 满减
kind: threshold
amountFen: 5000
thresholdFen: 20000
validity: 14 days
codes: { prefix: WK }
quantity: 100
---
channel: expo
name: 展会
state: expo2026
welcome: hi
tags: [展会]
---
channel: other
name: 其他
default: true
welcome: hi
---
calendar: own
name: 日历
festivals: { 双十二: 12-12 }
silentDays: { 国家公祭日: 12-13 }
holidays: { 2026: { off: { 元旦: 01-01 }, work: [12-27] } }
---
broadcast: sale
name: 双十二预告
to: { tag: 会员 }
send: { message: hi, channels: [sms] }
at: 2026-12-10T09:30:00+08:00
---
journey: before-sale
name: 双十二前两天
entry: { festival: 双十二, minus: 2 days, at: "10:00", when: { tag: 会员 } }
steps: { w: { wait: 1 day, next: end } }
---
journey: weekly
name: 每周一
entry: { schedule: { cron: "0 9 * * 1" }, when: { tag: 会员 } }
steps: { w: { wait: 1 day, next: end } }
---
message: hi
name: 问候语
purpose: requested
prefer: [sms]
welcome: { text: 您好 }
sms: { text: 您好，已收到, templates: { aliyun: SMS_100001 }, params: {} }
`

let admin: AdminWorld
const clock = movableClock(new Date('2026-12-03T06:00:00Z'))
beforeEach(async () => {
  const { definitions, faults } = readDefinitions([{ file: 'kit.yaml', text }], clock.now())
  expect(faults).toEqual([])
  const registry = createRegistry(definitions)
  const snapshot = { registry, versionOf: () => null }
  admin = await adminWorld((ground) => ({
    contract: { kit },
    handlers: {
      kit: createKitHandlers({
        published: { snapshot: () => snapshot as never },
        coupons: ground.stores.coupons,
        clock,
      }),
    },
  }))
})
afterEach(() => admin.close())

const get = async (path: string) =>
  (await admin.call('GET', path, { cookie: await admin.as('marketer') })).body

describe('coupons', () => {
  it('say how many were given, are left and were redeemed; a test account has none of the batch', async () => {
    const { coupons } = admin.stores
    const stock = await coupons.stock('off-50')
    await coupons.replaceStock(stock, { next: 4, free: [1], pending: [{ cause: 'c', number: 3 }] })
    const now = clock.now()
    const grant = { batchId: 'off-50', customerId: 'c', validFrom: now, validUntil: now, grantedAt: now }
    await coupons.insertGrant({ _id: 'grant:1', number: 0, code: 'A', state: 'redeemed', ...grant })
    await coupons.insertGrant({ _id: 'grant:2', number: 2, code: 'B', ...grant })
    await coupons.insertGrant({
      _id: 'grant:3',
      number: -1,
      code: 'T',
      isTest: true,
      state: 'redeemed',
      ...grant,
    })
    expect((await get('/kit/coupons')).items).toEqual([
      {
        id: 'off-50',
        quantity: 100,
        given: 2,
        left: 97,
        redeemed: 1,
        amountFen: 5_000,
        thresholdFen: 20_000,
        validity: '领取后 14 天内',
      },
    ])
  })
})

describe('the month', () => {
  it('has its days and what begins on them: 群发, schedules, and entries by festivals', async () => {
    const { today, days } = await get('/kit/calendar/2026-12')
    expect([today, days.length]).toEqual(['2026-12-03', 31])
    const on = (n: number) => days[n - 1]
    expect(on(12).festivals).toEqual(['双十二'])
    expect([on(13).silent, on(27).official]).toEqual(['国家公祭日', 'work'])
    expect(on(10).runs).toEqual([
      { id: 'sale', name: '双十二预告', time: '09:30', kind: 'broadcast' },
      { id: 'before-sale', name: '双十二前两天', time: '10:00', kind: 'journey' },
    ])
    const mondays = days.filter(({ runs }: { runs: { id: string }[] }) =>
      runs.some(({ id }) => id === 'weekly'),
    )
    expect(mondays.map(({ day }: { day: string }) => day.slice(8))).toEqual(['07', '14', '21', '28'])
    expect((await get('/kit/calendar/2027-01')).days[0].runs).toEqual([])
  })

  it('is refused where it is none', async () => {
    const cookie = await admin.as('marketer')
    expect((await admin.call('GET', '/kit/calendar/2026-13', { cookie })).status).toBe(400)
  })
})

describe('the year', () => {
  const ask = async (body: object) =>
    (await admin.call('POST', '/kit/calendar-year', { cookie: await admin.as('marketer'), body })).body
  const edited = (written: object) => ({
    id: 'own',
    structure: { calendar: 'own', name: '日历', ...written },
  })

  it('has its marked days, in order, and says what is missing', async () => {
    const answer = await ask({ year: 2026 })
    expect(answer).toMatchObject({ year: 2026, today: '2026-12-03', isDraft: false, missing: [2027] })
    expect(answer.days).toEqual([
      { day: '2026-01-01', festivals: [], silent: null, official: 'off', holiday: '元旦' },
      { day: '2026-12-12', festivals: ['双十二'], silent: null, official: null, holiday: null },
      { day: '2026-12-13', festivals: [], silent: '国家公祭日', official: null, holiday: null },
      { day: '2026-12-27', festivals: [], silent: null, official: 'work', holiday: null },
    ])
  })

  it('is seen as it is being edited; what cannot be read yet leaves what is in use', async () => {
    const next = await ask({
      year: 2027,
      edited: edited({
        companyDays: { 店庆: { lunar: '01-01' } },
        holidays: { 2026: { off: {} }, 2027: { off: { 春节: '02-05..02-06' } } },
      }),
    })
    expect(next).toMatchObject({ isDraft: true, missing: [] })
    expect(next.days.map(({ day }: { day: string }) => day)).toEqual(['2027-02-05', '2027-02-06'])
    expect(next.days[1]).toMatchObject({ festivals: ['店庆'], holiday: '春节' })
    const wrong = await ask({ year: 2026, edited: edited({ festivals: { 没有: '13-01' } }) })
    expect([wrong.isDraft, wrong.days.length]).toEqual([false, 4])
  })
})

it('figures of everybody are not for who sees but their own', async () => {
  for (const role of ['lead', 'sales', 'operator'] as const)
    expect((await admin.call('GET', '/kit/coupons', { cookie: await admin.as(role) })).status).toBe(403)
})
