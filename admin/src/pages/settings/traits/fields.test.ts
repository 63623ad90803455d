import { expect, it } from 'vitest'
import { fieldTypes } from '../../../../../domain/customers/traits/table.ts'
import { traitSources } from '../../../../../domain/language/traits.ts'
import { changesOf, saysOf, sources, traitsIn, types } from './fields.ts'

const written = {
  fields: {
    interest: { name: '感兴趣的品类', type: 'text' },
    babyBirthday: { name: '宝宝生日', type: 'date', set: ['form', 'profile'], consent: '我是监护人，同意' },
  },
}

it('has a word for every type and every source of the language that is written', () => {
  expect(fieldTypes.filter((type) => !(type in types))).toEqual([])
  expect(Object.keys(sources)).toEqual([...traitSources])
})

it('says what a trait is, and what its consent makes of it', () => {
  const [interest, birthday] = traitsIn(written)
  expect(interest && saysOf(interest)).toBe('文字 · 流程步骤可以填')
  expect(birthday && saysOf(birthday)).toBe(
    '日期 · 留资表单、小程序资料页可以填 · 个人信息，加密保存、显示打码 · 客户同意后才记',
  )
})

it('tells what is new, what changes and what goes', () => {
  const next = {
    fields: { interest: { name: '爱好', type: 'text' }, skin: { name: '肤质', type: 'text', set: ['form'] } },
  }
  expect(changesOf(traitsIn(written), traitsIn(next))).toEqual([
    {
      key: 'interest',
      label: '爱好',
      was: '感兴趣的品类：文字 · 流程步骤可以填',
      now: '爱好：文字 · 流程步骤可以填',
    },
    { key: 'skin', label: '肤质', was: null, now: '肤质：文字 · 留资表单可以填' },
    { key: 'babyBirthday', label: '宝宝生日', was: expect.stringContaining('宝宝生日：日期'), now: null },
  ])
})
