import { afterEach, beforeEach, expect, it } from 'vitest'
import { blankRecord, type ReviewRecord } from '../../../domain/review/record-columns.ts'
import type { ReviewOf, ReviewReport } from '../../../domain/review/report.ts'
import { told } from '../../../domain/review/summary.ts'
import { readXlsx } from '../../../domain/spreadsheet/read-xlsx.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createReviewReportHandlers } from './handlers.ts'

const at = new Date('2026-12-02T10:00:00+08:00')
const nothing = Object.fromEntries(told.map((name) => [name, { count: 0, sum: 0 }])) as ReviewReport['totals']
const record: ReviewRecord = {
  ...{ ...blankRecord, kind: '触发', what: '进入流程', at, id: '202612010000000001' },
  ...{ flow: 'm5', customerId: 'cus_1', customer: '郭晓彤', count: 1 },
}

let world: AdminWorld
let asked: ReviewOf[]
let breaksAfter: number
beforeEach(async () => {
  asked = []
  breaksAfter = Number.POSITIVE_INFINITY
  world = await adminWorld(({ scopes, auditLog }) => ({
    contract: { review: contract.review },
    handlers: {
      review: createReviewReportHandlers({
        async report(of) {
          asked.push(of)
          const period = 'period' in of ? of.period : { from: '2026-12-01', to: '2026-12-07' }
          return {
            ...{
              campaign: null,
              period,
              standing: 'over',
              at,
              summary: ['一。', '二。', '三。'],
              totals: nothing,
            },
            ...{ before: nothing, orders: null, flows: [], contents: [], stores: [], alerts: [], tests: [] },
            ...{ spent: { lines: [], totalFen: 0, says: '', eachSays: '' }, openHours: 0 },
          }
        },
        async *records() {
          for (let page = 0; page < 3; page += 1) {
            if (page >= breaksAfter) throw new Error('the store is gone')
            yield [record]
          }
        },
        lessons: { many: async () => [] },
        campaigns: { find: async (id) => (id === 'c1' ? ({ name: '双12' } as never) : null) },
        goingOn: async (flows) => [...flows],
        definitionNames: async () => () => '沉睡会员唤醒',
        ...{ scopes, auditLog, clock: movableClock('2026-12-03T14:05:00+08:00') },
      }),
    },
  }))
})
afterEach(() => world.close())

const as = async (role: 'owner' | 'analyst' | 'editor' | 'lead') => ({ cookie: await world.as(role) })
const take = async (role: 'owner' | 'editor' | 'lead', file: 'report' | 'records', body: object = {}) =>
  world.call('POST', `/review/${file}`, { ...(await as(role)), body })

it('is of days by name, of others, or of a campaign', async () => {
  const me = await as('analyst')
  const { body } = await world.call('GET', '/review?period=last7', me)
  expect(body).toMatchObject({
    from: '2026-11-26',
    to: '2026-12-02',
    campaign: null,
    summary: ['一。', '二。', '三。'],
  })
  await world.call('GET', '/review?from=2026-12-10&to=2026-12-11', me)
  await world.call('GET', '/review?campaign=c1', me)
  expect(asked.slice(1)).toEqual([{ period: { from: '2026-12-10', to: '2026-12-11' } }, { campaign: 'c1' }])
  expect((await world.call('GET', '/review?from=2026-01-01&to=2026-12-11', me)).status).toBe(400)
  expect((await world.call('GET', '/review?from=2026-12-11&to=2026-12-10', me)).status).toBe(400)
})

it('is read by whom the map of pages names, and taken along by fewer', async () => {
  expect((await world.call('GET', '/review', await as('editor'))).status).toBe(200)
  expect((await world.call('GET', '/review', await as('lead'))).status).toBe(403)
  const { cookie } = await as('analyst')
  expect((await world.call('POST', '/review/records', { cookie, body: {} })).status).toBe(200)
  const editor = await world.cookieOf('a-editor')
  for (const file of ['report', 'records'])
    expect((await world.call('POST', `/review/${file}`, { cookie: editor, body: {} })).status).toBe(403)
})

it('goes out as a workbook of its tables, and that is noted', async () => {
  const cookie = await world.as('owner')
  const answer = await fetch(`${world.base}/api/v1/review/report`, {
    method: 'POST',
    headers: { cookie, origin: 'https://kelu.test', 'content-type': 'application/json' },
    body: JSON.stringify({ period: 'yesterday' }),
  })
  expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('复盘 2026-12-02'))
  const rows = await readXlsx(Buffer.from(await answer.arrayBuffer()))
  expect(rows[3]?.cells.get(1)).toEqual({ kind: 'text', text: '一。' })
  const [noted] = await world.auditLog.list({ limit: 1 } as never)
  expect(noted).toMatchObject({
    action: 'review.exported',
    details: { file: 'xlsx', from: '2026-12-02', to: '2026-12-02' },
  })
})

it('goes out record by record, names in words, long numbers as texts', async () => {
  const { status, body, headers } = await take('owner', 'records')
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringContaining('text/csv')])
  const [, first] = String(body).split('\r\n')
  expect(first).toContain('"沉睡会员唤醒","m5"')
  expect(first).toContain('"202612010000000001\t"')
  expect(String(body).trimEnd().split('\r\n')).toHaveLength(4)
  // It is named without making the report.
  expect(asked).toEqual([])
})

it('is broken off where something goes wrong half-way, so that nobody takes half for the whole', async () => {
  breaksAfter = 2
  await expect(take('owner', 'records')).rejects.toThrow()
})
