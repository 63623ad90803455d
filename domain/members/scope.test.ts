import { expect, it } from 'vitest'
import type { Caller } from './caller.ts'
import { type Role, roles } from './roles.ts'
import { createScopes, isWithin } from './scope.ts'

const scopes = createScopes({
  staff: async () => [
    { _id: 'lilei', department: '门店一部' },
    { _id: 'hanmei', department: '门店一部' },
    { _id: 'zhaoyi', department: '门店二部' },
    { _id: 'sunli', department: '客服部' },
  ],
  stores: async () => [
    { _id: 'XH01', department: '门店一部' },
    { _id: 'BJ02', department: '门店二部' },
  ],
})
const caller = (role: Role, fields: Partial<Caller> = {}): Caller => ({
  memberId: 'x',
  name: 'x',
  role,
  departments: [],
  stores: [],
  userid: null,
  address: '127.0.0.1',
  ...fields,
})
const seen = async (who: Caller): Promise<readonly string[] | 'everything'> => {
  const scope = await scopes.of(who)
  return scope.kind === 'everything' ? 'everything' : [...scope.userids].sort()
}

it('owners, marketers, managers and 财务 see everybody; whoever is not named for people sees nobody', async () => {
  const all = await Promise.all(roles.map(async (role) => [role, await seen(caller(role))] as const))
  expect(Object.fromEntries(all)).toEqual({
    owner: 'everything',
    marketer: 'everything',
    analyst: 'everything',
    finance: 'everything',
    editor: [],
    lead: [],
    sales: [],
    operator: [],
  })
})

it('a 店长 sees who works in their departments and stores, and themselves', async () => {
  expect(await seen(caller('lead', { stores: ['XH01'] }))).toEqual(['hanmei', 'lilei'])
  expect(await seen(caller('lead', { departments: ['客服部'], stores: ['BJ02'], userid: 'chen' }))).toEqual([
    'chen',
    'sunli',
    'zhaoyi',
  ])
})

it('a 导购 sees their own people, whatever departments they were given', async () => {
  expect(
    await seen(caller('sales', { userid: 'lilei', departments: ['门店一部'], stores: ['XH01'] })),
  ).toEqual(['lilei'])
})

it('is asked ignoring case, and what belongs to nobody is for those who see everything', async () => {
  const own = await scopes.of(caller('sales', { userid: 'lilei' }))
  expect([isWithin(own, 'LiLei'), isWithin(own, 'hanmei'), isWithin(own, undefined)]).toEqual([
    true,
    false,
    false,
  ])
  expect(isWithin(await scopes.of(caller('owner')), null)).toBe(true)
})

it('a 店长 sees orders of the own 门店 and of all of the own departments; whoever sees no people, of none', async () => {
  const of = async (who: Caller) => {
    const stores = await scopes.storesOf(who)
    return stores === 'all' ? stores : [...stores]
  }
  expect(await of(caller('lead', { stores: ['XH01'] }))).toEqual(['XH01'])
  expect(await of(caller('lead', { departments: ['门店二部'] }))).toEqual(['BJ02'])
  expect(await of(caller('finance'))).toBe('all')
  expect(await of(caller('sales', { userid: 'lilei', stores: ['XH01'] }))).toEqual([])
})
