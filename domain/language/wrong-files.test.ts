import { expect, it } from 'vitest'
import { readDefinitions } from './load.ts'

interface Wrong {
  title: string
  /** `▲` stands just before the place that is to be named. */
  text: string
  expected: string
  todo: string
}

const journey = (steps: string, head = 'entry: { api: true }') =>
  `journey: j\nname: 旅程\n${head}\nsteps:\n${steps}`

const wrong: Wrong[] = [
  {
    title: 'text that is not YAML',
    text: 'segment: s\nname: "未完▲',
    expected: '能读的 YAML',
    todo: '缩进',
  },
  {
    title: 'a file of no kind',
    text: '▲segmnt: s\nname: 分群\n',
    expected: '一种定义：journey、message、segment、batch、channel',
    todo: '第一行',
  },
  {
    title: 'a key nobody knows',
    text: 'segment: s\nname: 分群\n▲colour: red\nrule: { tag: 甲 }\n',
    expected: '没有“colour”这一项',
    todo: '拼写',
  },
  {
    title: 'a required key that is missing',
    text: '▲segment: s\nrule: { tag: 甲 }\n',
    expected: '必填项：文字',
    todo: '补上',
  },
  {
    title: 'a misspelt comparison inside a rule',
    text: 'segment: s\nname: 分群\nrule:\n  all:\n    - { trait: lastSeenAt, ▲befor: 30 days ago }\n',
    expected: '没有“befor”',
    todo: '拼写',
  },
  {
    title: 'a trait without a comparison',
    text: 'segment: s\nname: 分群\nrule:\n  all:\n    - ▲{ trait: lastSeenAt }\n',
    expected: '比较方式',
    todo: '补上',
  },
  {
    title: 'a leaf of no kind',
    text: 'segment: s\nname: 分群\nrule:\n  any:\n    - { tag: 甲 }\n    - ▲{ label: 乙 }\n',
    expected: '条件：tag、trait、event',
    todo: '写成',
  },
  {
    title: 'a duration without its unit',
    text: 'segment: s\nname: 分群\nrule: { event: order.paid, within: ▲90 }\n',
    expected: '时长，如 48 hours',
    todo: '单位',
  },
  {
    title: 'a moment nobody can place',
    text: 'segment: s\nname: 分群\nrule: { trait: lastSeenAt, before: ▲last month }\n',
    expected: '时间点',
    todo: '相对时间',
  },
  {
    title: 'a time without its zone',
    text: 'segment: s\nname: 分群\nrule: { trait: lastSeenAt, before: ▲2026-03-01T00:00:00 }\n',
    expected: '带时区',
    todo: '时区',
  },
  {
    title: 'an event nobody sends',
    text: journey('  a:\n    exit: { reason: 完 }\n', 'entry: { event: ▲order.payed }'),
    expected: '已知的事件名',
    todo: 'order.paid',
  },
  {
    title: 'a journey without steps',
    text: 'journey: j\nname: 旅程\nentry: { api: true }\nsteps: ▲{}\n',
    expected: '至少一个步骤',
    todo: '第一个步骤',
  },
  {
    title: 'a step of no kind',
    text: journey('  ▲a:\n    dance: 3 days\n    next: end\n'),
    expected: '一种步骤：send、wait、waitFor',
    todo: '一种动作',
  },
  {
    title: 'a step of two kinds',
    text: journey('  a:\n    wait: 3 days\n    ▲tag: { add: [甲] }\n    next: end\n'),
    expected: '没有“tag”',
    todo: '删去',
  },
  {
    title: 'a way to a step that is not there',
    text: journey('  a:\n    wait: 3 days\n    next: ▲b\n'),
    expected: '没有步骤“b”',
    todo: 'a',
  },
  {
    title: 'a step nobody reaches',
    text: journey('  a:\n    wait: 3 days\n    next: end\n  ▲b:\n    wait: 3 days\n    next: end\n'),
    expected: '从第一步走得到',
    todo: '“b”',
  },
  {
    title: 'a step called end',
    text: journey('  ▲end:\n    wait: 3 days\n    next: end\n'),
    expected: 'end 以外',
    todo: '换个名字',
  },
  {
    title: 'a loop that takes no time',
    text: journey(
      '  a:\n    tag: { add: [甲] }\n    next: b\n  ▲b:\n    branch:\n      - { when: { tag: 乙 }, to: end }\n      - { otherwise: a }\n',
    ),
    expected: '不等待就不能回到前面',
    todo: 'wait',
  },
  {
    title: 'a loop whose only wait may be over already',
    text: journey(
      '  a:\n    wait: { between: 10:00-20:00 }\n    next: b\n  ▲b:\n    branch:\n      - { when: { tag: 乙 }, to: end }\n      - { otherwise: a }\n',
    ),
    expected: '不等待就不能回到前面',
    todo: 'wait',
  },
  {
    title: 'a judgement with one way out',
    text: journey('  ▲a:\n    waitFor: { event: order.paid, within: 3 days }\n    yes: end\n'),
    expected: '必填项',
    todo: '补上',
  },
  {
    title: 'a branch without otherwise',
    text: journey(
      '  a:\n    ▲branch:\n      - { when: { tag: 乙 }, to: end }\n      - { when: { tag: 甲 }, to: end }\n',
    ),
    expected: '最后一项是 otherwise',
    todo: 'otherwise',
  },
  {
    title: 'a split that does not add up',
    text: journey('  a:\n    ▲split:\n      - { share: 50, to: end }\n      - { share: 40, to: end }\n'),
    expected: '之和为 100',
    todo: '比例',
  },
  {
    title: 'a click waited for before anything was sent',
    text: journey(
      '  a:\n    waitFor: { event: ▲message.clicked, within: 2 days }\n    yes: end\n    no: end\n',
    ),
    expected: '先有一个 send',
    todo: '发消息',
  },
  {
    title: 'a send of a message that is not there',
    text: journey('  a:\n    send: { message: ▲hello }\n    next: end\n'),
    expected: '没有“hello”',
    todo: '先写这个消息',
  },
  {
    title: 'a coupon of a batch that is not there',
    text: journey('  a:\n    coupon: { batch: ▲fifty }\n    next: end\n'),
    expected: '券批次',
    todo: '先写',
  },
  {
    title: 'an entry by a segment that is not there',
    text: journey('  a:\n    wait: 3 days\n    next: end\n', 'entry: { segment: ▲sleepers }'),
    expected: '没有“sleepers”',
    todo: '先写这个分群',
  },
  {
    title: 'an entry by a segment that tells nothing',
    text: `segment: sleepers\nname: 静态\nkind: static\nrule: { tag: 甲 }\n---\n${journey('  a:\n    wait: 3 days\n    next: end\n', 'entry: { segment: ▲sleepers }')}`,
    expected: '实时（live）分群',
    todo: 'kind: live',
  },
  {
    title: 'a segment in a branch that is not there',
    text: journey(
      '  a:\n    branch:\n      - { when: { not: { segment: ▲nobody } }, to: end }\n      - { otherwise: end }\n',
    ),
    expected: '没有“nobody”',
    todo: '先写',
  },
  {
    title: 'segments that lead back to themselves',
    text: 'segment: s\nname: 甲\n▲rule:\n  not: { segment: s }\n',
    expected: '不绕回自己',
    todo: '互相引用',
  },
  {
    title: 'a click on a message without a link',
    text: `message: m\nname: 消息\npurpose: requested\nemail: { subject: 甲, html: 乙, text: 丙 }\n---\n${journey('  a:\n    send: { message: m }\n    next: b\n  b:\n    waitFor: { event: ▲message.clicked, within: 2 days }\n    yes: end\n    no: end\n')}`,
    expected: '有链接（m 没有）',
    todo: '加一个 link',
  },
  {
    title: 'a variable that was not declared',
    text: 'message: m\nname: 消息\npurpose: requested\nemail: { subject: ▲"{{nick}}，您好", html: 乙, text: 丙 }\n',
    expected: '没有“nick”',
    todo: '声明 nick',
  },
  {
    title: 'a template that does not parse',
    text: 'message: m\nname: 消息\npurpose: requested\nemail: { subject: ▲"{% if %}", html: 乙, text: 丙 }\n',
    expected: 'Liquid',
    todo: '检查',
  },
  {
    title: 'a marketing SMS without the words of refusal',
    text: 'message: m\nname: 消息\npurpose: marketing\nsms:\n  text: ▲有新优惠\n  templates: { aliyun: SMS_100001 }\n',
    expected: '拒收请回复R',
    todo: '退订用语',
  },
  {
    title: 'a link in an SMS that is not behind a domain',
    text: 'message: m\nname: 消息\npurpose: requested\nvariables:\n  link: { link: "https://a.example/x" }\nsms:\n  text: ▲"点击{{link}}"\n  templates: { aliyun: SMS_100001 }\n  params: { code: link }\n',
    expected: '域名/{{变量}}',
    todo: 'k.example/{{link}}',
  },
  {
    title: 'a link in an SMS that no gateway variable carries',
    text: 'message: m\nname: 消息\npurpose: requested\nvariables:\n  link: { link: "https://a.example/x" }\n▲sms:\n  text: "点 k.example/r/{{link}}"\n  templates: { aliyun: SMS_100001 }\n',
    expected: '短码对应一个模板变量',
    todo: 'code: link',
  },
  {
    title: 'a preferred channel without content',
    text: 'message: m\nname: 消息\npurpose: requested\nprefer: [▲sms]\nemail: { subject: 甲, html: 乙, text: 丙 }\n',
    expected: '有内容的渠道',
    todo: 'sms',
  },
  {
    title: 'a send over a channel the message does not speak',
    text: `message: m\nname: 消息\npurpose: requested\nemail: { subject: 甲, html: 乙, text: 丙 }\n---\n${journey('  a:\n    send: { message: m, channels: [▲sms] }\n    next: end\n')}`,
    expected: '有内容的渠道',
    todo: '补上 sms',
  },
  {
    title: 'a threshold coupon without its threshold',
    text: '▲batch: b\nname: 券\nkind: threshold\namountFen: 5000\nvalidity: 14 days\ncodes: { prefix: WK }\nquantity: 10\n',
    expected: 'thresholdFen',
    todo: '补上',
  },
  {
    title: 'a channel whose welcome has no words for a new friend',
    text: 'message: m\nname: 消息\npurpose: requested\nemail: { subject: 甲, html: 乙, text: 丙 }\n---\nchannel: c\nname: 渠道\ndefault: true\nwelcome: ▲m\n',
    expected: '好友欢迎语',
    todo: '补上 welcome',
  },
  {
    title: 'a welcome that is still written as wecom',
    text: 'message: m\nname: 消息\npurpose: requested\nprefer: [wecom]\nwecom: { text: 你好 }\n---\nchannel: c\nname: 渠道\ndefault: true\nwelcome: ▲m\n',
    expected: '好友欢迎语',
    todo: '在消息 m 里把 wecom: 写成 welcome: …（prefer 里的 wecom 也写成 welcome）',
  },
  {
    title: 'a journey that would welcome',
    text: `message: m\nname: 消息\npurpose: requested\nwelcome: { text: 你好 }\n---\n${journey('  a:\n    send: { message: m, channels: [▲welcome] }\n    next: end\n')}`,
    expected: '企业微信写 wecom',
    todo: '欢迎语只在新加好友时由渠道活码发出',
  },
  {
    title: 'a rule on the reach of a welcome',
    text: 'segment: s\nname: 分群\nrule: { reach: ▲welcome }\n',
    expected: '企业微信写 wecom',
    todo: '把 welcome 改成 wecom',
  },
  {
    title: 'a name that is used twice',
    text: 'segment: s\nname: 甲\nrule: { tag: 甲 }\n---\nsegment: ▲s\nname: 乙\nrule: { tag: 乙 }\n',
    expected: '没有用过的名称',
    todo: '改名',
  },
]

