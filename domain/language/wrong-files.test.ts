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

const exit = '  a:\n    exit: { reason: 完 }\n'
const byEvent = (where: string) => journey(exit, `entry: { event: order.paid, where: ${where} }`)
const segment = (rule: string) => `segment: s\nname: 分群\nrule: ${rule}\n`
const own =
  'traits: own\nname: 自有\nfields:\n  level: { name: 等级, type: number }\n  birthday: { name: 生日, type: monthDay }\n  metAt: { name: 见面, type: date }\n---\n'
const sets = (written: string) => `${own}${journey(`  a:\n    setTrait: ${written}\n    next: end\n`)}`
const sealed =
  'traits: own\nname: 自有\nfields:\n  birthday: { name: 生日, type: monthDay, personal: true }\n  hobby: { name: 爱好, type: text, set: [form] }\n---\n'
const tasks = (title: string) => journey(`  a:\n    task:\n      title: ▲"${title}"\n    next: end\n`)
const batch = (id: string) =>
  `batch: ${id}\nname: 券\nkind: fixed\namountFen: 2000\nvalidity: 14 days\ncodes: { prefix: WK }\nquantity: 10\n---\n`
const mail =
  'message: m\nname: 消息\npurpose: requested\nvariables: { to: { link: "https://shop.com/new" } }\nemail: { subject: 甲, html: "{{to}}", text: "{{to}}" }\n---\n'
const sends = (sms: string) => `message: m\nname: 消息\npurpose: marketing\nsms:\n${sms}\n`

/** A message with this in its variable `product`. */
const recommending = (variable: string) =>
  `message: m\nname: 消息\npurpose: requested\nvariables:\n  product: ${variable}\nemail: { subject: 甲, html: 乙, text: "{{product}}" }\n`

