import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { definitionsIn } from '../../../test/testing/definitions-in.ts'
import { type AnyDefinition, groupDefinitions } from '../../language/definitions.ts'
import { readDefinitions } from '../../language/load.ts'
import type { TrialResult } from './finding.ts'
import { runTrial } from './run-trial.ts'

const settings = {
  publicUrl: 'https://k.example',
  smsGateway: 'aliyun',
  smsSignature: '客旅',
  miniprogramAppId: 'wx-test',
}
const now = new Date('2026-03-02T09:00:00+08:00')

async function tested(definitions: readonly AnyDefinition[], id: string): Promise<TrialResult> {
  const journey = groupDefinitions([...definitions]).journeys.find((one) => one.id === id)
  if (journey === undefined) throw new Error(`no journey ${id}`)
  return runTrial({
    journey: { definition: journey, number: 1 },
    inUse: { definitions, headOf: () => null },
    settings,
    now,
  })
}

const good = `segment: loyal
name: 老客
rule: { event: order.paid, atLeast: 2, within: 90 days }
---
batch: ten
name: 十元券
kind: fixed
amountFen: 1000
validity: 30 days
codes: { prefix: TE }
quantity: 100
---
message: offer
name: 上新
purpose: marketing
prefer: [email, sms]
variables:
  nickname: { from: customer.nickname, default: 朋友 }
  code: { from: coupon.code }
  link: { link: "https://shop.example/new" }
sms:
  text: "{{nickname}}，券 {{code}} 等您用 k.example/{{link}} 拒收请回复R"
  templates: { aliyun: SMS_200001 }
  params: { name: nickname, code: code, link: link }
email: { subject: "{{nickname}}，上新了", html: "<p>{{code}}</p>", text: "{{code}}" }
---
journey: nurture
name: 线索培育
entry:
  event: lead.submitted
  where: { all: [{ prop: form, in: [expo, fair] }, { not: { prop: sourceChannel, is: 内部 } }] }
  when: { all: [{ not: { tag: 黑名单 } }, { trait: ordersCount, below: 5 }] }
exit: [{ event: complaint.opened }]
steps:
  gift: { coupon: { batch: ten }, next: offer, usedUp: sorry }
  offer: { send: { message: offer }, next: answered, notSent: sorry }
  answered:
    waitFor:
      any:
        - { event: message.clicked, to: call }
        - { event: order.paid, where: { prop: amountFen, atLeast: 20000 }, to: which }
      within: 2 days
    no: which
  which:
    branch:
      - { when: { segment: loyal }, to: call }
      - { when: { trait: region, is: 上海 }, to: arm }
      - { otherwise: sorry }
  arm: { split: [{ share: 30, to: call }, { share: 70, to: sorry }] }
  call: { task: { title: 跟进 }, next: end, full: sorry }
  sorry: { tag: { add: [没有送到] }, next: end }
`
const read = (text: string) => definitionsIn(text, []).map(({ definition }) => definition)
const faultsOf = ({ findings }: TrialResult) => findings.filter(({ level }) => level === 'fault')

