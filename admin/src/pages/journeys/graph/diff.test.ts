import { expect, it } from 'vitest'
import { changedClauses, shortened } from './change-words.ts'
import { differenceOf, type Said } from './diff.ts'
import { nameOf } from './ways.ts'
import { entry, type Steps } from './written.ts'

const steps: Steps = {
  invite: { name: '唤醒短信', send: { message: 'm' }, next: 'back' },
  back: { waitFor: { event: 'miniprogram.entered', within: '3 days' }, yes: 'hot', no: 'ask' },
  hot: { name: '标记', tag: { add: ['高意向'] }, next: 'end' },
  ask: { name: '评价', send: { message: 'r', channels: ['email'] }, next: 'end' },
}
const sentences = {
  entry: '客户进入人群包「沉睡会员」时开始；90 天内不重复进入',
  'steps.invite': '用短信发送「唤醒」',
  'steps.back': '3 天内客户进入小程序，就转到「标记」；到时没有，就转到「评价」',
  'steps.hot': '打上标签「高意向」',
  'steps.ask': '用邮件发送「评价」',
}
const before: Said = { structure: { journey: 'm5', entry: { segment: 's' }, steps }, sentences }
const after = (changed: Steps, said: Record<string, string> = {}): Said => ({
  structure: { ...before.structure, steps: changed },
  sentences: { ...sentences, ...said },
})

it('nothing differs but the order it is written in', () => {
  const turned = after({ ...steps, hot: { next: 'end', tag: { add: ['高意向'] }, name: '标记' } })
  expect(differenceOf(before, turned)).toMatchObject({ changes: [], gone: [], come: [] })
})

it('a changed step says what it was and what it is, without where it leads', () => {
  const longer = after(
    { ...steps, back: { ...steps.back, waitFor: { event: 'miniprogram.entered', within: '5 days' } } },
    { 'steps.back': '5 天内客户进入小程序，就转到「标记」；到时没有，就转到「评价」' },
  )
  expect(differenceOf(before, longer).changes).toEqual([
    {
      kind: 'changed',
      at: 'back',
      title: '判断',
      before: '3 天内客户进入小程序',
      after: '5 天内客户进入小程序',
    },
  ])
})

it('a step put on a way is new, and the steps around it are as they were', () => {
  const { changes, gone, come } = differenceOf(
    before,
    after(
      {
        ...steps,
        back: { ...steps.back, no: 'morning' },
        morning: { wait: { between: '10:00-12:00' }, next: 'ask' },
      },
      { 'steps.morning': '等到客户当地时间 10:00–12:00 之间' },
    ),
  )
  expect(changes).toEqual([
    {
      kind: 'added',
      at: 'morning',
      title: '等一段时间',
      before: '',
      after: '等到客户当地时间 10:00–12:00 之间',
    },
  ])
  expect(gone).toEqual([])
  expect(come.sort()).toEqual(['back/no', 'morning/next'])
})

it('a step that is gone stays in the picture, with the ways that led to it', () => {
  const { ask: _, ...left } = steps
  const { changes, gone, journey, come } = differenceOf(
    before,
    after({ ...left, back: { ...steps.back, no: 'end' } }),
  )
  expect(changes).toMatchObject([{ kind: 'removed', at: 'ask', title: '评价', before: '用邮件发送「评价」' }])
  expect(gone.map(({ from, to, label }) => [from, to, label])).toEqual([['back', 'ask', '否']])
  expect(gone.map(nameOf)).toEqual(['back/gone/no'])
  expect(journey.steps).toHaveProperty('ask')
  expect(come).toEqual(['back/no'])
})

it('a way led elsewhere is a change of its step', () => {
  expect(differenceOf(before, after({ ...steps, back: { ...steps.back, no: 'hot' } })).changes).toEqual([
    { kind: 'changed', at: 'back', title: '判断', before: '「否」接「评价」', after: '「否」接「标记」' },
  ])
})

it('what concerns the flow as a whole stands at its entry', () => {
  const other: Said = {
    structure: { ...before.structure, entry: { segment: 's', again: 'never' }, priority: 3 },
    sentences: { ...sentences, entry: '客户进入人群包「沉睡会员」时开始；一生只进入一次' },
  }
  expect(differenceOf(before, other).changes).toEqual([
    { kind: 'changed', at: entry, title: '触发条件', before: '90 天内不重复进入', after: '一生只进入一次' },
    { kind: 'changed', at: entry, title: '流程设置', before: '', after: '设置变了' },
  ])
})

it.each([
  ['等 1 天', '等 2 天', '1 天', '2 天'],
  ['3 天内客户进入小程序', '5 天内客户进入小程序', '3 天内', '5 天内'],
  ['打上标签「高意向」', '打上标签「母婴」', '高意向', '母婴'],
  // Nothing would be left of the one.
  ['打上标签「高意向」', '打上标签「高意向」「母婴」', '打上标签「高意向」', '打上标签「高意向」「母婴」'],
])('%s → %s is told as short as it can be', (old, now, short, long) => {
  const words = changedClauses(old, now)
  expect(words && shortened(words)).toEqual({ before: short, after: long })
})