const wrong: Wrong[] = [
  {
    title: 'a recommendation without a default',
    text: recommending('▲{ recommend: [{ product: 面霜 }] }'),
    expected: '推荐都不合适时说的默认值',
    todo: '加上 default',
  },
  {
    title: 'a recommendation of nothing',
    text: recommending('{ recommend: ▲[], default: 当季新品 }'),
    expected: '至少一个商品',
    todo: 'product: 商品名',
  },
  {
    title: 'a recommendation by a trait nobody keeps',
    text: recommending(
      '{ recommend: [{ product: 精华 }, { product: 面霜, when: { trait: ▲lastProductNam, is: 洁面乳 } }], default: 当季新品 }',
    ),
    expected: '没有“lastProductNam”',
    todo: 'lastProductName',
  },
  {
    title: 'a recommendation by a comparison its trait can never answer',
    text: recommending(
      '{ recommend: [{ product: 面霜, when: { trait: lastProductName, above: ▲3 } }], default: 当季新品 }',
    ),
    expected: '“lastProductName”是文字',
    todo: '改用 is',
  },
  {
    title: 'a recommendation that asks for a segment',
    text: recommending('{ recommend: [{ product: 面霜, when: ▲{ segment: vip } }], default: 当季新品 }'),
    expected: '标签、属性和事件的条件',
    todo: '推荐不看人群包',
  },
  {
    title: 'a full-width colon after a name',
    text: 'segment: s\nname▲：分群\nrule: { tag: 甲 }\n',
    expected: '全角的 ：',
    todo: '英文标点',
  },
  {
    title: 'a full-width colon in braces',
    text: segment('{ tag▲： 甲 }'),
    expected: '全角的 ：',
    todo: '英文标点',
  },
  {
    title: 'a full-width colon after a dash',
    text: journey(`  a:\n    exit: { reason: 完 }\n`, 'entry: { api: true }\nexit:\n  - event▲： order.paid'),
    expected: '全角的 ：',
    todo: '英文标点',
  },
  {
    title: 'a full-width comma in braces',
    text: segment('{ event: order.paid▲， within: 90 days }'),
    expected: '全角的 ，',
    todo: '英文标点',
  },
  {
    title: 'a full-width comma in a list',
    text: journey('  a:\n    tag: { add: [甲▲，乙] }\n    next: end\n'),
    expected: '全角的 ，',
    todo: '放进英文引号',
  },
  {
    title: 'full-width quotes around a text that ends as it must',
    text: sends('  text: ▲“尊敬的会员，新品到店 拒收请回复R”\n  templates: { aliyun: SMS_100001 }'),
    expected: '全角引号 “',
    todo: '英文引号',
  },
  {
    title: 'full-width quotes with a colon inside',
    text: segment('{ tag: 甲 }').replace('分群', '▲“甲: 乙”'),
    expected: '全角引号',
    todo: '英文引号',
  },
  {
    title: 'a tab for an indent',
    text: 'segment: s\nname: 分群\nrule:\n▲\ttag: 甲\n',
    expected: '用空格缩进',
    todo: '两个空格',
  },
  {
    title: 'a name without a space after its colon',
    text: 'segment: s\n▲name:分群\nrule: { tag: 甲 }\n',
    expected: '英文冒号和空格',
    todo: '名称: 值',
  },
  {
    title: 'a name that is given twice in one place',
    text: 'segment: s\nname: 甲\n▲name: 乙\nrule: { tag: 甲 }\n',
    expected: '只写一次',
    todo: '删去',
  },
  {
    title: 'a percentage where a number stands',
    text: journey(exit, 'entry: { api: true }\nholdout: ▲10%'),
    expected: '数字',
    todo: '写成 10',
  },
  {
    title: 'a share with its percent sign',
    text: journey('  a:\n    split:\n      - { share: ▲50%, to: end }\n      - { share: 50, to: end }\n'),
    expected: '数字',
    todo: '写成 50',
  },
  {
    title: 'an amount in full-width digits with its unit',
    text: 'batch: b\nname: 券\nkind: fixed\namountFen: ▲５０元\nvalidity: 14 days\ncodes: { prefix: WK }\nquantity: 10\n',
    expected: '数字',
    todo: '写成 50',
  },
  {
    title: 'an event name that is near another one',
    text: journey(exit, 'entry: { event: ▲lead.submited }'),
    expected: '已知的事件名',
    todo: '是不是“lead.submitted”',
  },
  {
    title: 'an event name that is near none',
    text: journey(exit, 'entry: { event: ▲moon.eclipsed }'),
    expected: '已知的事件名',
    todo: '对照事件表',
  },
  {
    title: 'a misspelt choice',
    text: 'message: m\nname: 消息\npurpose: ▲marketting\nemail: { subject: 甲, html: 乙, text: 丙 }\n',
    expected: 'requested、marketing、staff',
    todo: '是不是“marketing”',
  },
  {
    title: 'a misspelt step kind',
    text: journey('  ▲a:\n    sned: { message: m }\n    next: end\n'),
    expected: '一种步骤',
    todo: '是不是“send”',
  },
  {
    title: 'a misspelt message name',
    text: `message: hello\nname: 消息\npurpose: requested\nemail: { subject: 甲, html: 乙, text: 丙 }\n---\n${journey('  a:\n    send: { message: ▲helo }\n    next: end\n')}`,
    expected: '没有“helo”',
    todo: '是不是“hello”',
  },
  {
    title: 'a misspelt way out',
    text: journey('  rest:\n    wait: 3 days\n    next: ▲rets\n'),
    expected: '没有步骤“rets”',
    todo: '是不是“rest”',
  },
  {
    title: 'a day that no calendar has',
    text: journey(exit, 'entry: { schedule: { at: ▲2026-02-30T10:00:00+08:00 }, when: { tag: 甲 } }'),
    expected: '带时区的时间',
    todo: '日历上没有',
  },
  {
    title: 'a time that no clock shows',
    text: journey('  a:\n    wait: { until: ▲2027-03-01T24:61:00+08:00 }\n    next: end\n'),
    expected: '带时区的时间',
    todo: '日历上没有',
  },
  {
    title: 'a leap day of a common year',
    text: 'batch: b\nname: 券\nkind: fixed\namountFen: 100\nvalidity: { from: 2026-02-01T00:00:00+08:00, until: ▲2026-02-29T00:00:00+08:00 }\ncodes: { prefix: WK }\nquantity: 10\n',
    expected: '带时区的时间',
    todo: '日历上没有',
  },
  {
    title: 'a cron for a day that never comes',
    text: journey(exit, 'entry: { schedule: { cron: ▲"0 10 30 2 *" }, when: { tag: 甲 } }'),
    expected: '五段 cron',
    todo: '取值',
  },
  {
    title: 'a trait nobody keeps',
    text: segment('{ trait: ▲lastSeen, before: 30 days ago }'),
    expected: '没有“lastSeen”',
    todo: '是不是“lastSeenAt”',
  },
  {
    title: 'a trait by the name of an earlier release',
    text: segment('{ trait: ▲nextOrderAt, before: 2026-03-05T00:00:00+08:00 }'),
    expected: '“nextOrderAt”已改名',
    todo: '改成 nextOrderOn',
  },
  {
    title: 'a tier there is not',
    text: segment('{ trait: tier, is: ▲高价值 }'),
    expected: '没有“高价值”',
    todo: '改成其中之一',
  },
  {
    title: 'an own trait that was not declared',
    text: journey('  a:\n    setTrait: { favourite: ▲奶粉 }\n    next: end\n'),
    expected: '没有“favourite”',
    todo: 'traits/traits.yaml',
  },
  {
    title: 'a message variable of a trait nobody keeps',
    text: 'message: m\nname: 消息\npurpose: requested\nvariables:\n  p: { from: ▲customer.traits.lastProduct, default: 甲 }\nemail: { subject: 甲, html: 乙, text: 丙 }\n',
    expected: '没有“lastProduct”',
    todo: 'lastProductName',
  },
  {
    title: 'a trait that Kelu keeps, set by a journey',
    text: sets('{ lastSeenAt: ▲2026-03-05 }'),
    expected: '由客旅自己记录',
    todo: '自有属性',
  },
  {
    title: 'an own trait under the name of a kept one',
    text: 'traits: own\nname: 自有\nfields:\n  region: ▲{ name: 大区, type: text }\n',
    expected: '内置属性以外',
    todo: '换个名字',
  },
  {
    title: 'an own trait that is declared twice',
    text: `${own}traits: more\nname: 更多\nfields:\n  level: ▲{ name: 级别, type: text }\n`,
    expected: '没有用过的名称',
    todo: '改名',
  },
  {
    title: 'a text in a trait of numbers',
    text: sets('{ level: ▲高 }'),
    expected: '“level”是数字',
    todo: 'type',
  },
  {
    title: 'a month and day that no year has',
    text: sets('{ birthday: ▲02-30 }'),
    expected: '“birthday”是月日',
    todo: 'type',
  },
  {
    title: 'a date set that no calendar has',
    text: sets('{ metAt: ▲2026-02-30 }'),
    expected: '真实的日期',
    todo: '检查日期',
  },
  {
    title: 'a trait that is not for steps, set by one',
    text: `${sealed}${journey('  a:\n    setTrait: { hobby: ▲插花 }\n    next: end\n')}`,
    expected: '“hobby”的 set 里没有 step',
    todo: '在属性声明的 set 里加上 step',
  },
  {
    title: 'a trait named as what every object has',
    text: 'traits: own\nname: 自有\nfields:\n  ▲constructor: { name: 建造者, type: text }\n',
    expected: '可以用的属性名',
    todo: '换个名字',
  },
  {
    title: 'a source nobody sends from',
    text: 'traits: own\nname: 自有\nfields:\n  level: { name: 等级, type: number, set: [▲forms] }\n',
    expected: 'form、profile、hook、import、api、step',
    todo: '是不是“form”',
  },
  {
    title: 'no source at all',
    text: 'traits: own\nname: 自有\nfields:\n  level: { name: 等级, type: number, set: ▲[] }\n',
    expected: '至少一种来源',
    todo: 'form、profile',
  },
  {
    title: 'a trait that says it is not personal',
    text: 'traits: own\nname: 自有\nfields:\n  level: { name: 等级, type: number, personal: ▲no }\n',
    expected: 'personal: true',
    todo: '删去',
  },
  {
    title: 'a consent that a step would give for the customer',
    text: 'traits: own\nname: 自有\nfields:\n  level: { name: 等级, type: number, consent: ▲我同意 }\n',
    expected: '由客户本人填写',
    todo: 'set: [form, profile]',
  },
  {
    title: 'a child’s birthday without a consent of its own',
    text: 'traits: own\nname: 自有\nfields:\n  babyBirthday: ▲{ name: 宝宝生日, type: date, set: [form], personal: true }\n',
    expected: '“babyBirthday”是孩子的生日',
    todo: 'consent: ',
  },
  {
    title: 'a rule that compares what is sealed',
    text: `${sealed}${segment('{ trait: birthday, is: ▲05-20 }')}`,
    expected: '只能问有没有',
    todo: 'exists: true',
  },
  {
    title: 'a wait for a date that is sealed',
    text: `${sealed}${journey('  a:\n    wait: { until: { trait: ▲birthday } }\n    next: end\n')}`,
    expected: '“birthday”是个人信息',
    todo: '写成流程的入口',
  },
  {
    title: 'an entry by a festival no calendar has',
    text: `calendar: c\nname: 日历\nfestivals: { 中秋节: { lunar: 08-15 } }\n---\n${journey(exit, 'entry: { festival: ▲中秋, when: { tag: 甲 } }')}`,
    expected: '没有“中秋”',
    todo: '是不是“中秋节”',
  },
  {
    title: 'an entry some hours before a festival',
    text: journey(exit, 'entry: { festival: 中秋节, minus: ▲36 hours, when: { tag: 甲 } }'),
    expected: '整天数',
    todo: '钟点写在 at 里',
  },
  {
    title: 'a message variable of what is sealed',
    text: `${sealed}message: m\nname: 消息\npurpose: requested\nvariables:\n  p: { from: ▲customer.traits.birthday, default: 甲 }\nemail: { subject: 甲, html: 乙, text: 丙 }\n`,
    expected: '“birthday”是个人信息',
    todo: '换成别的属性',
  },
  {
    title: 'a task title with what is sealed',
    text: `${sealed}${tasks('{{ customer.traits.birthday }} 生日')}`,
    expected: '“birthday”是个人信息',
    todo: '换成别的属性',
  },
  {
    title: 'a task title of a trait nobody keeps',
    text: tasks('{{ customer.traits.lastProduct }} 的客户'),
    expected: '没有“lastProduct”',
    todo: 'lastProductName',
  },
  {
    title: 'a task title of a field nobody has',
    text: tasks('{{ customer.nickName }} 请跟进'),
    expected: '没有“nickName”',
    todo: '是不是“nickname”',
  },
  {
    title: 'a task title of something else',
    text: tasks('{{ costumer.nickname }} 请跟进'),
    expected: '没有“costumer”',
    todo: '是不是“customer”',
  },
  {
    title: 'a task title no Liquid can read',
    text: tasks('{{ customer.nickname'),
    expected: 'Liquid',
    todo: '检查 {{ }}',
  },
  {
    title: 'a change awaited of a trait nobody keeps',
    text: journey(exit, 'entry: { event: customer.trait_changed, where: { prop: trait, is: ▲stages } }'),
    expected: '没有“stages”',
    todo: '是不是“stage”',
  },
  {
    title: 'a date compared like a number',
    text: segment('{ trait: lastSeenAt, atLeast: ▲30 }'),
    expected: '日期可用的比较方式',
    todo: 'before: 30 days ago',
  },
  {
    title: 'a number compared with a text',
    text: segment('{ trait: ordersCount, is: ▲"3" }'),
    expected: '“ordersCount”是数字',
    todo: '改成数字',
  },
  {
    title: 'a wait until something that is no date',
    text: journey('  a:\n    wait: { until: { trait: ▲ordersCount } }\n    next: end\n'),
    expected: '日期属性',
    todo: '改成日期',
  },
  {
    title: 'an entry on a birthday of one year only',
    text: `${own}${journey(exit, 'entry: { trait: ▲birthday }')}`,
    expected: '日期属性',
    todo: 'yearly: true',
  },
  {
    title: 'the items of an order taken for a text',
    text: byEvent('{ prop: items, contains: ▲精华 }'),
    expected: '“items”是商品清单',
    todo: 'anyItem: { prop: name, contains: 精华 }',
  },
  {
    title: 'a prop no such event has',
    text: byEvent('{ prop: ▲amount, atLeast: 100 }'),
    expected: '没有“amount”',
    todo: 'amountFen',
  },
  {
    title: 'a field no item has',
    text: byEvent('{ anyItem: { prop: ▲title, contains: 精华 } }'),
    expected: '商品 的属性（没有“title”）',
    todo: 'name',
  },
  {
    title: 'items of an event that has none',
    text: segment('{ event: lead.submitted, where: ▲{ anyItem: { prop: name, is: 甲 } } }'),
    expected: '有商品清单的事件',
    todo: 'order.paid',
  },
  {
    title: 'a consent asked like a yes or no',
    text: journey(exit, 'entry: { event: lead.submitted, where: { prop: consent, is: ▲true } }'),
    expected: '“consent”是一组值',
    todo: 'exists',
  },
  {
    title: 'a goal worth something that is no number',
    text: journey(exit, 'entry: { api: true }\ngoal: { event: order.paid, within: 3 days, value: ▲orderId }'),
    expected: '“orderId”是文字',
    todo: '数字属性',
  },
  {
    title: 'text that is not YAML',
    text: 'segment: s\nname: "未完▲',
    expected: '成对的引号和括号',
    todo: '引号',
  },
  {
    title: 'a file of no kind',
    text: '▲segmnt: s\nname: 分群\n',
    expected: '一种定义：journey、message、segment、batch、channel、traits、settings、calendar',
    todo: '是不是“segment”',
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
    todo: '是不是“before”',
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
    title: 'a judgement of one event without yes',
    text: journey('  ▲a:\n    waitFor: { event: order.paid, within: 3 days }\n    no: end\n'),
    expected: 'yes 和 no',
    todo: '补上 yes',
  },
  {
    title: 'a judgement of several events with a yes for all',
    text: journey(
      '  a:\n    waitFor:\n      any: [{ event: order.paid, to: end }, { event: coupon.redeemed, to: end }]\n      within: 3 days\n    yes: ▲end\n    no: end\n',
    ),
    expected: '不写 yes',
    todo: '删去 yes',
  },
  {
    title: 'a judgement of several events that names but one',
    text: journey(
      '  a:\n    waitFor: { any: ▲[{ event: order.paid, to: end }], within: 3 days }\n    no: end\n',
    ),
    expected: '至少两个事件',
    todo: '{ event, within }',
  },
  {
    title: 'one of several events that leads to a step that is not there',
    text: journey(
      '  a:\n    waitFor:\n      any: [{ event: order.paid, to: end }, { event: coupon.redeemed, to: ▲b }]\n      within: 3 days\n    no: end\n',
    ),
    expected: '没有步骤“b”',
    todo: '写成其中之一：a',
  },
  {
    title: 'one of several events that asks a prop it never has',
    text: journey(
      '  a:\n    waitFor:\n      any:\n        - { event: order.paid, to: end }\n        - { event: coupon.redeemed, where: { prop: ▲trackingNo, exists: true }, to: end }\n      within: 3 days\n    no: end\n',
    ),
    expected: 'coupon.redeemed 的属性',
    todo: '写成其中之一',
  },
  {
    title: 'a loop over the immediate way of one of several events',
    text: journey(
      '  ▲a:\n    waitFor:\n      any: [{ event: order.paid, to: end }, { event: coupon.redeemed, to: a }]\n      within: 3 days\n    no: end\n',
    ),
    expected: '不等待就不能回到',
    todo: 'wait: 3 days',
  },
  {
    title: 'a send with a use-by that is no time',
    text: `${mail}${journey('  a:\n    send: { message: m, useBy: ▲tomorrow }\n    next: end\n')}`,
    expected: '时长（2 days）或带时区的时间',
    todo: 'useBy: 2 days',
  },
  {
    title: 'months where days are counted',
    text: segment('{ event: order.paid, within: ▲3 months }'),
    expected: '月只用于 wait 和 waitFor',
    todo: '30 days',
  },
  {
    title: 'months before a date',
    text: journey('  a:\n    wait: { until: { trait: nextOrderOn, minus: ▲1 month } }\n    next: end\n'),
    expected: '月只用于 wait 和 waitFor',
    todo: '30 days',
  },
  {
    title: 'more months than history is kept',
    text: journey('  a:\n    wait: ▲14 months\n    next: end\n'),
    expected: '不超过 400 天或 13 个月',
    todo: '13 months',
  },
  {
    title: 'a wait for a kind of day there is not',
    text: journey('  a:\n    wait: { on: ▲friday }\n    next: end\n'),
    expected: 'working day、{ weekdays: [1, 5] }',
    todo: '周一是 1',
  },
  {
    title: 'a wait for a day no month has',
    text: journey('  a:\n    wait: { on: { dayOfMonth: ▲32 } }\n    next: end\n'),
    expected: '1 到 31',
    todo: '最后一天',
  },
  {
    title: 'a loop that only waits for a kind of day, which it may be',
    text: journey('  ▲a:\n    wait: { on: working day }\n    next: a\n'),
    expected: '不等待就不能回到',
    todo: 'wait: 3 days',
  },
  {
    title: 'a count of what is no number',
    text: sets('{ metAt: ▲{ add: 1 } }'),
    expected: '日期（“metAt”是日期）',
    todo: '改成这种值',
  },
  {
    title: 'a date where a number is kept',
    text: sets('{ level: ▲30 days from now }'),
    expected: '数字（“level”是数字）',
    todo: '改成这种值',
  },
  {
    title: 'a count by nothing',
    text: sets('{ level: { add: ▲0 } }'),
    expected: '不为 0 的整数',
    todo: '{ add: 1 }',
  },
  {
    title: 'a trait from a prop of another type',
    text: `${own}${journey('  a:\n    setTrait: { level: ▲{ entry: orderId } }\n    next: end\n', 'entry: { event: order.paid }')}`,
    expected: '数字（“level”是数字）',
    todo: '改成这种值',
  },
  {
    title: 'a trait from a prop that the entry event never has',
    text: `${own}${journey('  a:\n    setTrait: { level: { entry: ▲size } }\n    next: end\n', 'entry: { event: order.paid }')}`,
    expected: 'order.paid 的属性（没有“size”）',
    todo: '写成其中之一',
  },
  {
    title: 'coupons by rule without one for the others',
    text: journey(
      '  a:\n    coupon:\n      batches: ▲[{ when: { tag: 甲 }, batch: x }, { when: { tag: 乙 }, batch: y }]\n    next: end\n',
    ),
    expected: '最后一项是 otherwise',
    todo: '{ otherwise: <券批次> }',
  },
  {
    title: 'one of the coupons by rule of a batch that is not there',
    text: `${batch('x')}${journey('  a:\n    coupon:\n      batches: [{ when: { tag: 甲 }, batch: ▲y }, { otherwise: x }]\n    next: end\n')}`,
    expected: '没有“y”',
    todo: '写成其中之一：x',
  },
  {
    title: 'a coupon by a rule over a segment that is not there',
    text: `${batch('x')}${journey('  a:\n    coupon:\n      batches: [{ when: { segment: ▲nobody }, batch: x }, { otherwise: x }]\n    next: end\n')}`,
    expected: '没有“nobody”',
    todo: '先写这个分群',
  },
  {
    title: 'a click waited for by those to whom nothing was sent',
    text: `${mail}${journey('  a:\n    send: { message: m }\n    next: end\n    notSent: b\n  b:\n    waitFor: { event: ▲message.clicked, within: 2 days }\n    yes: end\n    no: end\n')}`,
    expected: '先有一个 send',
    todo: '发消息',
  },
  {
    title: 'a way for those to whom nothing was sent that leads nowhere',
    text: `${mail}${journey('  a:\n    send: { message: m }\n    next: end\n    notSent: ▲b\n')}`,
    expected: '没有步骤“b”',
    todo: '写成其中之一：a',
  },
  {
    title: 'a value of a run in a segment',
    text: segment('{ event: order.paid, where: { prop: orderId, is: { entry: ▲orderId } } }'),
    expected: '在流程的步骤、exit 或 goal 里才有的 entry',
    todo: '固定的值',
  },
  {
    title: 'a condition on a run that decides who may enter it',
    text: journey(exit, 'entry: { event: order.paid, when: { entry: ▲amountFen, atLeast: 100 } }'),
    expected: '在流程的步骤、exit 或 goal 里才有的 entry',
    todo: '固定的值',
  },
  {
    title: 'a value of the entry event where no event is the entry',
    text: journey(
      exit,
      'entry: { api: true }\nexit: [{ event: order.refunded, where: { prop: orderId, is: { entry: ▲orderId } } }]',
    ),
    expected: '由事件开始的流程才有的 entry',
    todo: '入口改成 event',
  },
  {
    title: 'a value that the entry event never has',
    text: journey(
      exit,
      'entry: { event: order.paid }\ngoal: { event: order.refunded, within: 3 days, where: { prop: orderId, is: { entry: ▲orderNo } } }',
    ),
    expected: 'order.paid 的属性（没有“orderNo”）',
    todo: '是不是“orderId”',
  },
  {
    title: 'a comparison with a value of another type',
    text: journey(
      '  a:\n    waitFor: { event: order.received, where: { prop: amountFen, is: ▲{ entry: orderId } }, within: 3 days }\n    yes: end\n    no: end\n',
      'entry: { event: order.paid }',
    ),
    expected: '数字（“orderId”是文字）',
    todo: '改成数字类',
  },
  {
    title: 'an answer in an exit, which any time may come',
    text: journey(
      exit,
      'entry: { event: order.paid }\nexit: [{ event: order.refunded, where: { prop: orderId, is: { answer: ▲orderId } } }]',
    ),
    expected: '在流程的步骤里才有的 answer',
    todo: '固定的值',
  },
  {
    title: 'an answer before anything was waited for, or where the time was over',
    text: journey(
      '  a:\n    waitFor: { event: task.done, within: 3 days }\n    yes: end\n    no: b\n  b:\n    branch: [{ when: { answer: ▲result, is: won }, to: end }, { otherwise: end }]\n',
    ),
    expected: '前面有等事件的 waitFor 才有的 answer',
    todo: '加一个 waitFor',
  },
  {
    title: 'a question that an answer can never tell',
    text: journey(
      '  a:\n    waitFor: { event: task.done, within: 3 days }\n    yes: b\n    no: end\n  b:\n    branch: [{ when: { answer: result, atLeast: ▲3 }, to: end }, { otherwise: end }]\n',
    ),
    expected: '文字可用的比较方式',
    todo: 'is: 上海',
  },
  {
    title: 'a task title with a prop that the entry event never has',
    text: journey(
      '  a:\n    task:\n      title: ▲"{{ entry.orderNo }}"\n    next: end\n',
      'entry: { event: order.paid }',
    ),
    expected: 'order.paid 的属性（没有“orderNo”）',
    todo: '是不是“orderId”',
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
    title: 'a group-send that says something else to each customer',
    text: `${messageOf('variables: { nickname: { from: customer.nickname, default: 您好 } }\nwecom: ▲{ text: "{{nickname}}，上新" }')}${sendOf('message: m')}`,
    todo: '改用跟进待办',
  },
])('loads, and warns of, $title', ({ text, todo }) => {
  const line = text.slice(0, text.indexOf('▲')).split('\n').length
  const { faults, warnings } = readDefinitions(
    [{ file: 'some.yaml', text: text.replace('▲', '') }],
    new Date(),
  )
  expect(faults).toEqual([])
  expect(warnings).toContainEqual(expect.objectContaining({ line, todo: expect.stringContaining(todo) }))
})

it('warns of nothing that does what it says', () => {
  const words =
    'variables: { name: { from: staff.name, default: 店长 } }\nwecom: { text: "我是{{name}}，上新" }'
  const text = `${messageOf(`${words}\n${email}\nwelcome: { text: 你好 }`)}${sendOf('message: m')}`
  expect(readDefinitions([{ file: 'some.yaml', text }], new Date())).toMatchObject({
    faults: [],
    warnings: [],
  })
})

it.each(wrong)('names the place of $title', ({ text, expected, todo }) => {
  const before = text.slice(0, text.indexOf('▲')).split('\n')
  const place = { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }

  const { faults } = readDefinitions([{ file: 'wrong.yaml', text: text.replace('▲', '') }], new Date())

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