describe('the test of a journey', () => {
  it('sends test customers along every way of a sound journey and finds nothing', async () => {
    const result = await tested(read(good), 'nurture')
    expect(result.findings).toEqual([])
    expect(result.passed).toBe(true)
    // Two conditions on the event, two on the customer.
    expect(result.tried.mustNotStart).toBe(4)
    expect(result.tried).toMatchObject({ mustStart: 1, ways: 15, waysWalked: 15, contents: 2 })
    expect(result.sms).toEqual([{ message: 'offer', segments: 1, fen: 5 }])
  })

  it.each([
    [
      'a filter nobody passes',
      'ordersCount, below: 5',
      'ordersCount, below: 5, atLeast: 9',
      'entry',
      '没有客户能同时满足进入条件',
    ],
    [
      'a filter that lets everybody in',
      '{ all: [{ not: { tag: 黑名单 } }, { trait: ordersCount, below: 5 }] }\n',
      '{ any: [{ tag: 黑名单 }, { not: { tag: 黑名单 } }] }\n',
      'entry',
      '进入条件挡不住任何人',
    ],
    [
      'a variable without a default',
      '{ from: customer.nickname, default: 朋友 }',
      '{ from: customer.nickname }',
      'message:offer 短信',
      '变量 nickname 没有值，也没有默认值',
    ],
    [
      'an over-long SMS',
      '等您用 k.example',
      `等您用${'{{code}}'.repeat(30)}${'长'.repeat(180)} k.example`,
      'message:offer 短信',
      '短信超过 500 字',
    ],
    [
      'a branch nobody comes to',
      '{ trait: region, is: 上海 }',
      '{ event: order.paid, atLeast: 3, within: 30 days }',
      'steps.which → arm',
      '没有测试客户走得到这条路',
    ],
    [
      'a coupon no step has given',
      'gift: { coupon: { batch: ten }, next: offer, usedUp: sorry }',
      'gift: { wait: 1 day, next: offer }',
      'steps.offer',
      '消息发不出：变量 code 没有值，也没有默认值',
    ],
  ])('finds %s', async (_, sound, planted, place, reason) => {
    expect(good).toContain(sound)
    const text = good.replace(sound, planted)
    const lenient =
      text.includes('挡不住') || planted.startsWith('{ any')
        ? text.replace(/ {2}where: \{ all.*\n/, '')
        : text
    const result = await tested(read(lenient), 'nurture')
    expect(result.passed).toBe(false)
    expect(faultsOf(result)).toContainEqual(expect.objectContaining({ place, reason }))
  })

  it('does not blame a journey for a way its customers cannot be thought up for', async () => {
    // A buying cycle takes orders of several days, which nobody gets who is thought up.
    const result = await tested(
      read(`journey: cycle
name: 周期
entry: { event: order.paid }
steps:
  which:
    branch: [{ when: { trait: cycleDays, above: 7 }, to: mark }, { otherwise: end }]
  mark: { tag: { add: [有周期] }, next: end }
`),
      'cycle',
    )
    expect(result).toMatchObject({ passed: true, tried: { ways: 3, waysWalked: 1 } })
    expect(result.findings.map(({ level, place }) => [level, place])).toEqual([
      ['warning', 'steps.which → mark'],
      ['warning', 'steps.mark → end'],
    ])
  })

  it.each([
    ['2026-06-18T10:00:00+08:00', [], 1],
    ['2026-02-18T10:00:00+08:00', [['warning', 'entry']], 0],
  ])('sends people into a broadcast at its time, %s, while that is to come', async (at, findings, walked) => {
    const text = good.slice(good.indexOf('batch: ten'), good.indexOf('journey: nurture'))
    const result = await tested(
      read(`${text.replace('code: { from: coupon.code }', 'code: { from: customer.region, default: 无 }')}broadcast: sale
name: 大促
to: { tag: 会员 }
send: { message: offer }
at: ${at}
`),
      'sale',
    )
    expect(result.findings.map(({ level, place }) => [level, place])).toEqual(findings)
    expect(result).toMatchObject({ passed: true, tried: { waysWalked: walked } })
  })

  it('tries the longest product that may be recommended', async () => {
    const product = '长'.repeat(60)
    const planted = good
      .replace(
        'link: { link:',
        `product: { recommend: [{ product: ${product} }], default: 新品 }\n  link: { link:`,
      )
      .replace('等您用 k.example', '等您用 {{product}}{{product}} k.example')
      .replace('code: code, link', 'code: code, product: product, link')
    const result = await tested(read(planted), 'nurture')
    expect(result).toMatchObject({ sms: [{ message: 'offer', segments: 2 }] })
  })

  it('says of a cap why nobody ever finds room, once', async () => {
    const row =
      'offer: { send: { message: offer }, next: second }\n  second: { send: { message: offer }, next: third }\n  third:'
    const planted = good
      .replace('next: answered, notSent: sorry }', 'next: answered }')
      .replace('offer: { send', `${row} { send`)
    const result = await tested(read(planted), 'nurture')
    expect(result.passed).toBe(false)
    expect(result.findings.filter(({ place }) => place === 'steps.third')).toMatchObject([
      { level: 'fault', reason: expect.stringContaining('每人一天最多 2 条') },
    ])
  })

  it('finds a conversation of 微信客服 open, as customers have who just wrote', async () => {
    const answering = `message: answer
name: 自动回复
purpose: requested
kf: { text: 收到 }
---
journey: answering
name: 自动回复
entry: { event: kf.message }
steps:
  answer: { send: { message: answer }, next: end, notSent: sorry }
  sorry: { tag: { add: [没有送到] }, next: end }
`
    const result = await tested(read(answering), 'answering')
    expect(result).toMatchObject({ passed: true, findings: [] })
    expect(result.tried.waysWalked).toBe(result.tried.ways)
  })

  it('tells what an SMS costs, and warns of a long one', async () => {
    const result = await tested(
      read(good.replace('等您用 k.example', `等您用${'长'.repeat(130)} k.example`)),
      'nurture',
    )
    expect(result).toMatchObject({ passed: true, sms: [{ message: 'offer', segments: 3, fen: 15 }] })
    expect(result.findings).toMatchObject([{ level: 'warning', place: 'message:offer 短信' }])
  })
})

describe('the starter journeys', async () => {
  const folder = 'templates'
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.yaml'),
  )
  const sources = files.map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }))
  const definitions = readDefinitions(sources, now).written.map(({ one }) => one)
  it.each(definitions.flatMap((one) => (one.kind === 'journey' ? [one.definition.id] : [])))(
    '%s passes its test',
    async (id) => {
      const result = await tested(definitions, id)
      expect(faultsOf(result)).toEqual([])
      expect(result.tried.waysWalked).toBe(result.tried.ways)
    },
  )
})
