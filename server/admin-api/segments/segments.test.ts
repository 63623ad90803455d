import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type PeopleWorld, peopleWorld } from '../testing/people.ts'

let world: PeopleWorld
let marketer: string

const bought = { event: 'order.paid', within: '90 days' }
const rule = { all: [{ tag: '会员' }, bought, { not: { tag: '深度流失' } }] }

beforeAll(async () => {
  world = await peopleWorld()
  await world.publish()
  marketer = await world.as('marketer')
  // In by all three; without the tag; never bought; lost; a colleague; somebody who wants to be left alone.
  const crowd: [name: string, tags: string[], buys: boolean][] = [
    ['甲', ['会员'], true],
    ['乙', ['会员'], true],
    ['丙', [], true],
    ['丁', ['会员'], false],
    ['戊', ['会员', '深度流失'], true],
    ['己', ['会员', '员工'], true],
    ['庚', ['会员', '勿扰'], true],
  ]
  for (const [nickname, tags, buys] of crowd) {
    const one = await world.aCustomer({ nickname, tags, ...(nickname === '甲' && { phone: '13800000001' }) })
    if (buys) await world.did(one, 'order.paid', { orderId: nickname, amountFen: 100 })
  }
  const colleague = await world.aCustomer({ nickname: '测试', tags: ['会员'] })
  await world.customers.change(colleague, { isTest: true }, 'test')
})
afterAll(() => world.close())

const post = (path: string, body: object, cookie = marketer) => world.call('POST', path, { cookie, body })

describe('the count of a rule', () => {
  it('says what each condition costs, leaves out whom no marketing reaches, and how the others are reached', async () => {
    const { status, body } = await post('/segments-survey', { rule })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      isExact: true,
      base: 5,
      count: 2,
      leftOut: [
        { name: '测试账号', people: 1 },
        { name: '员工', people: 1 },
        { name: '勿扰', people: 1 },
      ],
      steps: [
        { path: ['all', 0], says: '有标签 会员', left: 4, lost: 1 },
        { path: ['all', 1], left: 3, lost: 1 },
        { path: ['all', 2], says: '没有标签 深度流失', left: 2, lost: 1 },
      ],
      moves: null,
    })
    const sms = body.reach.find(({ channel }: { channel: string }) => channel === 'sms')
    expect(sms).toEqual({
      channel: 'sms',
      can: 0,
      reasons: expect.arrayContaining([
        { says: '没有该渠道的联系方式', people: 1 },
        { says: '客户未同意通过该渠道接收营销信息', people: 1 },
      ]),
    })
  })

  it('does not count a child as reached, by a birthday that is kept sealed either', async () => {
    const child = await world.aCustomer({ nickname: '小朋友', tags: ['小朋友'], phone: '13800000077' })
    const change = {
      setTraits: { birthday: { personal: new Date('2018-05-20') } },
      setConsent: { sms: { state: 'granted' as const, source: 'test' } },
    }
    await world.customers.change(child, change, 'a birthday')
    const { body } = await post('/segments-survey', { rule: { tag: '小朋友' } })
    const sms = body.reach.find(({ channel }: { channel: string }) => channel === 'sms')
    expect(sms).toEqual({
      channel: 'sms',
      can: 0,
      reasons: [{ says: '客户未满 14 岁，没有监护人同意，不发营销信息', people: 1 }],
    })
    await world.customers.change(child, { addTags: [{ name: '员工', kind: 'manual' }] }, 'out again')
  })

  it('is the same in another order, only the steps differ; groups count each of their conditions', async () => {
    const turned = await post('/segments-survey', { rule: { all: [...rule.all].reverse() } })
    expect(turned.body).toMatchObject({ count: 2, steps: [{ left: 4 }, { left: 3 }, { left: 2 }] })
    const grouped = await post('/segments-survey', { rule: { any: [{ tag: '深度流失' }, { not: bought }] } })
    expect(grouped.body).toMatchObject({
      count: 2,
      steps: [{ path: [], left: 2, lost: 3 }],
      leaves: [
        { path: ['any', 0], people: 1 },
        { path: ['any', 1, 'not'], people: 4 },
      ],
    })
  })

  it('tells the sentence in parts that lead to their conditions', async () => {
    const { sentence } = (await post('/segments-survey', { rule })).body
    expect(sentence.map(({ text }: { text: string }) => text).join('')).toBe(
      '有标签 会员，且近 90 天内至少 1 次购买，且没有标签 深度流失',
    )
    expect(sentence.at(-1)).toEqual({ text: '没有标签 深度流失', path: ['all', 2] })
  })

  it('tells who would enter and leave against what is in use', async () => {
    const answer = await post('/segments-survey', { rule, id: 'members' })
    // In use: tagged and bought twice, which nobody did.
    expect(answer.body.moves).toEqual({ enters: 2, leaves: 0 })
  })

  it('says where a condition is not finished', async () => {
    const answer = await post('/segments-survey', { rule: { all: [{ tag: '' }, { event: 'no.such' }] } })
    expect([answer.status, answer.body.error.code]).toEqual([422, 'segment.invalid'])
    expect(Object.keys(answer.body.error.places).every((place) => place.startsWith('rule'))).toBe(true)
    expect((await post('/segments-survey', { rule: { segment: 'nowhere' } })).status).toBe(422)
  })
})

