import { describe, expect, it } from 'vitest'
import { broadcastSchema } from '../../language/broadcast.ts'
import { entrySchema } from '../../language/entry.ts'
import { journeySchema } from '../../language/journey.ts'
import { messageSchema } from '../../language/message-schema.ts'
import { type StepDefinition, type stepKinds, stepSchema } from '../../language/step.ts'
import { describeCron } from './cron.ts'
import { describeBroadcast, describeEntry, describeEntryParts, describeExit, describeGoal } from './entry.ts'
import type { DefinitionNames } from './names.ts'
import { sentencesOf } from './parts.ts'
import { describeStep, describeStepParts } from './steps.ts'

const message = (id: string, prefer: 'auto' | string[], variables: object = {}) =>
  messageSchema.parse({
    message: id,
    variables,
    name: '新品推荐',
    purpose: 'marketing',
    prefer,
    sms: { text: '上新了 拒收请回复R', templates: { aliyun: 'SMS_200001' } },
    email: { subject: '上新', html: '<p>上新了</p>', text: '上新了' },
  })
const product = {
  recommend: [{ product: '面霜', when: { tag: '干性' } }, { product: '小样' }],
  default: '新品',
}
const messages = [
  message('usual', 'auto'),
  message('mail-first', ['email', 'sms']),
  message('text', ['sms']),
  message('recommends', ['sms'], { product }),
  { ...message('sale', ['sms']), category: '促销' },
]
const names: DefinitionNames = {
  segment: (id) => ({ vip: '高价值客户' })[id],
  batch: (id) => ({ 'wake-up': '满200减50' })[id],
  message: (id) => messages.find((one) => one.id === id),
  trait: (name) => ({ birthday: '生日', interest: '感兴趣的品类', member: '会员' })[name],
}

const steps: Record<string, StepDefinition> = {
  consult: stepSchema.parse({ name: '咨询跟进', tag: { add: ['高意向'] }, next: 'end' }),
  mark: stepSchema.parse({ tag: { add: ['已联系'] }, next: 'end' }),
  'second-look': stepSchema.parse({
    waitFor: { event: 'order.paid', within: '1 day' },
    yes: 'end',
    no: 'end',
  }),
  invite: stepSchema.parse({ name: '邀请短信', send: { message: 'text' }, next: 'end' }),
  'by-mail': stepSchema.parse({ send: { message: 'mail-first' }, next: 'end', notSent: 'invite' }),
  remind: stepSchema.parse({ send: { message: 'text' }, next: 'end' }),
}

