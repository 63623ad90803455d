import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const hour = 3_600_000
const sleepersNames = ['returner', 'silent', 'buyer', 'awake'] as const

let world: RunningKelu
const pay = (person: Person, orderId: string) =>
  world.sandbox.shopEvent({
    id: `paid-${orderId}`,
    type: 'order.paid',
    person: person.name,
    orderId,
    amountFen: 29_900,
    productName: '保湿精华',
    at: world.clock.now().toISOString(),
  })

describe('M5: a member who has not logged in for 30 days and bought within 90', () => {
  const people = {} as Record<(typeof sleepersNames)[number], Person>
  /** Day 0: all of them friends who buy. Day 31, 04:00: found asleep. Day 32: one returns, one buys. */
  beforeAll(async () => {
    world = await runningKelu()
    for (const name of sleepersNames) {
      const person = await world.somebody({ email: true })
      people[name] = person
      await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei' })
      await world.sandbox.openMiniprogram({ person: person.name })
      await world.lead(person, { form: 'member-card', loggedIn: true, consentEmail: true })
      await world.settle()
      await pay(person, `first-${name}`)
    }
    await world.moveTo(world.at(20, '12:00'))
    await world.sandbox.openMiniprogram({ person: people.awake.name })
    await world.moveTo(world.at(32, '10:00'))
    await world.sandbox.openMiniprogram({ person: people.returner.name })
    await pay(people.buyer, 'again')
    await world.settle()
  })
  afterAll(() => world.close())

  const wakeUpOf = async (person: Person) =>
    (await world.runsOf(person)).filter(({ journeyId }) => journeyId === 'wake-sleeping-members')

  it('gets one coupon and one SMS about it, in the morning', async () => {
    const texts = await world.receivedBy(people.silent, 'sms')
    expect(texts).toHaveLength(1)
    expect(texts[0]?.content.text).toContain('您常买的保湿精华有新优惠')
    const at = new Date(texts[0]?.at ?? 0)
    expect(at.getTime()).toBeGreaterThanOrEqual(world.at(31, '09:00').getTime())
    expect(at.getTime()).toBeLessThanOrEqual(world.at(31, '09:30').getTime())
    const granted = (await world.eventsOf(people.silent)).filter((name) => name === 'coupon.granted')
    expect(granted).toHaveLength(1)
  })

  it('is not woken who logged in meanwhile', async () => {
    expect(await wakeUpOf(people.awake)).toEqual([])
    // Nor has the form of the member card brought anybody the white paper of another one.
    expect(await world.receivedBy(people.awake, 'sms')).toEqual([])
  })

  it('enters the mini-program: is marked 高意向 and handed to their salesperson by a card', async () => {
    expect((await world.customerOf(people.returner)).tags.map(({ name }) => name)).toContain('高意向')
    const [task, ...more] = await world.tasksOf(people.returner)
    expect(more).toEqual([])
    expect(task).toMatchObject({
      assignee: 'lilei',
      title: `${people.returner.nickname} 回到小程序`,
      reasons: expect.arrayContaining(['收到专属券后回到小程序']),
    })
    expect(JSON.stringify(await world.cardsOf('lilei'))).toContain(people.returner.nickname)
    expect(await wakeUpOf(people.returner)).toMatchObject([{ endReason: 'completed', stepId: 'follow-up' }])
  })

  it('buys: leaves the journey at once, with the goal and its value', async () => {
    expect(await wakeUpOf(people.buyer)).toMatchObject([
      {
        endReason: expect.stringContaining('order.paid'),
        endedAt: world.at(32, '10:00'),
        goalValueFen: 29_900,
      },
    ])
    expect(await world.tasksOf(people.buyer)).toEqual([])
  })

  it('otherwise gets the e-mail asking for a review three days after the SMS; the others do not', async () => {
    await world.finishAllTasks()
    await world.moveTo(world.at(35, '12:00'))
    const texts = await world.receivedBy(people.silent, 'sms')
    const [mail, ...more] = await world.receivedBy(people.silent, 'email')
    expect(more).toEqual([])
    expect(mail?.content.subject).toContain('保湿精华用得怎么样')
    expect(new Date(mail?.at ?? 0).getTime()).toBe(new Date(texts[0]?.at ?? 0).getTime() + 72 * hour)
    expect(await wakeUpOf(people.silent)).toMatchObject([{ endReason: 'completed', stepId: 'review' }])
    for (const name of ['returner', 'buyer', 'awake'] as const)
      expect(await world.receivedBy(people[name], 'email'), name).toEqual([])
    await world.sandbox.openEmail({ person: people.silent.name })
    await world.settle()
    expect((await world.touchesOf(people.silent)).at(-1)).toMatchObject({ channel: 'email', state: 'opened' })
  })

  it('no step of M5 was left out by this walk', async () => {
    const runs = await world.kelu.connection
      .collection('runs')
      .find({ journeyId: 'wake-sleeping-members' })
      .toArray()
    const visited = new Set(runs.flatMap(({ visits }) => Object.keys(visits as object)))
    expect([...visited].sort()).toEqual(['came-back', 'coupon', 'follow-up', 'hot', 'invite', 'review'])
    expect(world.errors).toEqual([])
  })
})

it('M7 (welcome): a code that expired on the way leaves the reason on record, and the customer is there all the same', async () => {
  world = await runningKelu()
  try {
    const person = await world.somebody()
    await world.sandbox.holdCallbacks()
    await world.sandbox.scanAndAdd({ person: person.name, staff: 'lilei' })
    await world.pass(30_000)
    await world.sandbox.releaseCallbacks('asHappened')
    await world.settle()
    expect(await world.sandbox.deliveries({ kind: 'welcome' })).toEqual([])
    expect((await world.customerOf(person)).owner).toBe('lilei')
    const [touch] = await world.touchesOf(person)
    expect(touch?.state).toBe('skipped')
    expect(touch?.decisions.filter(({ final }) => final)).toMatchObject([{ reason: 'codeExpired' }])
    // A code past its 20 seconds is not even tried.
    expect(touch?.attempts).toEqual([])
  } finally {
    await world.close()
  }
})
