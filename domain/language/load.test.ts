import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadDefinitions, readDefinitions } from './load.ts'
import { createRegistry } from './registry.ts'

const read = (text: string) => readDefinitions([{ file: 'some.yaml', text }], new Date())

it('refuses a wrong file and still gives the others', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kelu definitions '))
  onTestFinished(() => rm(dir, { recursive: true }))
  await mkdir(join(dir, 'segments'))
  await writeFile(join(dir, 'segments', 'right.yaml'), 'segment: right\nname: 对\nrule: { tag: 甲 }\n')
  await writeFile(join(dir, 'segments', 'wrong.yaml'), 'segment: wrong\nname: 错\nrule: { tog: 甲 }\n')
  await writeFile(join(dir, 'README.md'), 'not a definition')

  const { definitions, faults } = await loadDefinitions(dir, new Date())

  expect(definitions.segments.map(({ id }) => id)).toEqual(['right'])
  expect(faults).toMatchObject([{ file: 'segments/wrong.yaml', line: 3, column: 7 }])
})

it('takes a file it cannot open for a fault, not for the end', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'kelu definitions '))
  onTestFinished(() => rm(dir, { recursive: true }))
  await writeFile(join(dir, 'right.yml'), 'segment: right\nname: 对\nrule: { tag: 甲 }\n')
  await mkdir(join(dir, 'folder.yaml'))
  const { definitions, faults } = await loadDefinitions(dir, new Date())
  expect(definitions.segments.map(({ id }) => id)).toEqual(['right'])
  expect(faults).toMatchObject([{ file: 'folder.yaml', line: 1 }])
})

it('takes an alias that names nothing, or is used without end, for a fault of that definition alone', () => {
  const more = (name: string, of: string) => `${name}: &${name} [${`*${of},`.repeat(9)}]\n`
  for (const wrong of [
    'name: *nobody\n',
    `a: &a [x]\n${more('b', 'a')}${more('c', 'b')}${more('d', 'c')}${more('e', 'd')}`,
  ]) {
    const { definitions, faults } = read(
      `segment: s\n${wrong}---\nsegment: right\nname: 对\nrule: { tag: 甲 }\n`,
    )
    expect(definitions.segments.map(({ id }) => id)).toEqual(['right'])
    expect(faults).toMatchObject([{ line: 1, expected: '能读的 YAML' }])
  }
})

it.each([
  [
    'GBK',
    Buffer.concat([Buffer.from('segment: gbk\n'), Buffer.from([0x6e, 0x3a, 0x20, 0xb7, 0xd6, 0x0a])]),
    2,
  ],
  ['UTF-16', Buffer.from('\uFEFFsegment: wide\n', 'utf16le'), 1],
  ['cut off in the middle of a character', Buffer.from('segment: cut\nname: 分').subarray(0, -1), 2],
])('tells of a file in %s that its encoding is wrong, and where', (_, bytes, line) => {
  const { faults } = readDefinitions([{ file: 'some.yaml', bytes }], new Date())
  expect(faults).toMatchObject([
    { line, expected: expect.stringContaining('UTF-8'), todo: expect.stringContaining('另存为 UTF-8') },
  ])
})

it('takes a UTF-8 file with a byte order mark', () => {
  const bytes = Buffer.from('\uFEFFsegment: s\nname: 对\nrule: { tag: 甲 }\n')
  expect(readDefinitions([{ file: 'some.yaml', bytes }], new Date()).faults).toEqual([])
})

it('leaves full-width punctuation alone where it is content', () => {
  const { definitions, faults } = read(`
message: m
name: 消息：给老客户，请勿改
purpose: requested
email:
  subject: “夏日”上新，来看看
  html: |
    您好：
    “精华”到货，欢迎选购
  text: "“夏日”：上新"
---
journey: j
name: 旅程
entry: { api: true }
steps:
  call:
    task: { title: 跟进：今天，必须, reasons: ["买过，没评价", 投诉：物流] }
    next: end
`)
  expect(faults).toEqual([])
  expect(definitions.journeys[0]?.steps.call).toMatchObject({ reasons: ['买过，没评价', '投诉：物流'] })
})

const journey = (steps: string) => `journey: j\nname: 旅程\nentry: { api: true }\nsteps:\n${steps}`
const batch =
  'batch: first-buyer-30\nname: 首单\nkind: fixed\namountFen: ▲3000\nvalidity: 14 days\ncodes: { prefix: FB }\nquantity: 10\n'
const text = 'message: hello\nname: 问候\npurpose: requested\nemail: { subject: 甲, html: 乙, text: 丙 }\n'