/** By node kind: as it is written, and as people say it. */
const said: Record<keyof typeof stepKinds, [written: object, sentence: string][]> = {
  send: [
    [{ send: { message: 'usual' } }, '用客户常用的渠道发送「新品推荐」'],
    [{ send: { message: 'text' } }, '用短信发送「新品推荐」'],
    [{ send: { message: 'sale' } }, '用短信发送「新品推荐」（促销类）'],
    [{ send: { message: 'mail-first' } }, '依次用邮件、短信发送「新品推荐」'],
    [{ send: { message: 'usual', channels: ['wecom', 'sms'] } }, '依次用企业微信、短信发送「新品推荐」'],
    [
      { send: { message: 'text', whenCapped: 'next day' } },
      '用短信发送「新品推荐」，超出触达频控就改到第二天',
    ],
    [{ send: { message: 'unknown' } }, '发送「unknown」'],
    [
      { send: { message: 'recommends', whenCapped: 'next day' } },
      '用短信发送「新品推荐」，从「面霜」「小样」里推荐第一个符合条件且没买过的，没有就推荐「新品」，超出触达频控就改到第二天',
    ],
    [{ send: { message: 'text', useBy: '2 days' } }, '用短信发送「新品推荐」，2 天内没有发出就不再发'],
    [
      { send: { message: 'text', useBy: '2026-06-18T20:00:00+08:00' }, notSent: 'mark' },
      '用短信发送「新品推荐」，2026年6月18日 20:00（北京时间）前没有发出就不再发；没有发出，就打上标签「已联系」',
    ],
    [
      { send: { message: 'text' }, notSent: 'mark' },
      '用短信发送「新品推荐」；没有发出，就打上标签「已联系」',
    ],
    // A step with ways of its own is told by its name, or two could tell of each other for ever.
    [
      { send: { message: 'text' }, notSent: 'by-mail' },
      '用短信发送「新品推荐」；没有发出，就转到「by-mail」',
    ],
  ],
  wait: [
    [{ wait: '3 days' }, '等 3 天'],
    [{ wait: '90 minutes' }, '等 90 分钟'],
    [{ wait: '2 weeks' }, '等 14 天'],
    [{ wait: { until: { trait: 'nextOrderOn', minus: '3 days' } } }, '等到客户的「预计复购日」前 3 天'],
    [{ wait: { until: { trait: 'nextOrderOn', plus: '12 hours' } } }, '等到客户的「预计复购日」后 12 小时'],
    [{ wait: { until: { trait: 'nextOrderOn' } } }, '等到客户的「预计复购日」'],
    [{ wait: { until: '2026-03-05T02:00:00Z' } }, '等到 2026年3月5日 10:00（北京时间）'],
    [{ wait: { between: '10:00-20:00' } }, '等到客户当地时间 10:00–20:00 之间'],
    [{ wait: { for: '1 day', between: '10:00-20:30' } }, '等 1 天，再等到客户当地时间 10:00–20:30 之间'],
    [{ wait: '1 month' }, '等 1 个月'],
    [{ wait: { on: 'working day' } }, '等到工作日（客户当地时间）'],
    [
      { wait: { for: '2 months', on: { weekdays: [1, 5] }, between: '10:00-20:00' } },
      '等 2 个月，再等到周一或周五的 10:00–20:00 之间（客户当地时间）',
    ],
    [{ wait: { on: { dayOfMonth: 15 } } }, '等到每月 15 日（客户当地时间）'],
    [{ wait: { on: { dayOfMonth: 31 } } }, '等到每月最后一天（客户当地时间）'],
  ],
  tag: [
    [{ tag: { add: ['高意向', '母婴用户'] } }, '打上标签「高意向」「母婴用户」'],
    [{ tag: { add: ['深度流失'], remove: ['高意向'] } }, '打上标签「深度流失」，去掉标签「高意向」'],
  ],
  setTrait: [
    [{ setTrait: { stage: '深度流失' } }, '把「客户阶段」设为 深度流失'],
    [{ setTrait: { interest: null, member: true } }, '清除「感兴趣的品类」，把「会员」设为是'],
    [{ setTrait: { birthday: '2026-03-05' } }, '把「生日」设为 2026年3月5日'],
    [
      { setTrait: { calledAt: 'now', callOn: '30 days from now', renewsOn: '1 month from now' } },
      '把「calledAt」设为当时，把「callOn」设为当时之后 30 天，把「renewsOn」设为当时之后 1 个月',
    ],
    [{ setTrait: { visits: { add: 1 }, chances: { add: -2 } } }, '「visits」加 1，「chances」减 2'],
    [{ setTrait: { interest: { entry: 'category' } } }, '把「感兴趣的品类」设为进入时的品类'],
  ],
  coupon: [
    [{ coupon: { batch: 'wake-up' } }, '发放优惠券「满200减50」'],
    [{ coupon: { batch: 'other' } }, '发放优惠券「other」'],
    [
      { coupon: { batch: 'wake-up' }, usedUp: 'consult' },
      '发放优惠券「满200减50」；券已发完，就转到「咨询跟进」',
    ],
    [
      { coupon: { batches: [{ when: { segment: 'vip' }, batch: 'wake-up' }, { otherwise: 'other' }] } },
      '发放优惠券：属于人群包 高价值客户，就发「满200减50」；其他情况，就发「other」',
    ],
  ],
  task: [
    [
      {
        task: {
          title: "{{ customer.nickname | default: '会员' }} 回到小程序",
          reasons: ['收到专属券', '近 90 天内买过'],
        },
      },
      '给销售派跟进待办「〔昵称〕 回到小程序」，理由是收到专属券、近 90 天内买过，2 小时工作时间内接受',
    ],
    [
      { task: { title: '问问{{customer.traits.interest}}', accept: '30 minutes', due: '2 days' } },
      '给销售派跟进待办「问问〔感兴趣的品类〕」，30 分钟工作时间内接受，接受后 2 个工作日内完成',
    ],
    [
      { task: { title: '订单 {{ entry.orderId }}：客户点了 {{answer.link}}' } },
      '给销售派跟进待办「订单 〔进入时的订单号〕：客户点了 〔所等事件的链接〕」，2 小时工作时间内接受',
    ],
  ],
  webhook: [[{ webhook: { to: 'erp' } }, '通知外部系统「erp」']],
  goal: [[{ goal: '完成咨询' }, '记为达成目标「完成咨询」']],
  exit: [[{ exit: { reason: '已退款' } }, '结束流程，原因是「已退款」']],
  waitFor: [
    [
      { waitFor: { event: 'message.clicked', of: 'invite', within: '2 days' }, yes: 'consult', no: 'end' },
      '2 天内客户点击消息链接（由「邀请短信」发出），就转到「咨询跟进」；到时没有，就结束流程',
    ],
    [
      { waitFor: { event: 'message.clicked', of: 'remind', within: '2 days' }, yes: 'mark', no: 'end' },
      '2 天内客户点击消息链接（由「remind」发出），就打上标签「已联系」；到时没有，就结束流程',
    ],
    [
      {
        waitFor: {
          event: 'order.paid',
          where: { prop: 'amountFen', atLeast: 20000 },
          within: '36 hours',
        },
        yes: 'mark',
        no: 'second-look',
      },
      '36 小时内客户购买（金额（分）不低于 20000），就打上标签「已联系」；到时没有，就转到「second-look」',
    ],
    [
      { waitFor: { event: 'order.paid', within: '2 months' }, yes: 'mark', no: 'end' },
      '2 个月内客户购买，就打上标签「已联系」；到时没有，就结束流程',
    ],
    [
      { waitFor: { segment: 'vip', on: 'left', within: '7 days' }, yes: 'end', no: 'consult' },
      '7 天内客户离开人群包「高价值客户」，就结束流程；到时没有，就转到「咨询跟进」',
    ],
    [
      {
        waitFor: {
          any: [
            { event: 'order.paid', to: 'mark' },
            { segment: 'vip', to: 'consult' },
          ],
          within: '3 days',
        },
        no: 'end',
      },
      '3 天内看先发生哪一件：客户购买，就打上标签「已联系」；客户进入人群包「高价值客户」，就转到「咨询跟进」；到时都没有，就结束流程',
    ],
  ],
  branch: [
    [
      {
        branch: [
          { when: { trait: 'sourceChannel', contains: '抖音' }, to: 'consult' },
          { when: { segment: 'vip' }, to: 'mark' },
          { otherwise: 'end' },
        ],
      },
      '来源渠道包含 抖音，就转到「咨询跟进」；属于人群包 高价值客户，就打上标签「已联系」；其他情况，就结束流程',
    ],
    [
      {
        branch: [
          { when: { answer: 'result', is: 'won' }, to: 'consult' },
          {
            when: { event: 'order.refunded', where: { prop: 'orderId', is: { entry: 'orderId' } } },
            to: 'mark',
          },
          { when: { entry: 'amountFen', atLeast: 20_000 }, to: 'mark' },
          { otherwise: 'end' },
        ],
      },
      '所等事件的结果是 won，就转到「咨询跟进」；至少 1 次退款（订单号是进入时的订单号），就打上标签「已联系」；进入时的金额（分）不低于 20000，就打上标签「已联系」；其他情况，就结束流程',
    ],
  ],
  split: [
    [
      {
        split: [
          { share: 70, to: 'consult' },
          { share: 30, to: 'mark' },
        ],
      },
      '按比例分流，同一位客户始终走同一路：70% 转到「咨询跟进」；30% 打上标签「已联系」',
    ],
  ],
}

