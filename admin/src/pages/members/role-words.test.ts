import { expect, it } from 'vitest'
import { namesIn, scopeOf } from './role-words.ts'

it('tells of whom somebody sees customers', () => {
  const of = (role: 'lead' | 'sales' | 'owner' | 'operator' | 'finance', departments: string[] = []) =>
    scopeOf({ role, departments, stores: [] })
  expect([
    of('owner'),
    of('sales'),
    of('operator'),
    of('finance'),
    of('lead'),
    of('lead', ['杭州部']),
  ]).toEqual(['全部', '自己的', '不看客户', '只看订单', '还没有指定部门或门店', '杭州部'])
})

it('reads names as people separate them', () => {
  expect(namesIn(' 杭州部，上海部、 苏州部,')).toEqual(['杭州部', '上海部', '苏州部'])
  expect(namesIn(' ')).toEqual([])
})
