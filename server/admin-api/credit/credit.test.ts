import { afterEach, beforeEach, expect, it } from 'vitest'
import type { CreditReporter } from '../../../domain/credit/credit-report.ts'
import { createScopes } from '../../../domain/members/scope.ts'
import { movableClock } from '../../../test/testing/clock.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createCreditHandlers } from './handlers.ts'

const staff = [
  { _id: 'lilei', name: '李雷', department: '一部' },
  { _id: 'zhaoyi', name: '赵毅', department: '二部' },
  { _id: 'sunqian', name: '孙倩', department: '二部' },
]
const row = (of: string, department: string, fen: number) => ({
  ...{ staff: of, place: { department, store: null }, fen },
  ...{ sends: 5, clicks: 2, tasks: 1, orders: 1 },
})
const day = {
  applies: 0,
  contacts: 2,
  chats: 8,
  messages: 30,
  losses: 1,
  replyPercent: 75,
  heardAt: new Date(0),
}

let world: AdminWorld
let asked: [Date, Date][]
beforeEach(async () => {
  asked = []
  const report: CreditReporter = async (from, to) => {
    asked.push([from, to])
    return {
      rows: [row('zhaoyi', '二部', 30_000), row('lilei', '一部', 20_000)],
      ...{ credited: { orders: 2, fen: 50_000 }, uncredited: { orders: 4, fen: 1 } },
    }
  }
  world = await adminWorld(({ auditLog }) => ({
    contract: { credit: contract.credit },
    handlers: {
      credit: createCreditHandlers({
        ...{ report, auditLog, clock: movableClock('2026-12-10T09:00:00+08:00') },
        directory: { all: async () => staff as never },
        figures: {
          between: async () =>
            ['lilei', 'sunqian'].map((of) => ({ _id: of, staff: of, day: '2026-12-02', ...day })),
        },
        scopes: createScopes({
          staff: async () => staff,
          stores: async () => [{ _id: 's1', department: '一部' }],
        }),
      }),
    },
  }))
})
afterEach(() => world.close())

const period = 'from=2026-12-01&to=2026-12-03'
const look = async (cookie: string, query = period) => world.call('GET', `/credit?${query}`, { cookie })

it('tells everybody’s, with what WeCom counts beside it and who only talked, of whole days of the company', async () => {
  const { body } = await look(await world.as('finance'))
  expect(asked).toEqual([[new Date('2026-12-01T00:00:00+08:00'), new Date('2026-12-04T00:00:00+08:00')]])
  expect(body).toMatchObject({
    items: [
      { userid: 'zhaoyi', name: '赵毅', fen: 30_000, wecom: null },
      { userid: 'lilei', name: '李雷', fen: 20_000, wecom: { days: 1, chats: 8, replyPercent: 75 } },
      { userid: 'sunqian', name: '孙倩', fen: 0, sends: 0, wecom: { contacts: 2, losses: 1 } },
    ],
    credited: { orders: 2, fen: 50_000 },
    uncredited: { orders: 4, fen: 1 },
    wecomUntil: '2026-12-02',
  })
  expect(body.rule).toContain('最多算给一位导购')
})

it('tells a lead of their own people alone, and a salesperson of themselves', async () => {
  const lead = (await look(await world.as('lead', { stores: ['s1'] }))).body
  expect(lead).toMatchObject({
    items: [{ userid: 'lilei' }],
    credited: { orders: 1, fen: 20_000 },
    uncredited: null,
  })
  expect((await look(await world.as('sales', { userid: 'zhaoyi' }))).body.items).toMatchObject([
    { userid: 'zhaoyi' },
  ])
})

it('is taken along by those who work commission out, which is noted', async () => {
  const body = { from: '2026-12-01', to: '2026-12-03' }
  const take = async (role: 'owner' | 'finance' | 'marketer' | 'sales') =>
    (await world.call('POST', '/credit/export', { cookie: await world.as(role), body })).status
  expect([await take('finance'), await take('marketer'), await take('sales')]).toEqual([200, 403, 403])
  const noted = await world.connection.collection('auditLog').find({ action: 'credit.exported' }).toArray()
  expect(noted).toMatchObject([{ details: { ...body, rows: 3, fen: 50_000 } }])
})

it('refuses a period that is none, or too long', async () => {
  const owner = await world.as('owner')
  const wrong = ['from=2026-12-03&to=2026-12-01', 'from=2026-11-01&to=2026-12-03', 'from=x&to=y']
  for (const query of [...wrong, 'from=2026-12-01', 'period=ever']) {
    expect([query, (await look(owner, query)).status]).toEqual([query, 400])
  }
  expect(asked).toEqual([])
  expect((await look(owner, '')).body).toMatchObject({ from: '2026-12-03', to: '2026-12-09' })
})