it.each([
  [
    'a batch',
    batch.replace('▲3000', '30元'),
    journey('  a:\n    coupon: { batch: first-buyer-30 }\n    next: end\n'),
  ],
  [
    'a batch that is no YAML',
    batch.replace(': ▲3000', '：3000'),
    journey('  a:\n    coupon: { batch: first-buyer-30 }\n    next: end\n'),
  ],
  [
    'a message',
    text.replace('requested', 'request'),
    journey('  a:\n    send: { message: hello }\n    next: end\n'),
  ],
  [
    'a message, as the welcome of a channel',
    text.replace('甲', '"{{x}}"'),
    'channel: c\nname: 渠道\ndefault: true\nwelcome: hello\n',
  ],
  [
    'a segment',
    'segment: old\nname: 旧\nrule: { tog: 甲 }\n',
    journey('  a:\n    branch:\n      - { when: { segment: old }, to: end }\n      - { otherwise: end }\n'),
  ],
  [
    'a segment, in another one',
    'segment: old\nname: 旧\nrule: { tog: 甲 }\n',
    'segment: new\nname: 新\nrule: { not: { segment: old } }\n',
  ],
])('says of what leans on %s that was refused where the mistake is', (_, wrong, leaning) => {
  const fine = batch.replace('first-buyer-30', 'wake-up-50').replace('▲', '')
  const { faults, refused } = readDefinitions(
    [
      { file: 'fine.yaml', text: fine },
      { file: 'wrong.yaml', text: wrong },
      { file: 'leaning.yaml', text: leaning },
    ],
    new Date(),
  )
  expect(faults.map(({ file }) => file)).toEqual(['wrong.yaml', 'leaning.yaml'])
  expect(faults[1]?.expected).toContain('有错，没有生效')
  expect(faults[1]?.todo).toContain(`wrong.yaml:${faults[0]?.line}`)
  expect(refused).toHaveLength(2)
})

it('says of a trait whose declaration was refused where the mistake is', () => {
  const { faults } = read(
    'traits: own\nname: 自有\nfields: { favourite: { name: 最爱, type: txt } }\n---\nsegment: s\nname: 甲\nrule: { trait: favourite, is: 乙 }\n',
  )
  expect(faults).toMatchObject([{ line: 3 }, { line: 7, todo: expect.stringContaining('some.yaml:3') }])
})

it('reads own traits of every type, and dates as dates', () => {
  const { definitions, faults } = read(`
traits: own
name: 自有
fields:
  level: { name: 等级, type: number }
  vip: { name: 会员, type: boolean }
  birthday: { name: 生日, type: monthDay }
  metAt: { name: 见面, type: date }
---
${journey('  a:\n    setTrait: { level: 3, vip: true, birthday: 02-29, metAt: 2026-03-05, stage: 深度流失 }\n    next: b\n  b:\n    branch:\n      - { when: { all: [{ trait: stage, is: 深度流失 }, { trait: metAt, before: 3 days ago }] }, to: end }\n      - { otherwise: end }\n')}`)
  expect(faults).toEqual([])
  expect(definitions.journeys[0]?.steps.a).toMatchObject({
    traits: {
      level: 3,
      vip: true,
      birthday: '02-29',
      metAt: { at: '2026-03-05T00:00:00+08:00' },
      stage: '深度流失',
    },
  })
})

it('reads who may set a trait, and what of it is personal: steps alone unless it says otherwise', () => {
  const { definitions, faults } = read(`
traits: own
name: 自有
fields:
  level: { name: 等级, type: number }
  hobby: { name: 爱好, type: text, set: [form, profile] }
  birthday: { name: 生日, type: monthDay, set: [step, hook], personal: true }
  babyBirthday: { name: 宝宝生日, type: date, set: [form], consent: 我是监护人，同意填写 }
---
${journey('  a:\n    setTrait: { level: 3, birthday: 02-29 }\n    next: b\n  b:\n    branch:\n      - { when: { trait: babyBirthday, exists: true }, to: end }\n      - { otherwise: end }\n')}`)
  expect(faults).toEqual([])
  expect(definitions.traits[0]?.fields).toEqual({
    level: { name: '等级', type: 'number', set: ['step'], personal: false },
    hobby: { name: '爱好', type: 'text', set: ['form', 'profile'], personal: false },
    birthday: { name: '生日', type: 'monthDay', set: ['step', 'hook'], personal: true },
    babyBirthday: {
      name: '宝宝生日',
      type: 'date',
      set: ['form'],
      personal: true,
      consent: '我是监护人，同意填写',
    },
  })
})

it('takes a child’s birthday without consent where steps alone set it, as files always could', () => {
  const { faults } = read(
    'traits: own\nname: 自有\nfields:\n  babyBirthday: { name: 宝宝生日, type: date }\n',
  )
  expect(faults).toEqual([])
})

