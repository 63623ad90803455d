import { afterEach, beforeEach, expect, it } from 'vitest'
import { createScopes } from '../../../domain/members/scope.ts'
import type { Customer } from '../../../models/customer.ts'
import type { MaterialReading } from '../../../models/material-readings.ts'
import { contract } from '../contract.ts'
import { type AdminWorld, adminWorld } from '../testing/world.ts'
import { createReadingHandlers } from './handlers.ts'

const staff = [
  { _id: 'lilei', name: '李雷', department: '一部' },
  { _id: 'zhaoyi', name: '赵毅', department: '二部' },
]
const at = new Date('2026-12-01T10:00:00+08:00')
const reading = (n: number, of: string): MaterialReading => ({
  _id: `r${n}`,
  staff: of,
  messageId: 'article',
  title: '换季护肤三步',
  customerId: `c${n}`,
  at: new Date(at.getTime() - n * 60_000),
  ...(n === 1 && { sharedBy: 'c9' }),
})
const kept = [reading(1, 'zhaoyi'), reading(2, 'lilei'), reading(3, 'lilei')]

let world: AdminWorld
beforeEach(async () => {
  world = await adminWorld(() => ({
    contract: { readings: contract.readings },
    handlers: {
      readings: createReadingHandlers({
        readings: {
          page: async (of, after, limit) =>
            kept
              .filter((each) => of.staff === undefined || each.staff === of.staff)
              .filter((each) => after === null || each.at < after.at)
              .slice(0, limit),
        },
        customers: {
          findMany: async (ids) =>
            new Map(
              ids.map((_id) => {
                const owner = _id === 'c2' ? 'lilei' : 'zhaoyi'
                const rest = { profile: { nickname: `客户${_id}` }, tags: [], traits: {}, follows: [] }
                return [_id, { _id, owner, ...rest }]
              }),
            ) as unknown as Map<string, Customer>,
          masked: () => ({ phone: '138****0000' }) as never,
        },
        directory: { all: async () => staff as never },
        scopes: createScopes({
          staff: async () => staff,
          stores: async () => [{ _id: 's1', department: '一部' }],
        }),
        published: { registry: { messages: [] } as never },
      }),
    },
  }))
})
afterEach(() => world.close())
const list = async (cookie: string, query = '') =>
  (await world.call('GET', `/material-readings?${query}`, { cookie })).body

it('tells who sees everybody of all, page by page, masked, and who passed it on', async () => {
  const cookie = await world.as('marketer')
  const first = await list(cookie, 'limit=2')
  expect(first.items).toMatchObject([
    { reader: { customerId: 'c1', phone: '138****0000' }, sharedBy: { customerId: 'c9' } },
    { reader: { customerId: 'c2' }, sharedBy: null, staff: { name: '李雷' } },
  ])
  const next = await list(cookie, `limit=2&after=${first.next}`)
  expect(next).toMatchObject({ items: [{ reader: { customerId: 'c3' } }], next: null })
})

it('tells a lead of their own people alone, also when another is asked for, and finance of nobody', async () => {
  const cookie = await world.as('lead', { stores: ['s1'] })
  // c3 read what 李雷 sent, and is a customer of another 门店: the name says who, and nothing more is told.
  expect((await list(cookie)).items).toMatchObject([
    { reader: { customerId: 'c2', phone: '138****0000' } },
    { reader: { customerId: null, name: '客户c3', phone: null } },
  ])
  expect((await list(cookie, 'staff=LiLei')).items).toHaveLength(2)
  expect((await list(cookie, 'staff=zhaoyi')).items).toEqual([])
  const { body } = await world.call('GET', '/material-readings/choices', { cookie })
  expect(body.staff).toEqual([{ id: 'lilei', name: '李雷' }])
  const finance = await world.call('GET', '/material-readings', { cookie: await world.as('finance') })
  expect(finance.status).toBe(403)
})
