import { expect, it } from 'vitest'
import { settingsSchema } from '../../../../../domain/language/settings.ts'
import { ruleFaultsAt, ruleOf, rulesIn } from './exclusions.ts'

it('shows what is written, and what holds where nothing is', () => {
  expect(rulesIn({ exclude: { 同行: { tag: '同行' } } })).toEqual({ 同行: { tag: '同行' } })
  const head = { settings: 'company', name: '公司' }
  expect(settingsSchema.parse({ ...head, exclude: rulesIn({}) }).exclude).toEqual(
    settingsSchema.parse(head).exclude,
  )
})

it('a single condition is written without a group around it', () => {
  expect(ruleOf({ all: [{ tag: '同行' }] })).toEqual({ tag: '同行' })
  const two = { any: [{ tag: '同行' }, { tag: '分销商' }] }
  expect(ruleOf(two)).toEqual(two)
})

it('faults stand at their condition', () => {
  const faults = [
    { path: 'exclude.同行.tag', sentence: '写标签' },
    { path: 'exclude.多条.any.1.trait', sentence: '没有这个属性' },
    { path: 'exclude.同行者', sentence: '别人的' },
  ]
  expect([...ruleFaultsAt('同行', faults)]).toEqual([['all.0.tag', '写标签']])
  expect([...ruleFaultsAt('多条', faults)]).toEqual([['any.1.trait', '没有这个属性']])
})
