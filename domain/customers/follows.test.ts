import { describe, expect, it } from 'vitest'
import type { Customer, Follow } from '../../models/customer.ts'
import type { CustomerChange, ListedFollow } from './contract.ts'
import { projectCorpTags } from './corp-tags.ts'
import { applyFollows } from './follows.ts'
import { newCustomer } from './new-customer.ts'
import { testSealing } from './testing/world.ts'

const corp = 'ww1'
const at = (minute: number) => new Date(Date.UTC(2026, 2, 2, 1, minute))
const since = at(0)

function withFollows(...follows: Follow[]): Customer {
  const claim = { kind: 'external', corp, value: 'wm1' } as const
  const first = { claim, key: `external:${corp}:wm1` }
  return { ...newCustomer('c_1', first, { source: 'test', at: since }, since), follows }
}
function become(follows: Follow[], change: CustomerChange): Follow[] {
  const draft = withFollows(...follows)
  applyFollows(draft, change, testSealing)
  return draft.follows
}
const listed = (more: Partial<ListedFollow> = {}): CustomerChange => ({
  listedFollow: { corp, staff: 'LiHua', since, listedAt: at(30), ...more },
})
const lasting: Follow = { corp, staff: 'LiHua', since }

describe('a pair WeCom lists', () => {
  it('is a friendship, told again it is the same', () => {
    const once = become([], listed({ state: 'poster', addWay: 3, tags: ['b', 'a', 'a'] }))
    expect(once).toEqual([{ ...lasting, state: 'poster', addWay: 3, tags: ['a', 'b'] }])
    expect(become(once, listed({ state: 'poster', addWay: 3, tags: ['a', 'b'], listedAt: at(90) }))).toEqual(
      once,
    )
  })

  it('is that of the same person in any case', () => {
    expect(become([lasting], listed({ staff: 'LIHUA' }))).toEqual([lasting])
    expect(become([lasting], { endFollow: { corp, staff: 'lihua', by: 'staff', at: at(5) } })).toMatchObject([
      { staff: 'LiHua', removedBy: 'staff' },
    ])
  })

  it('keeps the same sealed words while they are the same, and lets go of what is no longer noted', () => {
    const once = become([], listed({ remark: '王姐', phones: ['1', '2'] }))
    const again = become(once, listed({ remark: '王姐', phones: ['2', '3'] }))
    expect(again[0]?.remark).toEqual(once[0]?.remark)
    expect(again[0]?.phones?.[0]).toEqual(once[0]?.phones?.[1])
    expect(become(again, listed())).toEqual([lasting])
  })

  it('whom the customer has left stays left, for WeCom may list it still; a later adding is a new friendship', () => {
    const left: Follow = { ...lasting, removedBy: 'customer', removedAt: at(10) }
    expect(become([left], listed())).toEqual([left])
    expect(become([left], listed({ since: at(20) }))).toEqual([{ ...lasting, since: at(20) }])
  })

  it('whom the member has deleted is there again, unless that was after the look', () => {
    const deleted: Follow = { ...lasting, removedBy: 'staff', removedAt: at(10) }
    expect(become([deleted], listed())).toEqual([{ ...lasting, confirmedAt: at(30) }])
    const later: Follow = { ...deleted, removedAt: at(40) }
    expect(become([later], listed())).toEqual([later])
  })
})

describe('a member with another userid', () => {
  const renameStaff = { corp, from: 'lihua', to: 'hua.li' }

  it('keeps friends and customers', () => {
    const draft = { ...withFollows(lasting), owner: 'LiHua' }
    applyFollows(draft, { renameStaff }, testSealing)
    expect(draft).toMatchObject({ owner: 'hua.li', follows: [{ staff: 'hua.li', since }] })
  })

  it('who was heard of under both is one, as told of last', () => {
    const ended: Follow = { corp, staff: 'hua.li', since: at(5), removedBy: 'staff', removedAt: at(20) }
    expect(become([lasting, ended], { renameStaff })).toEqual([ended])
    expect(become([{ ...lasting, confirmedAt: at(25) }, ended], { renameStaff })).toEqual([
      { ...lasting, staff: 'hua.li', confirmedAt: at(25) },
    ])
  })
})

describe('tags that come from WeCom', () => {
  const names = new Map([
    ['a', '高意向'],
    ['b', '来源:老客'],
  ])
  const of = (tags: string[], more: Partial<Follow> = {}): Follow => ({ ...lasting, tags, ...more })
  function tagsOf(customer: Customer): [string, string | undefined][] {
    projectCorpTags(customer, names, at(30))
    return customer.tags
      .filter(({ name }) => !name.startsWith('注册'))
      .map(({ name, source }) => [name, source])
  }

  it('are those any member put on whose friendship lasts; a group that is not taken over brings none', () => {
    const customer = withFollows(of(['a', 'zz']), of(['b'], { staff: 'Wang' }))
    expect(tagsOf(customer)).toEqual([
      ['高意向', 'wecom'],
      ['来源:老客', 'wecom'],
    ])
    customer.follows = [of(['a']), of(['b'], { staff: 'Wang', removedAt: at(20), removedBy: 'staff' })]
    expect(tagsOf(customer)).toEqual([['高意向', 'wecom']])
  })

  it('leave a tag of that name that somebody set otherwise', () => {
    const customer = withFollows(of([]))
    customer.tags.push({ name: '高意向', kind: 'manual', at: since })
    expect(tagsOf(customer)).toEqual([['高意向', undefined]])
  })
})