const leadsOn = { next: 'end' }
const needsNext = (written: object) =>
  ['exit', 'waitFor', 'branch', 'split'].some((kind) => kind in written)
    ? written
    : { ...written, ...leadsOn }

describe.each(Object.entries(said))('a step %s', (_, cases) => {
  it.each(cases)('%j reads as people say it', (written, sentence) => {
    expect(describeStep(stepSchema.parse(needsNext(written)), { steps, names })).toBe(sentence)
  })
})

/** What is written at a dotted place. */
const writtenAt = (written: object, field: string): unknown =>
  field.split('.').reduce<unknown>((inside, part) => Reflect.get(Object(inside), part), written)

describe.each(Object.entries(said))('the parts of a step %s', (_, cases) => {
  it.each(cases)('%j say the same, and each stands for a field of it', (written, sentence) => {
    const parts = describeStepParts(stepSchema.parse(needsNext(written)), { steps, names })
    expect(parts.map(({ text }) => text).join('')).toBe(sentence)
    expect(parts.some(({ field }) => field !== undefined)).toBe(true)
  })
})

it('a part of a sentence stands for what is written at its field', () => {
  const step = {
    waitFor: {
      any: [
        { event: 'order.paid', to: 'mark' },
        { segment: 'vip', to: 'consult' },
      ],
      within: '3 days',
    },
    no: 'end',
  }
  const parts = describeStepParts(stepSchema.parse(step), { steps, names })
  const told = parts.flatMap(({ text, field }) => (field ? [[text, writtenAt(step, field)]] : []))
  expect(told).toEqual([
    ['3 天内', '3 days'],
    ['购买', step.waitFor.any[0]],
    ['打上标签「已联系」', 'mark'],
    ['进入人群包「高价值客户」', step.waitFor.any[1]],
    ['转到「咨询跟进」', 'consult'],
    ['结束流程', 'end'],
  ])
  const entry = { segment: 'vip', when: { tag: 'VIP' }, again: 'after 90 days' }
  expect(describeEntryParts(entrySchema.parse(entry), names)).toEqual([
    { text: '客户进入人群包「高价值客户」时开始', field: 'segment' },
    { text: '，客户当时须满足：' },
    { text: '有标签 VIP', field: 'when' },
    { text: '；' },
    { text: '同一位客户隔 90 天可以再次进入', field: 'again' },
  ])
})

