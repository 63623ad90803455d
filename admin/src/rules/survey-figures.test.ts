import { expect, it } from 'vitest'
import { entryKey, figuresOf, ruleFaults, type Survey, sentenceOf } from './survey-figures.ts'

const survey: Survey = {
  isExact: true,
  margin: null,
  at: '2026-12-03T06:05:00.000Z',
  counting: null,
  base: 100,
  leftOut: [],
  count: 20,
  sentence: [
    { text: '有标签 甲', path: ['all', 0] },
    { text: '，且', path: null },
    { text: '没有标签 乙', path: ['all', 1] },
  ],
  steps: [
    { path: ['all', 0], says: '', left: 60, lost: 40 },
    { path: ['all', 1], says: '', left: 20, lost: 40 },
  ],
  leaves: [
    { path: ['all', 0], people: 60 },
    { path: ['all', 1, 'not'], people: 70 },
  ],
  reachable: 0,
  reach: [],
  moves: null,
}

it('says at each entry what is left and how many meet it, also where it is negated', () => {
  const figures = figuresOf(survey)
  expect(figures.get('all.0')).toEqual({ base: 100, isExact: true, alone: 60, left: 60, lost: 40 })
  expect(figures.get('all.1')).toEqual({ base: 100, isExact: true, alone: 30, left: 20, lost: 40 })
})

it('takes a single condition for the first of a group', () => {
  const single = {
    ...survey,
    steps: [{ path: [], says: '', left: 60, lost: 40 }],
    leaves: [{ path: [], people: 60 }],
  }
  expect(figuresOf(single).get('all.0')).toMatchObject({ left: 60, alone: 60 })
  expect(entryKey(['not'])).toBe('all.0')
})

it('makes each part of the sentence open its condition', () => {
  expect(sentenceOf(survey)).toEqual([
    { text: '有标签 甲', key: 'all.0' },
    { text: '，且' },
    { text: '没有标签 乙', key: 'all.1' },
  ])
})

it('puts faults of the rule at their condition, and leaves out the others', () => {
  const faults = [
    { path: 'name', sentence: '名字' },
    { path: 'rule.all.1.tag', sentence: '标签' },
    { path: 'rule.tag', sentence: '单独的标签' },
  ]
  expect([...ruleFaults(faults)]).toEqual([
    ['all.1.tag', '标签'],
    ['all.0.tag', '单独的标签'],
  ])
})
