import { parse } from 'csv-parse/sync'
import { describe, expect } from 'vitest'
import { type Alert, createAlertStore } from '../../models/alerts.ts'
import { createSpendStore } from '../../models/attribution-spend.ts'
import { createAttributionStore } from '../../models/attributions.ts'
import type { Campaign, CampaignFigures } from '../../models/campaigns.ts'
import type { Connection } from '../../models/connect.ts'
import { withDatabase } from '../../test/testing/database.ts'
import { createAttributionReport } from '../attribution/report.ts'
import { createOverview } from '../insights/overview/overview.ts'
import { diceOf } from '../insights/rollups/testing/dice.ts'
import { type Recount, recountAll } from '../insights/rollups/testing/recount.ts'
import { createStory } from '../insights/rollups/testing/story.ts'
import { type FigureWorld, figureWorld } from '../insights/rollups/testing/world.ts'
import { defaultCosts } from '../language/costs.ts'
import { recordsAsCsv } from './record-columns.ts'
import { createReviewRecords } from './records.ts'
import { createReviewReport } from './report.ts'
import { type SheetCell, sheetsOf } from './sheets.ts'

const start = new Date('2026-03-02T09:30:00Z')
const period = { from: '2026-03-01', to: '2026-03-02' }
const it = withDatabase.extend('world', async ({ db }) => figureWorld(db.connection, start))

const campaign: Campaign = {
  ...{ _id: 'c1', rev: 1, name: '春季唤醒', audience: '老会员', goalNote: '', channels: ['sms'] },
  ...{ ...period, owner: '赵敏', keyActions: '', expected: '', flows: ['care'] },
  ...{ goal: { kind: 'conversion', target: 5 }, budgetFen: 0 },
  ...{ createdAt: start, by: '赵敏', at: start },
}
const figures: CampaignFigures = {
  ...{ countedAt: start, rev: 1, people: 0, byFlow: 0, held: 0, buyers: 0, orders: 0, fen: 0, flows: [] },
  ...{ smsSegments: 0, coupons: { redeemed: 0, fen: 0, unpriced: 0 }, days: [] },
}
const alert: Alert = {
  ...{ _id: 'smsFailures:1', figure: 'smsFailures', state: 'closed', percent: 5, least: 100 },
  ...{ openedAt: new Date('2026-03-02T01:00:00Z'), dueBy: start, part: 8, whole: 120 },
  ...{ now: { part: 0, whole: 0 }, untold: [], isLate: false, rev: 3, course: [] },
  ...{ cause: 'numbers', action: '请 13800001111 清掉坏号', closedAt: new Date('2026-03-02T02:40:00Z') },
}

function reviewOf(world: FigureWorld, connection: Connection) {
  const attributions = createAttributionStore(connection)
  const spend = createSpendStore(connection)
  const shared = {
    figures: { read: world.figures.read, people: world.people },
    alerts: createAlertStore(connection),
    campaigns: {
      find: async (id: string) => (id === campaign._id ? campaign : null),
      figuresOf: async () => new Map([['c1', figures]]),
    },
    costs: () => defaultCosts,
  }
  return {
    report: createReviewReport({
      ...shared,
      overview: createOverview(shared.figures),
      attribution: createAttributionReport({ store: attributions, spend }),
      experiments: { list: async () => [], read: () => Promise.reject(new Error('there are none')) },
      broadcastsAmong: async () => new Set(),
      retailStores: { all: async () => [{ _id: 's1', name: '徐汇店' }] },
      names: {
        flow: async (id) => (id === 'care' ? '售后关怀' : id),
        message: async (id) => `内容 ${id}`,
        version: async (id) => (id === 'care@1' ? '关怀（旧）' : null),
      },
      clock: { now: () => new Date('2026-03-05T00:00:00Z') },
    }),
    records: createReviewRecords({
      ...shared,
      customers: {
        findMany: async (ids) => {
          const found = await world.customers.find({ _id: { $in: ids } }).toArray()
          return new Map(found.map((one) => [one._id, one as never]))
        },
      },
      lists: async () => ({ items: [], next: null }),
      ...{ spend, attributions },
    }),
  }
}

async function played(world: FigureWorld): Promise<void> {
  const story = createStory(world, diceOf(23), { spanMs: 20 * 3_600_000, people: 12 })
  await story.populate()
  for (let n = 0; n < 260; n += 1) await story.next()
  await world.settle()
}