it.each([
  [
    { event: 'lead.submitted', where: { prop: 'form', is: 'whitepaper' }, again: 'after 30 days' },
    '客户提交表单（表单是 whitepaper）时开始；同一位客户隔 30 天可以再次进入',
  ],
  [{ event: 'order.paid', key: 'orderId', again: 'never' }, '客户购买时开始；同一订单号只进入一次'],
  [
    { event: 'order.paid', when: { tag: '母婴用户' }, again: 'always' },
    '客户购买时开始，客户当时须满足：有标签 母婴用户；同一位客户每次都可以进入',
  ],
  [{ segment: 'vip' }, '客户进入人群包「高价值客户」时开始；同一位客户只进入一次'],
  [
    { festival: '中秋节', minus: '3 days', when: { tag: '会员' } },
    '中秋节前 3 天的 10:00（北京时间）开始，进入的客户须满足：有标签 会员；同一位客户每次都可以进入',
  ],
  [
    { festival: '店庆', at: '20:00', when: { tag: '会员' }, again: 'never' },
    '店庆当天的 20:00（北京时间）开始，进入的客户须满足：有标签 会员；同一位客户只进入一次',
  ],
  [
    { trait: 'nextOrderOn', minus: '3 days', again: 'after 20 days' },
    '到客户的「预计复购日」前 3 天时开始；同一位客户隔 20 天可以再次进入',
  ],
  [{ trait: 'registeredAt' }, '到客户的「注册时间」时开始；同一位客户只进入一次'],
  [
    { trait: 'birthday', yearly: true, at: '10:00', again: 'always' },
    '每年到客户的「生日」那天的 10:00（客户当地时间）开始；同一位客户每次都可以进入',
  ],
  [
    { trait: 'birthday', yearly: true, again: 'always' },
    '每年到客户的「生日」那天开始；同一位客户每次都可以进入',
  ],
  [
    { trait: 'birthday', yearly: true, minus: '7 days', at: '09:30', again: 'always' },
    '每年到客户的「生日」前 7 天的 09:30（客户当地时间）开始；同一位客户每次都可以进入',
  ],
  [
    { schedule: { cron: '0 10 25 * *' }, when: { tag: 'VIP' }, again: 'always' },
    '每月 25 日 10:00（北京时间）开始，进入的客户须满足：有标签 VIP；同一位客户每次都可以进入',
  ],
  [
    { schedule: { at: '2026-09-25T10:00:00+08:00' }, when: { tag: 'VIP' } },
    '2026年9月25日 10:00（北京时间）开始，进入的客户须满足：有标签 VIP；同一位客户只进入一次',
  ],
  [{ api: true }, '由外部系统通过接口开始；同一位客户只进入一次'],
])('an entry %j reads as people say it', (written, sentence) => {
  expect(describeEntry(entrySchema.parse(written), names)).toBe(sentence)
})