const messageOf = (content: string) => `message: m\nname: 消息\npurpose: requested\n${content}\n---\n`
const sendOf = (send: string) => journey(`  a:\n    send: { ${send} }\n    next: end\n`)
const email = 'email: { subject: 甲, html: 乙, text: 丙 }'

it.each([
  {
    title: 'a step whose message only a new friend can get',
    text: `${messageOf('welcome: { text: 你好 }')}${sendOf('message: ▲m')}`,
    todo: 'welcome 只在新加好友时发出',
  },
  {
    title: 'a step that leaves only the group-send, which is not built',
    text: `${messageOf(`${email}\nwelcome: { text: 你好 }\nwecom: { text: 上新 }`)}${sendOf('message: m, channels: ▲[wecom]')}`,
    todo: '企业群发尚未开通',
  },
  {
    title: 'a message that will go another way for now',
    text: `${messageOf(`${email}\nwecom: ▲{ text: 上新 }`)}${sendOf('message: m')}`,
    todo: '改走下一个渠道',
  },
])('loads, and warns of, $title', ({ text, todo }) => {
  const line = text.slice(0, text.indexOf('▲')).split('\n').length
  const { faults, warnings } = readDefinitions([{ file: 'some.yaml', text: text.replace('▲', '') }])
  expect(faults).toEqual([])
  expect(warnings).toContainEqual(expect.objectContaining({ line, todo: expect.stringContaining(todo) }))
})

it('warns of nothing that does what it says', () => {
  const text = `${messageOf(`${email}\nwelcome: { text: 你好 }`)}${sendOf('message: m')}`
  expect(readDefinitions([{ file: 'some.yaml', text }])).toMatchObject({ faults: [], warnings: [] })
})

it.each(wrong)('names the place of $title', ({ text, expected, todo }) => {
  const before = text.slice(0, text.indexOf('▲')).split('\n')
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }

  const { faults } = readDefinitions([{ file: 'wrong.yaml', text: text.replace('▲', '') }])

  expect(faults).toEqual([
    {
      file: 'wrong.yaml',
      ...place,
      path: expect.any(String),
      expected: expect.any(String),
      todo: expect.any(String),
    },
  ])
  expect(faults[0]?.expected).toContain(expected)
  expect(faults[0]?.todo).toContain(todo)
})