/** Of the whole recount: how many of a figure, and what they come to, of what `dims` name. */
function counted(recount: Recount, metric: string, dims: string[] = []): [count: number, sum: number] {
  const own = Object.entries(recount).filter(([key]) => {
    const [name, , ...told] = key.split(' ')
    return name === metric && !told.includes('holdout:yes') && dims.every((one) => told.includes(one))
  })
  return own.reduce(([n, sum], [, [more, add]]) => [n + more, sum + add], [0, 0])
}

const rowsOf = (sheets: ReturnType<typeof sheetsOf>, name: string): Map<SheetCell, SheetCell[]> =>
  new Map(
    sheets.find((sheet) => sheet.name === name)?.rows.map(({ cells }) => [cells[0] ?? null, cells.slice(1)]),
  )

describe('a report', () => {
  it('of a period says what a recount of the records says, in total and in every table', async ({
    db,
    world,
  }) => {
    await played(world)
    await createAlertStore(db.connection).insert(alert)
    const recount = await recountAll(db.connection)
    const count = (metric: string, ...dims: string[]) => counted(recount, metric, dims)[0]
    expect(count('runs.entered')).toBeGreaterThan(20)
    const { report } = reviewOf(world, db.connection)
    const found = await report({ period })
    const sheets = sheetsOf(found)

    const totals = rowsOf(sheets, '合计')
    expect(totals.get('进入流程（人次）')?.[0]).toBe(count('runs.entered'))
    expect(totals.get('发出的消息')?.[0]).toBe(count('touches.sent'))
    expect(totals.get('没送到的短信')?.[0]).toBe(count('touches.failed', 'channel:sms'))
    expect(totals.get('点击')?.[0]).toBe(count('messages.clicked'))
    const [orders, fen] = counted(recount, 'orders.kept')
    expect([totals.get('订单')?.[0], totals.get('订单金额（退款已扣）')?.[0]]).toEqual([orders, { fen }])

    for (const flow of ['welcome', 'care']) {
      const row = found.flows.find((one) => one.flow === flow)
      const of = `flow:${flow}`
      expect(row).toMatchObject({
        entered: count('runs.entered', of),
        completed: count('runs.ended', of, 'reason:completed'),
        sent: count('touches.sent', of),
        clicked: count('messages.clicked', of),
        goals: count('goals.met', of),
        goalsFen: counted(recount, 'goals.met', [of])[1],
      })
    }
    for (const { channel, content, ...row } of found.contents) {
      const of = [`channel:${channel}`, `message:${content}`]
      expect(row).toMatchObject({
        ...{ sent: count('touches.sent', ...of), failed: count('touches.failed', ...of) },
        segments: counted(recount, 'sms.segments', of)[1],
      })
    }
    const inStores = found.stores.reduce((sum, { ordersFen }) => sum + ordersFen, 0)
    expect(inStores).toBe(fen)
    // What was there before the period is nothing, so no change is said.
    expect(totals.get('进入流程（人次）')?.[2]).toBe('–')
    expect(found.summary[4]).toContain('原因是号码，用了 1 小时 40 分')
  })

  it('says what a flow was called then, and of a 门店 that closed that it did', async ({ db, world }) => {
    await played(world)
    const sheets = sheetsOf(await reviewOf(world, db.connection).report({ period }))
    expect([...rowsOf(sheets, '各个流程').keys()]).toContain('售后关怀（这段时间里叫过「关怀（旧）」）')
    const stores = [...rowsOf(sheets, '门店').keys()]
    expect(stores).toEqual(expect.arrayContaining(['徐汇店', 's2（已关店）', '没有门店']))
  })

  it('of a campaign counts its own flows alone', async ({ db, world }) => {
    await played(world)
    const recount = await recountAll(db.connection)
    const found = await reviewOf(world, db.connection).report({ campaign: 'c1' })
    expect(found.flows.map(({ flow }) => flow)).toEqual(['care'])
    expect(found.totals.entered.count).toBe(counted(recount, 'runs.entered', ['flow:care'])[0])
    expect(found.totals.sent.count).toBe(counted(recount, 'touches.sent', ['flow:care'])[0])
    // Nobody entered by what was counted of it, no usual rate, and a budget of nothing.
    expect(found.summary.join('')).not.toMatch(/NaN|Infinity|undefined/)
    expect(found.summary[3]).toContain('预算是 0，也没有花钱')
  })

  it('of days nothing is known of has words in every table', async ({ db, world }) => {
    const found = await reviewOf(world, db.connection).report({
      period: { from: '2026-01-01', to: '2026-01-01' },
    })
    for (const { rows, empty, name } of sheetsOf(found)) {
      expect(rows.length > 0 || empty !== '', name).toBe(true)
      expect(JSON.stringify(rows)).not.toMatch(/NaN|Infinity/)
    }
  })

  it('of a campaign there is none of says so', async ({ db, world }) => {
    await expect(reviewOf(world, db.connection).report({ campaign: 'gone' })).rejects.toMatchObject({
      code: 'campaign.not_found',
    })
  })
})