describe('a definition that is in use, but hardly as it was meant, is warned of:', () => {
  const now = new Date('2026-03-01T00:00:00+08:00')
  const sms = (length: number) =>
    `message: m\nname: 消息\npurpose: requested\nsms:\n  text: ▲${'字'.repeat(length)}\n  templates: { aliyun: SMS_100001 }\n`
  it.each([
    ['an SMS of 200 characters', sms(200), '约 206 字，按 4 条计费，每人约 ¥0.20'],
    ['an SMS just over two segments', sms(129), '按 3 条计费，每人约 ¥0.15'],
    [
      'a schedule in the past',
      'journey: j\nname: 旅程\nentry: { schedule: { at: ▲2026-02-17T10:00:00+08:00 }, when: { tag: 甲 } }\nsteps:\n  a:\n    exit: { reason: 完 }\n',
      '时间已过',
    ],
    [
      'a festival whose only day is over',
      'calendar: c\nname: 日历\ncompanyDays: { 开业: 2025-05-20 }\n---\njourney: j\nname: 旅程\nentry: { festival: ▲开业, when: { tag: 甲 } }\nsteps:\n  a:\n    exit: { reason: 完 }\n',
      '没有下一次',
    ],
    [
      'a wait until a time in the past',
      journey('  a:\n    wait: { until: ▲2026-02-17T10:00:00+08:00 }\n    next: end\n'),
      '不再等待',
    ],
    [
      'a batch that is over',
      batch
        .replace('▲', '')
        .replace('14 days', '{ from: 2026-01-01T00:00:00+08:00, until: ▲2026-02-01T00:00:00+08:00 }'),
      '已过期',
    ],
    [
      'a welcome sent by a journey step',
      `message: hello\nname: 欢迎\npurpose: requested\nwelcome: { text: 你好 }\n---\n${journey('  a:\n    send: { message: ▲hello }\n    next: end\n')}`,
      '发得出去的渠道',
    ],
  ])('%s', (_, written, expected) => {
    const before = written.slice(0, written.indexOf('▲')).split('\n')
    const { faults, warnings } = readDefinitions([{ file: 'w.yaml', text: written.replace('▲', '') }], now)
    expect(faults).toEqual([])
    expect(warnings).toMatchObject([
      { file: 'w.yaml', line: before.length, expected: expect.stringContaining(expected) },
    ])
    expect(warnings[0]?.column).toBe((before.at(-1)?.length ?? 0) + 1)
  })

  it('not what is usual, nor what is still to come', () => {
    const { warnings } = readDefinitions(
      [
        { file: 'sms.yaml', text: sms(128).replace('▲', '') },
        {
          file: 'wait.yaml',
          text: journey('  a:\n    wait: { until: 2026-03-17T10:00:00+08:00 }\n    next: end\n'),
        },
      ],
      now,
    )
    expect(warnings).toEqual([])
  })
})

it('names a receiver by its short name, never by an address', () => {
  const call = (webhook: string) =>
    read(`
journey: j
name: 旅程
entry: { api: true }
steps:
  call: { webhook: ${webhook}, next: end }
`)
  expect(call('{ to: crm, body: { level: 金卡 } }').faults).toEqual([])
  expect(call("{ url: 'https://crm.example/in' }").definitions.journeys).toEqual([])
  expect(call("{ to: 'https://crm.example/in' }").faults).toMatchObject([{ path: 'steps.call.webhook.to' }])
})

it('refuses what leans on a refused definition, too', () => {
  const { definitions, faults } = read(
    'segment: a\nname: 甲\nrule: { segment: b }\n---\nsegment: b\nname: 乙\nrule: { segment: c }\n',
  )
  expect(definitions.segments).toEqual([])
  expect(faults.map(({ line }) => line)).toEqual([7, 3])
})

