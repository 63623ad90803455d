import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readDefinitions } from './load.ts'
import { defaultRules } from './settings.ts'

const now = new Date('2026-03-01T00:00:00+08:00')
const read = (text: string) => readDefinitions([{ file: 'company.yaml', text }], now)
const company = (parts = '') => `settings: company\nname: 公司设置\n${parts}`

it('fills what was left out with Kelu’s own rules, and the starter file says just these', () => {
  const own = { id: 'company', name: '公司设置', ...defaultRules }
  expect(read(company()).definitions.settings).toEqual([own])
  const notices = { attribution: { ...own.attribution, leaveOut: ['order-confirmed', 'order-shipped'] } }
  expect(read(readFileSync('templates/settings/company.yaml', 'utf8')).definitions.settings).toEqual([
    { ...own, ...notices },
  ])
})

it('lets messages be of categories that the caps name, and of no other', () => {
  const message = (category: string) =>
    `---\nmessage: sale\nname: 促销\npurpose: marketing\ncategory: ${category}\nemail: { subject: 促销, html: <p>促销</p>, text: 促销 }\n`
  const caps = 'caps: { categories: { 促销: { perDay: 1, perWeek: 2 }, 上新: {} } }\n'
  const right = read(company(caps) + message('促销'))
  expect(right.faults).toEqual([])
  expect(right.definitions.messages).toMatchObject([{ category: '促销' }])
  expect(right.definitions.settings).toMatchObject([
    { caps: { perDay: 2, categories: { 促销: { perDay: 1, perWeek: 2 }, 上新: {} } } },
  ])
  expect(read(company(caps) + message('促消')).faults).toMatchObject([
    { expected: '设置里有的类别（没有“促消”）', todo: expect.stringContaining('促销') },
  ])
  expect(read(company() + message('促销')).faults).toMatchObject([
    { todo: '先在设置（settings）里写 caps: { categories: { 促销: { perWeek: 2 } } }' },
  ])
})

it('reads caps, quiet hours as what they leave open, working hours and costs', () => {
  const { definitions, faults } = read(
    company(`
caps: { perDay: 1, channels: { sms: { perWeek: 2 } } }
quietHours: { all: 21:30-09:00, channels: { email: 00:00-07:00, popup: 23:00-24:00 } }
workingHours: { days: [1, 2, 3, 4, 5], from: "10:00", to: "24:00", daysOff: [2026-10-01] }
reminders: { unpaidOrder: 2 hours }
costs: { smsSegmentFen: 4.5 }
`),
  )
  expect(faults).toEqual([])
  expect(definitions.settings).toMatchObject([
    {
      caps: { perDay: 1, perWeek: 5, channels: { sms: { perWeek: 2 } } },
      hours: { fromMinute: 540, toMinute: 1_290 },
      channelHours: {
        // What gateways take holds until somebody says otherwise.
        sms: { fromMinute: 540, toMinute: 1_200 },
        email: { fromMinute: 420, toMinute: 1_440 },
        popup: { fromMinute: 0, toMinute: 1_380 },
      },
      workingHours: {
        days: [1, 2, 3, 4, 5],
        fromMinute: 600,
        toMinute: 1_440,
        daysOff: ['2026-10-01'],
      },
      reminders: { unpaidOrderMs: 7_200_000, couponExpiringMs: 3 * 86_400_000 },
      costs: { smsSegmentFen: 4.5 },
    },
  ])
})

it('reads targets, which can be taken away, and what work takes by hand', () => {
  const written = company(
    'targets: { smsFailures: off, averageOrderFen: 27000 }\nmanual: { taskMinutes: 3 }\n',
  )
  const [settings] = read(written).definitions.settings
  expect(settings?.targets).toEqual({ manualSaved: 35, faster: 40, lift: 25, averageOrderFen: 27_000 })
  expect(settings?.manual).toMatchObject({ taskMinutes: 3, reactionMinutes: 240 })
})