it('a broadcast reads as people say it', () => {
  const { entry } = broadcastSchema.parse({
    broadcast: 'mid-autumn',
    name: '中秋问候',
    to: { segment: 'vip' },
    send: { message: 'usual' },
    at: '2026-09-25T10:00:00+08:00',
  })
  expect(describeBroadcast(entry, names)).toBe(
    '2026年9月25日 10:00（北京时间）发出，群发给：属于人群包 高价值客户；同一位客户只发一次',
  )
})

it.each([
  ['0 10 25 * *', '每月 25 日 10:00'],
  ['30 9 1,15 * *', '每月 1、15 日 09:30'],
  ['0 9,21 * * *', '每天 09:00、21:00'],
  ['0 10 * * 1', '每周一 10:00'],
  ['0 10 * * 1-5', '每周一至周五 10:00'],
  ['0 10 * * 6,0', '每周六、日 10:00'],
  ['0 10 9 9 *', '每年 9 月 9 日 10:00'],
  ['0 10 * 11 *', '每年 11 月每天 10:00'],
  ['0 10 1 1,4,7,10 *', '每年 1、4、7、10 月 1 日 10:00'],
  // Either of the two days: nobody says that in a line.
  ['0 10 13 * 5', '按计划（cron 0 10 13 * 5）'],
  ['*/5 * * * *', '按计划（cron */5 * * * *）'],
  ['0 10 L * *', '按计划（cron 0 10 L * *）'],
  ['0 10 * * MON', '按计划（cron 0 10 * * MON）'],
])('cron %s reads as people say it', (cron, words) => {
  expect(describeCron(cron)).toBe(words)
})

describe('what a journey says beside its steps', () => {
  const journey = journeySchema.parse({
    journey: 'j',
    name: '流程',
    entry: { api: true },
    goal: { event: 'order.paid', within: '30 days', value: 'amountFen' },
    exit: [
      { event: 'order.refunded' },
      { segment: 'vip' },
      { event: 'message.unsubscribed', where: { prop: 'channel', is: 'sms' } },
    ],
    steps: { w: { wait: '1 day', next: 'end' } },
  })

  it('is when it is left, wherever the customer is', () => {
    expect(journey.exit.map((exit) => describeExit(exit, names))).toEqual([
      '任何时候，客户退款就立即退出',
      '任何时候，客户进入人群包「高价值客户」就立即退出',
      '任何时候，客户退订（渠道是 短信）就立即退出',
    ])
  })

  it('is its goal, and what that is worth', () => {
    expect(describeGoal(journey.goal!)).toBe('进入后 30 天内购买，成果按金额（分）计')
    expect(describeGoal({ event: 'task.done', withinMs: 86_400_000 })).toBe('进入后 1 天内完成跟进')
  })
})

it('settings say who is excluded, each by itself: one fault leaves the others their sentence', () => {
  const exclude = { 员工: { tag: '员工' }, 高价值: { segment: 'vip' }, 未写完: { tag: 1 } }
  expect(sentencesOf({ settings: 'company', exclude }, names)).toEqual({
    'exclude.员工': '有标签 员工',
    'exclude.高价值': expect.stringContaining('高价值客户'),
  })
})
