import { expect, it } from 'vitest'
import {
  answerInWords,
  choiceInWords,
  guessInWords,
  needsNote,
  refInWords,
  sideInWords,
  stateInWords,
  stepInWords,
} from './difference-words.ts'

it('names what does not agree by both ends of a long number', () => {
  expect(refInWords({ about: 'refund', ref: '5000070800000000000000001942' })).toBe('退款 50000708…1942')
  expect(refInWords({ about: 'payment', ref: 'K2612011533907' })).toBe('收款 K2612011533907')
})

it('tells who has to act, and how it was settled', () => {
  expect(stateInWords({ state: 'open', settledAs: null }).label).toBe('要人看')
  expect(stateInWords({ state: 'chased', settledAs: null }).tone).toBe('info')
  expect(stateInWords({ state: 'settled', settledAs: 'givenBack' }).label).toBe('已退回')
})

it('says what most likely happened, and nothing where it cannot tell', () => {
  const byHand = { guess: { kind: 'byHand' as const, item: '洁面慕斯' }, fen: 12_000 }
  expect(guessInWords(byHand)).toContain('正好是「洁面慕斯」一件')
  expect(guessInWords({ guess: { kind: 'unclear', item: null }, fen: null })).toBeNull()
})

it('says of each choice what it does, and asks for a word where only a person’s word settles', () => {
  const words = choiceInWords('record', { own: null, fen: 12_000 })
  expect(words.does).toContain('营收减 ¥120.00')
  expect((['ask', 'giveBack', 'record', 'goOn'] as const).some(needsNote)).toBe(false)
  expect((['elsewhere', 'noted', 'leave'] as const).every(needsNote)).toBe(true)
})

it('tells its course with what WeChat Pay answered and what people wrote', () => {
  const at = '2026-12-03T02:20:00.000Z'
  expect(stepInWords({ at, what: 'asked', by: '钱莉', note: 'notFound' })).toBe(
    '问了微信，还没有结果（微信没有这笔退款）',
  )
  expect(stepInWords({ at, what: 'noted', by: '钱莉', note: '门店补了账' })).toBe('标为已处理：门店补了账')
  expect(answerInWords('SYSTEM_ERROR')).toBe('微信说 SYSTEM_ERROR')
  expect([sideInWords(12_000), sideInWords(0), sideInWords('CNY')]).toEqual(['¥120.00', '没有', 'CNY'])
})