describe('the sentence of a rule', () => {
  it('is told without counting, also of one that asks what a run knows', async () => {
    const branch = { any: [{ segment: 'members' }, { answer: 'result', is: 'won' }] }
    const { status, body } = await post('/segments-sentence', { rule: branch })
    expect([status, body.sentence]).toEqual([
      200,
      [
        { text: '属于人群包 老会员', path: ['any', 0] },
        { text: '，或', path: null },
        { text: '所等事件的结果是 won', path: ['any', 1] },
      ],
    ])
    // The same rule cannot be counted: nobody is on a run there.
    expect((await post('/segments-survey', { rule: branch })).status).toBe(422)
  })

  it('is not told of a condition that is not finished', async () => {
    const answer = await post('/segments-sentence', { rule: { all: [{ tag: '' }] } })
    expect([answer.status, answer.body.error.code]).toEqual([422, 'segment.invalid'])
  })
})

describe('examples', () => {
  it('are people in it and people who miss one thing, each with what is so', async () => {
    const { body } = await post('/segments-examples', { rule })
    expect(body.columns).toEqual(['有标签 会员', '近 90 天内至少 1 次购买', '没有标签 深度流失'])
    const byName = new Map(body.items.map((item: { name: string }) => [item.name, item]))
    expect(byName.get('甲')).toMatchObject({
      isIn: true,
      missing: null,
      cells: [{ ok: true }, { ok: true }, { ok: true }],
    })
    expect(byName.get('丁')).toMatchObject({
      isIn: false,
      cells: [{ ok: true }, { ok: false, actual: '0 次' }, { ok: true }],
    })
    expect([...byName.keys()]).not.toContain('测试')
  })

  it('are of nobody for whom may not see people', async () => {
    const editor = await world.as('editor')
    for (const path of ['/segments-examples', '/segments-look-up']) {
      expect((await post(path, { rule, search: '甲' }, editor)).status).toBe(403)
    }
    expect((await post('/segments-survey', { rule }, editor)).status).toBe(200)
  })

  it('are also of one customer who is looked for', async () => {
    const { body } = await post('/segments-look-up', { rule, search: '13800000001' })
    expect(body.items).toMatchObject([{ name: '甲', isIn: true }])
    expect(JSON.stringify(body)).not.toContain('13800000001')
  })
})

it('the list says who uses a segment, and counts only where membership is kept', async () => {
  const { items } = (await world.call('GET', '/segments', { cookie: marketer })).body
  expect(items).toEqual([
    {
      id: 'members',
      isLive: false,
      people: null,
      countedAt: null,
      sentence: expect.stringContaining('会员'),
      usedBy: 0,
    },
  ])
})
