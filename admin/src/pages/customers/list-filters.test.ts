import { expect, it } from 'vitest'
import { areSame, emptyWords, filtersFrom, isNarrowed, withoutEmpty } from './list-filters.ts'

it('reads from an address what narrows a list, and nothing else', () => {
  expect(filtersFrom({ search: '郭', tag: '', owner: ['a', 'b'], test: 'maybe', x: '1' })).toEqual({
    search: '郭',
  })
  expect(filtersFrom({ test: 'yes', segment: 'sleepers' })).toEqual({ test: 'yes', segment: 'sleepers' })
})

it('takes what is empty for what is not there', () => {
  expect(withoutEmpty({ search: '', tag: '送礼' })).toEqual({ tag: '送礼' })
  expect([isNarrowed({ search: '' }), isNarrowed({ tag: '送礼' })]).toEqual([false, true])
  expect(areSame({ search: '', tag: '送礼' }, { tag: '送礼' })).toBe(true)
  expect(areSame({ tag: '送礼' }, {})).toBe(false)
})

it('says nothing yet where there is nobody, and nothing found where nobody fits', () => {
  expect(emptyWords({}).title).toBe('还没有客户')
  expect(emptyWords({ search: '郭' }).title).toBe('没有找到「郭」')
})