describe('the file of everything', () => {
  const nobodyNamed = { flow: (id: string) => id, message: (id: string) => id, channel: (id: string) => id }
  const names = async () => ({ ...nobodyNamed, reason: (id: string) => id })
  async function textOf(pieces: AsyncIterable<string>): Promise<string> {
    const all: string[] = []
    for await (const piece of pieces) all.push(piece)
    return all.join('')
  }

  it('holds exactly the records the figures count, as a strict reader of CSV reads it', async ({
    db,
    world,
  }) => {
    await played(world)
    await createAlertStore(db.connection).insert(alert)
    const trap = '=HYPERLINK("http://x") +86 138-0000-1111'
    await world.customers.updateMany({}, { $set: { 'profile.nickname': trap } })
    const { records } = reviewOf(world, db.connection)
    const text = await textOf(recordsAsCsv(records({ period }), names, 'shown'))
    expect(text.startsWith('\uFEFF"类别","事项"')).toBe(true)
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/)
    expect(text).not.toMatch(/1[3-9]\d{9}/)
    const rows = parse(text, { bom: true, columns: true, record_delimiter: '\r\n' }) as Record<
      string,
      string
    >[]
    const recount = await recountAll(db.connection)
    const lines = (what: string) => rows.filter((row) => row.事项 === what)
    for (const [what, metric] of [
      ['进入流程', 'runs.entered'],
      ['离开流程', 'runs.ended'],
      ['发出', 'touches.sent'],
      ['没有发', 'touches.skipped'],
      ['点击', 'messages.clicked'],
      ['达到流程目标', 'goals.met'],
      ['订单', 'orders.kept'],
      ['完成跟进', 'tasks.done'],
    ] as const) {
      const [count, sum] = counted(recount, metric)
      const own = lines(what)
      expect([what, own.length]).toEqual([what, count])
      expect(new Set(own.map((row) => row.记录编号)).size).toBe(count)
      if (metric === 'orders.kept' || metric === 'goals.met') {
        const fen = own.reduce((all, row) => all + Math.round(Number(row['金额（元）']) * 100), 0)
        expect(fen).toBe(sum)
      }
    }
    expect(lines('短信失败率超过 5%')[0]?.说明).toBe(
      '当时 6.7%（120 条里 8 条）；原因：号码；处理：请 （电话） 清掉坏号；用了 1 小时 40 分',
    )
    expect(lines('进入流程')[0]?.客户昵称).toBe(`'=HYPERLINK("http://x") （电话）`)
    for (const row of rows) for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@]/)
  })

  it('of a campaign holds what its flows did, and nobody else’s', async ({ db, world }) => {
    await played(world)
    const { records } = reviewOf(world, db.connection)
    const text = await textOf(recordsAsCsv(records({ campaign: 'c1' }), names, 'left out'))
    const rows = parse(text, { bom: true, columns: true }) as Record<string, string>[]
    const recount = await recountAll(db.connection)
    const entered = rows.filter((row) => row.事项 === '进入流程')
    expect(entered).toHaveLength(counted(recount, 'runs.entered', ['flow:care'])[0])
    expect(new Set(rows.map((row) => row.流程编号).filter((id) => id !== ''))).toEqual(new Set(['care']))
    // Who may see nobody gets no column of people.
    expect(Object.keys(rows[0] ?? {})).not.toContain('客户编号')
  })

  it('is read a page at a time, when the one before was taken', async () => {
    let asked = 0
    const item = { id: 'r', customerId: 'c', at: start, amount: 1, dims: {} }
    const records = createReviewRecords({
      figures: {
        async people() {
          asked += 1
          return { items: [item], next: 'more' }
        },
      },
      customers: { findMany: async () => new Map() },
    } as never)
    const pieces = recordsAsCsv(records({ period }), names, 'shown')
    for (let piece = 0; piece < 4; piece += 1) await pieces.next()
    expect(asked).toBe(3)
    await pieces.return(undefined)
  })
})