it('reads durations as milliseconds and fills what was left out', () => {
  const { definitions, faults } = read(`
journey: j
name: 旅程
entry: { event: lead.submitted, where: { prop: form, is: white-paper }, again: after 30 days }
goal: { event: order.paid, within: 30 days, value: amountFen }
exit:
  - event: order.paid
steps:
  rest:
    wait: { until: { trait: nextOrderOn, minus: 3 days }, between: 10:00-20:00 }
    next: judge
  judge:
    waitFor: { event: miniprogram.entered, within: 48 hours }
    yes: call
    no: end
  call:
    task: { title: 跟进 }
    next: end
`)
  expect(faults).toEqual([])
  expect(definitions.journeys).toEqual([
    {
      id: 'j',
      name: '旅程',
      entry: {
        kind: 'event',
        event: 'lead.submitted',
        where: { kind: 'prop', prop: 'form', tests: [{ op: 'is', value: 'white-paper' }] },
        again: { kind: 'after', ms: 30 * 24 * 3_600_000 },
      },
      exit: [{ kind: 'event', event: 'order.paid' }],
      goal: { event: 'order.paid', withinMs: 30 * 24 * 3_600_000, value: 'amountFen' },
      holdout: 0,
      first: 'rest',
      steps: {
        rest: {
          kind: 'wait',
          wait: { kind: 'trait', trait: 'nextOrderOn', offsetMs: -3 * 24 * 3_600_000 },
          between: { fromMinute: 600, toMinute: 1200 },
          next: 'judge',
        },
        judge: {
          kind: 'waitFor',
          on: { kind: 'event', event: 'miniprogram.entered' },
          withinMs: 48 * 3_600_000,
          yes: 'call',
          no: 'end',
        },
        call: { kind: 'task', title: '跟进', reasons: [], acceptMs: 2 * 3_600_000, next: 'end' },
      },
    },
  ])
})

it('keeps the steps in the order they were written', () => {
  const steps = ['zebra', 'apple', 'mango']
  const text = steps
    .map((id, at) => `  ${id}:\n    wait: 1 hour\n    next: ${steps[at + 1] ?? 'end'}\n`)
    .join('')
  const { definitions } = read(`journey: j\nname: 旅程\nentry: { api: true }\nsteps:\n${text}`)
  expect(definitions.journeys[0]?.first).toBe('zebra')
  expect(Object.keys(definitions.journeys[0]?.steps ?? {})).toEqual(steps)
})

const message =
  'message: m\nname: 消息\npurpose: requested\nvariables:\n  link: { link: "https://a.example/x" }\nemail: { subject: 甲, html: "{{link}}", text: 丙 }\n---\n'
const send = (id: string, next: string) => `  ${id}:\n    send: { message: m }\n    next: ${next}\n`

it('ties a wait for a click to the last send on each way that leads there', () => {
  const { definitions, faults } = read(
    `${message}journey: j\nname: 旅程\nentry: { api: true }\nsteps:\n${send('hello', 'which')}  which:\n    split: [{ share: 50, to: a }, { share: 50, to: b }]\n${send('a', 'clicked')}${send('b', 'pause')}  pause:\n    wait: 1 hour\n    next: clicked\n  clicked:\n    waitFor: { event: message.clicked, within: 2 days }\n    yes: end\n    no: end\n`,
  )
  expect(faults).toEqual([])
  expect(definitions.journeys[0]?.steps.clicked).toMatchObject({ on: { of: ['a', 'b'] } })
})

it('allows a loop that waits', () => {
  const { faults } = read(
    'journey: j\nname: 旅程\nentry: { api: true }\nsteps:\n  rest:\n    wait: 1 days\n    next: judge\n  judge:\n    branch:\n      - { when: { tag: 甲 }, to: end }\n      - { otherwise: rest }\n',
  )
  expect(faults).toEqual([])
})

it('takes a loop over the immediate way out of a waitFor for one that takes no time', () => {
  const { faults } = read(
    'journey: j\nname: 旅程\nentry: { api: true }\nsteps:\n  judge:\n    waitFor: { event: order.paid, within: 1 days }\n    yes: judge\n    no: end\n',
  )
  expect(faults).toMatchObject([{ line: 5, column: 3 }])
})

it('finds a channel code by its state, or the default one', () => {
  const { definitions } = read(
    'message: m\nname: 消息\npurpose: requested\nwelcome: { text: 你好 }\n---\nchannel: expo\nname: 展会\nstate: expo2026\nwelcome: m\ntags: [展会]\n---\nchannel: other\nname: 其他\ndefault: true\nwelcome: m\n',
  )
  const registry = createRegistry(definitions)
  expect(registry.channelCodeFor('expo2026')?.id).toBe('expo')
  expect(registry.channelCodeFor('never-seen')?.id).toBe('other')
  expect(registry.channelCodeFor(undefined)?.id).toBe('other')
  expect(() => registry.message('nobody')).toThrow('message.not_found')
})

it('a list may be asked whether it holds what began the run: the very order a refund is open for', () => {
  const { faults } = read(`journey: j
name: 流程
entry: { event: order.paid, key: orderId }
steps:
  a:
    branch:
      - { when: { trait: refundingOrders, is: { entry: orderId } }, to: end }
      - { when: { trait: refundingOrders, isNot: { entry: amountFen } }, to: end }
      - { otherwise: end }
`)
  expect(faults.map(({ path }) => path)).toEqual(['steps.a.branch.1.when.isNot'])
})
