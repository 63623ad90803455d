import { expect, it } from 'vitest'
import { differences } from './differences.ts'

const before = {
  journey: {
    name: '唤醒',
    entry: { segment: 'sleeping' },
    exit: [{ event: 'order.paid' }],
    steps: {
      send: { name: '发短信', send: { message: 'm' }, next: 'old' },
      old: { tag: { add: ['甲'] }, next: 'end' },
    },
  },
  sentences: {
    entry: '进入人群包「沉睡会员」',
    'exit.0': '购买就离开',
    'steps.send': '用短信发送「券」',
    'steps.old': '打上标签「甲」',
  },
}

it('two writings alike differ in nothing', () => {
  expect(differences(before, structuredClone(before))).toEqual([])
})

it('tells what is gone, what is new and what is said otherwise, and names a step by what it is called', () => {
  const after = {
    journey: {
      ...before.journey,
      exit: undefined,
      steps: {
        send: { name: '发短信', send: { message: 'm' }, next: 'new' },
        new: { wait: '1 day', next: 'end' },
      },
    },
    sentences: { entry: '进入人群包「沉睡会员」', 'steps.send': '用短信发送「券」', 'steps.new': '等 1 天' },
  }
  expect(differences(before, after)).toEqual([
    { where: '离开', before: '购买就离开', after: null },
    // Only where it leads has changed, which no sentence tells: as it is written.
    {
      where: '发短信',
      before: '{"name":"发短信","send":{"message":"m"},"next":"old"}',
      after: '{"name":"发短信","send":{"message":"m"},"next":"new"}',
    },
    { where: '打标签', before: '打上标签「甲」', after: null },
    { where: '等一段时间', before: null, after: '等 1 天' },
  ])
})
