import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadDefinitions } from '../../domain/language/load.ts'
import type { Person } from '../../sandbox/contract.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const day = 86_400_000

let world: RunningKelu

describe('M1: the moved clock walks every branch', () => {
  const people = {} as Record<
    | 'douyin'
    | 'account'
    | 'form'
    | 'babyInterest'
    | 'babyTag'
    | 'reader'
    | 'latecomer'
    | 'buyer'
    | 'refuser'
    | 'again',
    Person
  >
  const names = [
    'douyin',
    'account',
    'form',
    'babyInterest',
    'babyTag',
    'reader',
    'latecomer',
    'buyer',
    'refuser',
    'again',
  ] as const

  /** Day 0 09:00 leads; day 3 introductions; day 1 an order; day 4 clicks; day 6 late click; day 20 and 40 the form again. */
  beforeAll(async () => {
    world = await runningKelu()
    for (const name of names) people[name] = await world.somebody()
    await world.sandbox.openMiniprogram({ person: people.buyer.name })
    await world.lead(people.douyin, { sourceChannel: '抖音投放' })
    await world.lead(people.account, { sourceChannel: '公众号文章' })
    await world.lead(people.form, { sourceChannel: '官网' })
    await world.lead(people.buyer, { loggedIn: true })
    await world.lead(people.refuser, { consentSms: false })
    for (const name of ['babyInterest', 'babyTag', 'reader', 'latecomer', 'again'] as const)
      await world.lead(people[name])
    await world.settle()
    const { customers } = world.kelu
    const [interested, tagged] = [
      await world.customerOf(people.babyInterest),
      await world.customerOf(people.babyTag),
    ]
    await customers.change(interested._id, { setTraits: { interest: '母婴' } }, 'survey')
    await customers.change(tagged._id, { addTags: [{ name: '母婴用户', kind: 'manual' }] }, 'by-hand')
    await world.moveTo(world.at(1, '10:00'))
    await world.sandbox.shopEvent({
      id: 'paid-1',
      type: 'order.paid',
      person: people.buyer.name,
      orderId: 'o1',
      amountFen: 29_900,
      at: world.clock.now().toISOString(),
    })
    await world.moveTo(world.at(4, '10:00'))
    await world.sandbox.clickLink({ person: people.reader.name, platform: 'aliyun' })
    await world.sandbox.clickLink({ person: people.babyTag.name, platform: 'aliyun' })
    await world.settle()
    await world.finishAllTasks()
    await world.moveTo(world.at(6, '10:00'))
    await world.sandbox.clickLink({ person: people.latecomer.name, platform: 'aliyun' })
    await world.moveTo(world.at(20, '10:00'))
    await world.lead(people.again, { id: 'too-early' })
    await world.moveTo(world.at(38, '10:00'))
    await world.lead(people.again, { id: 'again' })
    await world.settle()
  })
  afterAll(() => world.close())

  const stepsSent = async (person: Person) => (await world.touchesOf(person)).map(({ stepId }) => stepId)
  const tagsOf = async (person: Person) => (await world.customerOf(person)).tags.map(({ name }) => name)

  it.each([
    ['douyin', '渠道-抖音'],
    ['account', '渠道-公众号'],
    ['form', '渠道-线上表单'],
  ] as const)('which-channel: a lead from %s is tagged %s', async (name, tag) => {
    const tags = await tagsOf(people[name])
    expect(tags).toContain('潜在线索')
    expect(tags.filter((one) => one.startsWith('渠道-'))).toEqual([tag])
  })

  it('which-product: everybody gets the general introduction', async () => {
    expect(await stepsSent(people.form)).toEqual(['welcome', 'introduce'])
  })

  it.each(['babyInterest', 'babyTag'] as const)(
    'which-product: %s gets the baby introduction',
    async (name) => {
      expect(await stepsSent(people[name])).toEqual(['welcome', 'introduce-baby-care'])
      expect((await world.textsTo(people[name]))[1]?.text).toContain('母婴选购指南')
    },
  )

  it.each(['reader', 'babyTag'] as const)(
    'interested: %s clicks within two days and is handed to sales for a consultation',
    async (name) => {
      const [task, ...more] = await world.tasksOf(people[name])
      expect(more).toEqual([])
      expect(task).toMatchObject({
        title: `${people[name].nickname} 咨询跟进`,
        reasons: ['看过产品介绍', '留过联系方式'],
      })
      expect(await world.runsOf(people[name])).toMatchObject([{ endReason: 'completed', stepId: 'consult' }])
      const cards = await world.sandbox.deliveries({ kind: 'card' })
      expect(
        cards.filter(({ content }) => JSON.stringify(content).includes(people[name].nickname)),
      ).not.toEqual([])
    },
  )

  it.each(['form', 'latecomer'] as const)(
    'interested: %s does not click within two days, and the journey ends without a task',
    async (name) => {
      expect(await world.tasksOf(people[name])).toEqual([])
      const [run] = await world.runsOf(people[name])
      expect(run).toMatchObject({ state: 'ended', endReason: 'completed', stepId: 'interested' })
      const [, introduction] = await world.textsTo(people[name])
      expect(run?.endedAt).toEqual(new Date((introduction?.at.getTime() ?? 0) + 2 * day))
    },
  )

  it('exit: whoever buys leaves at once and gets no introduction; the goal is counted', async () => {
    const [run] = await world.runsOf(people.buyer)
    const touches = (await world.touchesOf(people.buyer)).filter(({ runId }) => runId === run?._id)
    expect(touches.map(({ stepId }) => stepId)).toEqual(['welcome'])
    expect([run]).toMatchObject([
      {
        endReason: expect.stringContaining('order.paid'),
        endedAt: world.at(1, '10:00'),
        goalMetAt: world.at(1, '10:00'),
        goalValueFen: 29_900,
      },
    ])
  })

  it('without consent to advertising they get what they asked for, and the introduction is skipped with the reason', async () => {
    expect((await world.textsTo(people.refuser)).map(({ text }) => text.includes('白皮书'))).toEqual([true])
    const [, introduction] = await world.touchesOf(people.refuser)
    expect(introduction?.state).toBe('skipped')
    expect(introduction?.decisions.filter(({ final }) => final)).toMatchObject([
      { verdict: 'skip', reason: 'noConsent' },
    ])
  })

  it('re-entry: the form again within 30 days starts nothing, after 30 days a second run', async () => {
    const runs = await world.runsOf(people.again)
    expect(runs.map(({ startedAt }) => startedAt)).toEqual([world.at(0, '09:00'), world.at(38, '10:00')])
    expect((await world.textsTo(people.again)).filter(({ text }) => text.includes('白皮书'))).toHaveLength(2)
  })

  it('no step of M1 was left out by this walk', async () => {
    const { definitions } = await loadDefinitions('templates', new Date())
    const journey = definitions.journeys.find(({ id }) => id === 'lead-nurture')
    const runs = await world.kelu.connection.collection('runs').find({ journeyId: 'lead-nurture' }).toArray()
    const visited = new Set(runs.flatMap(({ visits }) => Object.keys(visits as object)))
    expect([...visited].sort()).toEqual(Object.keys(journey?.steps ?? {}).sort())
    expect(runs.filter(({ state }) => state === 'active').map(({ startedAt }) => startedAt)).toEqual([
      world.at(38, '10:00'),
    ])
    expect(world.errors).toEqual([])
  })
})
