import { expect, it } from 'vitest'
import type { Vocabulary } from '../drawer/options.ts'
import type { Fault } from '../graph/step-words.ts'
import { type Journey, put } from '../graph/written.ts'
import { plainFaults } from './plain-faults.ts'

const vocabulary: Vocabulary = {
  events: [],
  fields: [],
  channels: [],
  messages: [
    { id: 'review', name: '用户评价征集', purpose: 'marketing', category: null, channels: ['email'] },
  ],
  segments: [],
  batches: [{ id: 'wake', name: '专属券' }],
  receivers: [],
  festivals: [],
  categories: [],
}
const journey: Journey = {
  entry: { segment: '' },
  steps: {
    send: { send: { message: 'review', channels: ['email', 'sms'] }, next: 'gone' },
    look: { branch: [{ when: { all: [{ tag: '' }] }, to: 'end' }, { otherwise: 'end' }] },
    arms: {
      split: [
        { share: 70, to: 'end' },
        { share: 40, to: 'end' },
        { share: 1, to: 'end' },
      ],
    },
    mark: { tag: { add: [] }, next: 'end' },
    coupon: { coupon: { batch: 'old' }, next: 'end' },
  },
}

function told(path: string, sentence = '应为别的；改掉它') {
  const [, stepId = null, field] = /^steps\.([a-z-]+)(?:\.(.*))?$/.exec(path) ?? [null, null, path]
  const fault: Fault = {
    path,
    word: null,
    stepId,
    field: field ?? '',
    expected: '别的',
    todo: '改掉它',
    sentence,
    line: 1,
    column: 1,
  }
  const [found] = plainFaults([fault], { journey, vocabulary })
  return found!
}

it.each([
  ['entry', '还没选什么时候开始'],
  ['entry.segment', '还没选人群包'],
  ['name', '还没填流程名称'],
  ['steps.look.branch.0.when.all.0.tag', '还没填条件里的标签'],
  ['steps.mark.tag', '还没写标签'],
  ['steps.send.next', '下一步没有接上'],
  ['steps.send.send.channels.1', '素材没有短信内容'],
  ['steps.arms.split', '比例合起来是 111%'],
  ['steps.coupon.coupon.batch', '券批次「old」不能用'],
  ['steps.coupon', '没有人走得到'],
  // What no rule here knows keeps the words it came with.
  ['steps.arms.split.0.share', '应为别的'],
])('the fault at %s is told as: %s', (path, short) => {
  expect(told(path).short).toBe(short)
})

it('a mend does what it says, and nothing else', () => {
  const mended = (path: string, label: string) => {
    const mend = told(path).mends.find((each) => each.label === label)
    return mend && 'edit' in mend ? mend.edit(journey) : mend
  }
  expect(mended('steps.send.send.channels.1', '不勾短信')).toEqual(
    put(journey, ['steps', 'send', 'send', 'channels'], ['email']),
  )
  expect(mended('steps.send.send.channels.1', '去写短信内容')).toMatchObject({ to: '/content/review' })
  expect(mended('steps.send.next', '接到结束')).toEqual(put(journey, ['steps', 'send', 'next'], 'end'))
  const even = mended('steps.arms.split', '平均分')
  expect(even).toMatchObject({ steps: { arms: { split: [{ share: 34 }, { share: 33 }, { share: 33 }] } } })
  expect(mended('steps.coupon', '删除这一步')).toEqual({ label: '删除这一步', remove: 'coupon' })
})