it('counts a long SMS by the price that stands in the settings', () => {
  const sms = `message: m\nname: 消息\npurpose: requested\nsms:\n  text: ${'字'.repeat(200)}\n  templates: { aliyun: SMS_100001 }\n`
  const { warnings } = read(`${sms}---\n${company('costs: { smsSegmentFen: 4.5 }\n')}`)
  expect(warnings).toMatchObject([{ expected: expect.stringContaining('每人约 ¥0.18') }])
})

describe('names the place of', () => {
  const today = 'settings: other\nname: 另一份\n---\n'
  it.each([
    [
      'an exclusion that asks about behaviour',
      company('exclude: { 买过: ▲{ event: order.paid } }\n'),
      '标签、属性、授权或触达',
      '打上标签',
    ],
    [
      'an exclusion by a trait nobody keeps',
      company('exclude: { 内部: { trait: ▲inside, is: true } }\n'),
      '没有“inside”',
      'traits',
    ],
    ['a misspelt part', company('▲cap: { perDay: 2 }\n'), '没有“cap”这一项', '是不是“caps”'],
    ['a cap of none', company('caps: { perDay: ▲0 }\n'), '1 到 32 的整数', '删去这一项'],
    ['a cap no customer can reach', company('caps: { perWeek: ▲40 }\n'), '1 到 32 的整数', '每人最多几条'],
    ['more a day than a week', company('caps: { perDay: ▲3, perWeek: 2 }\n'), '不超过', '调低 perDay'],
    [
      'more a day than a week on one channel',
      company('caps: { channels: { sms: { perDay: ▲3, perWeek: 2 } } }\n'),
      '不超过',
      '调低 perDay',
    ],
    [
      'a channel nobody knows',
      company('caps: { channels: { ▲smss: { perDay: 1 } } }\n'),
      '没有“smss”这一项',
      '是不是“sms”',
    ],
    [
      'quiet hours for the welcome, which cannot wait',
      company('quietHours: { channels: { ▲welcome: 22:00-08:00 } }\n'),
      '没有“welcome”这一项',
      '改正拼写',
    ],
    [
      'quiet hours that are none',
      company('quietHours: { all: ▲22-8 }\n'),
      '免打扰时段，如 22:00-08:00',
      '24 小时制',
    ],
    [
      'quiet hours in the middle of the day',
      company('quietHours: { all: ▲12:00-14:00 }\n'),
      '跨过午夜',
      '从晚上写到第二天早上',
    ],
    [
      'quiet hours without end',
      company('quietHours: { all: ▲08:00-08:00 }\n'),
      '跨过午夜',
      '从晚上写到第二天早上',
    ],
    [
      'working hours that end before they begin',
      company('workingHours: { from: "18:00", to: ▲"09:00" }\n'),
      'from 早于 to',
      '上班和下班',
    ],
    ['an eighth weekday', company('workingHours: { days: [▲8] }\n'), '1（周一）到 7（周日）', 'days: [1'],
    [
      'a day no calendar has',
      company('workingHours: { daysOff: [▲2026-02-30] }\n'),
      '存在的日期',
      '月和日都是两位',
    ],
    ['a price in words', company('costs: { smsSegmentFen: ▲5分 }\n'), '每条短信的价格', '单位是分'],
    ['a share over all', company('targets: { clicks: ▲120 }\n'), '0 到 100', '不设目标就写 off'],
    ['a part of a fen', company('targets: { averageOrderFen: ▲99.5 }\n'), '整数（分）', '27000 就是 270 元'],
    ['no time at all', company('manual: { reactionMinutes: ▲0 }\n'), '1 到 10080', '手工从事情发生'],
    ['second settings', `${today}settings: ▲company\nname: 公司设置\n`, '全公司只有一份设置', '合成一份'],
  ])('%s', (_, text, expected, todo) => {
    const before = text.slice(0, text.indexOf('▲')).split('\n')
    expect(read(text.replace('▲', '')).faults).toEqual([
      {
        file: 'company.yaml',
        line: before.length,
        column: (before.at(-1)?.length ?? 0) + 1,
        path: expect.any(String),
        expected: expect.stringContaining(expected),
        todo: expect.stringContaining(todo),
      },
    ])
  })
})
