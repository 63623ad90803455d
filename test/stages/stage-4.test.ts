import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Person } from '../../sandbox/contract.ts'
import { type DemoStaff, staff as team } from '../../sandbox/demo/people.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000
const hour = 60 * minute
const template = 'tmpl-product-introduction'

let world: RunningKelu

describe('M9 (SMS when the preferred channel is unreachable)', () => {
  const names = [
    'subscriber',
    'noCredit',
    'switchedOff',
    'tooLate',
    'silentPhone',
    'leaver',
    'halfLeaver',
  ] as const
  const people = {} as Record<(typeof names)[number], Person>

  async function lead(name: (typeof names)[number], subscription: 'accept' | 'none') {
    const person = people[name]
    await world.sandbox.openMiniprogram({ person: person.name })
    await world.lead(person, { loggedIn: true })
    if (subscription === 'accept') {
      await world.sandbox.answerSubscription({
        person: person.name,
        id: `s-${name}`,
        results: { [template]: 'accept' },
      })
    }
    await world.settle()
  }

  /** Leads on day 0 at 10:00, one at 21:00; the product introduction follows three days later at the same hour. */
  beforeAll(async () => {
    world = await runningKelu({
      definitions: [
        {
          journey: 'win-back',
          name: '好友流失挽回',
          entry: { event: 'wecom.friend_removed' },
          steps: { tell: { send: { message: 'win-back' }, next: 'end' } },
        },
        {
          message: 'win-back',
          name: '好友流失挽回',
          purpose: 'marketing',
          prefer: ['wecom', 'sms'],
          variables: {
            nickname: { from: 'customer.nickname', default: '您好' },
            link: { link: 'miniprogram:/pages/index' },
          },
          wecom: { text: '{{nickname}}，还有什么可以帮您？' },
          sms: {
            text: '尊敬的会员{{nickname}}，为您整理的产品介绍在这里：k.example/r/{{link}} ，看完可预约顾问咨询 拒收请回复R',
            templates: { aliyun: 'SMS_100002' },
            params: { name: 'nickname', code: 'link' },
          },
        },
      ],
    })
    for (const name of names) people[name] = await world.somebody()
    await world.sandbox.setSmsFate(people.silentPhone.phone, 'undelivered')
    await world.moveTo(world.at(0, '10:00'))
    for (const name of ['leaver', 'halfLeaver'] as const)
      await world.sandbox.scanAndAdd({ person: people[name].name, staff: 'lilei' })
    await world.sandbox.scanAndAdd({ person: people.halfLeaver.name, staff: 'hanmei' })
    await world.settle()
    for (const name of ['subscriber', 'switchedOff'] as const) await lead(name, 'accept')
    for (const name of ['noCredit', 'silentPhone', 'leaver', 'halfLeaver'] as const) await lead(name, 'none')
    await world.moveTo(world.at(0, '21:00'))
    await lead('tooLate', 'accept')
    for (const name of ['switchedOff', 'tooLate'] as const)
      await world.sandbox.switchOffSubscription({ person: people[name].name, templateId: template })
    await world.moveTo(world.at(1, '10:00'))
    for (const name of ['leaver', 'halfLeaver'] as const)
      await world.sandbox.removeStaff({ person: people[name].name, staff: 'lilei' })
    await world.moveTo(world.at(4, '12:00'))
  })
  afterAll(() => world.close())

  const introductionTo = async (person: Person) => {
    const [touch] = (await world.touchesOf(person)).filter(({ stepId }) => stepId === 'introduce')
    if (!touch) throw new Error('there is no introduction')
    return touch
  }
  const winBackOf = async (person: Person) =>
    (await world.touchesOf(person)).find(({ messageId }) => messageId === 'win-back')
  const slotsFor = async (person: Person, touchId: string) =>
    (await world.customerOf(person)).slots.filter(({ touch }) => touch === touchId).map(({ at }) => at)

  it('(while it can be used, it is used: one accept, one subscription message, no SMS)', async () => {
    expect(await world.receivedBy(people.subscriber, 'subscription')).toHaveLength(1)
    expect(await world.receivedBy(people.subscriber, 'sms')).toHaveLength(1)
    expect((await world.customerOf(people.subscriber)).credits[template]).toBe(0)
  })

  it('no credit left: the platform is not even asked, and the SMS goes out', async () => {
    expect(await world.receivedBy(people.noCredit, 'subscription')).toEqual([])
    expect((await world.receivedBy(people.noCredit, 'sms'))[1]?.content.text).toContain('产品介绍')
    const touch = await introductionTo(people.noCredit)
    expect(touch).toMatchObject({ channel: 'sms', state: 'delivered' })
    expect(touch.attempts).toHaveLength(1)
    expect(touch.decisions).toContainEqual(
      expect.objectContaining({ verdict: 'fallback', reason: 'noCredit', channel: 'miniprogram' }),
    )
  })

  it('subscription message refused by the platform: SMS at once, and the touch says why', async () => {
    const [, text] = await world.receivedBy(people.switchedOff, 'sms')
    expect(new Date(text?.at ?? 0)).toEqual(world.at(3, '10:00'))
    const touch = await introductionTo(people.switchedOff)
    expect(touch.attempts).toMatchObject([
      { channel: 'miniprogram', outcome: 'refused', code: '43101' },
      { channel: 'sms', outcome: 'sent' },
    ])
    expect(touch.decisions.filter(({ final }) => final)).toHaveLength(1)
  })

  it('slot rule: a fallback on the same day keeps the slot', async () => {
    const touch = await introductionTo(people.switchedOff)
    expect(await slotsFor(people.switchedOff, touch._id)).toEqual([world.at(3, '10:00')])
  })

  it('slot rule: a fallback on a later day gives the slot back and takes one of the day it is sent', async () => {
    const touch = await introductionTo(people.tooLate)
    expect(touch.attempts[0]).toMatchObject({ channel: 'miniprogram', at: world.at(3, '21:00') })
    // Marketing SMS is for 09:00 to 20:00; released over the first half hour.
    const [, text] = await world.receivedBy(people.tooLate, 'sms')
    const at = new Date(text?.at ?? 0)
    expect(at.getTime()).toBeGreaterThanOrEqual(world.at(4, '09:00').getTime())
    expect(at.getTime()).toBeLessThanOrEqual(world.at(4, '09:30').getTime())
    expect(await slotsFor(people.tooLate, touch._id)).toEqual([at])
  })

  it('friend removed: WeCom is known as unreachable and the message goes by SMS', async () => {
    expect((await world.customerOf(people.leaver)).reach.wecom).toMatchObject({
      state: 'unreachable',
      reason: 'noFriend',
    })
    const touch = await winBackOf(people.leaver)
    expect(touch).toMatchObject({ channel: 'sms', state: 'delivered' })
    expect(touch?.decisions.filter(({ channel }) => channel === 'wecom')).toMatchObject([
      { gate: 'identity', verdict: 'fallback', reason: 'unreachable', inputs: { why: 'noFriend' } },
    ])
  })

  it('(whoever is still a friend of a colleague is not: the colleague is asked to send it)', async () => {
    expect((await world.customerOf(people.halfLeaver)).reach.wecom).toMatchObject({ state: 'reachable' })
    const touch = await winBackOf(people.halfLeaver)
    expect(touch?.decisions).toContainEqual(
      expect.objectContaining({
        channel: 'wecom',
        gate: 'groupSend',
        inputs: expect.objectContaining({ sender: 'hanmei' }),
      }),
    )
  })

  it('the last resort fails too: the touch ends as failed, and the next one is skipped with the reason of every channel', async () => {
    const [welcome, introduction] = await world.touchesOf(people.silentPhone)
    expect(welcome?.state).toBe('failed')
    expect(introduction?.decisions.filter(({ final }) => final)).toMatchObject([
      { verdict: 'skip', inputs: { channels: { miniprogram: 'noCredit', sms: 'unreachable' } } },
    ])
    expect((await world.customerOf(people.silentPhone)).reach.sms?.state).toBe('unreachable')
  })

  it('nobody got one message twice', async () => {
    const texts = (await world.sandbox.deliveries({ kind: 'sms' })).map(
      ({ receiver, content }) => `${receiver} ${content.templateCode}`,
    )
    // Who leaves has two journeys that say the same.
    const leavers = [people.leaver.phone, people.halfLeaver.phone]
    const others = texts.filter((text) => !leavers.some((phone) => text.startsWith(phone)))
    expect(new Set(others).size).toBe(others.length)
  })
})

describe('M24 (sales tasks): a salesperson is unreachable in WeCom', () => {
  const reachable = (userid: string, yes: boolean): DemoStaff => {
    const member = team.find((one) => one.userid === userid)
    if (!member) throw new Error(userid)
    return { ...member, department: '门店一部', reachable: yes }
  }
  const publicUrl = 'http://k.example'
  const zhaoyi = reachable('zhaoyi', false)
  const lilei = reachable('lilei', true)
  beforeAll(async () => {
    world = await runningKelu({ staff: [lilei, zhaoyi, reachable('wangfang', true)] })
    await world.moveTo(world.at(0, '10:00'))
  })
  afterAll(() => world.close())

  const textsTo = async (member: DemoStaff) =>
    (await world.sandbox.deliveries({ kind: 'sms', receiver: member.phone })).map(({ content }) =>
      String(content.text),
    )
  const taskPath = (text: string | undefined) => /\/task\/[0-9A-Za-z]+/.exec(text ?? '')?.[0] ?? 'no link'

  /** A browser of the salesperson: follows the redirect to WeCom, logs in and comes back with the session. */
  async function browserOf(userid: string, path: string) {
    const cookies = new Map<string, string>()
    async function visit(at: string, body?: URLSearchParams) {
      const answer = await fetch(`${world.kelu.url}${at}`, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
        ...(body && { method: 'POST', body }),
      })
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        cookies.set(name, value)
      }
      return answer
    }
    const away = new URL((await visit(path)).headers.get('location') ?? '')
    expect(away.searchParams.get('redirect_uri')).toBe(`${publicUrl}${path}`)
    const code = await world.sandbox.staffLoginCode(userid)
    const back = await visit(
      `${path}?${new URLSearchParams({ code, state: away.searchParams.get('state') ?? '' })}`,
    )
    expect(back.status).toBe(303)
    return visit
  }

  it('invaliduser: the task goes by SMS with a short link', async () => {
    const person = await world.hotCustomerOf('zhaoyi')
    const texts = await textsTo(zhaoyi)
    expect(texts).toHaveLength(1)
    expect(texts[0]).toMatch(/k\.example\/task\/[0-9A-Za-z]{6}/)
    const [task] = await world.tasksOf(person)
    expect(task).toMatchObject({ assignee: 'zhaoyi', state: 'offered' })
    expect(task?.notices).toMatchObject([
      { kind: 'card', state: 'refused' },
      { kind: 'sms', state: 'sent' },
    ])
  })

  it('the link opens the task after a log-in, and the buttons of the page work', async () => {
    const person = await world.hotCustomerOf('zhaoyi')
    const path = taskPath((await textsTo(zhaoyi)).at(-1))
    const visit = await browserOf('zhaoyi', path)
    const page = await (await visit(path)).text()
    expect(page).toContain(person.nickname)
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
    const form = new URLSearchParams({ csrf: field('csrf'), once: field('once') })
    expect((await visit(`${path}/accept`, form)).status).toBe(303)
    await world.settle()
    expect(await world.tasksOf(person)).toMatchObject([{ state: 'accepted', assignee: 'zhaoyi' }])
  })

  it('nobody else sees the customer by that link, and a log-in code opens one session only', async () => {
    const person = await world.hotCustomerOf('zhaoyi')
    const path = taskPath((await textsTo(zhaoyi)).at(-1))
    const visit = await browserOf('lilei', path)
    const answer = await visit(path)
    expect(answer.status).toBe(403)
    expect(await answer.text()).not.toContain(person.nickname)
  })

  it('an SMS not answered within the SLA goes on like a card: a reminder by SMS, then a colleague and a note to the manager', async () => {
    const person = await world.hotCustomerOf('zhaoyi')
    const [task] = await world.tasksOf(person)
    const textsAboutIt = async () =>
      (await textsTo(zhaoyi)).filter((text) => text.includes(task?.code ?? '?'))
    await world.pass(2 * hour - minute)
    expect(await textsAboutIt()).toHaveLength(1)
    await world.pass(minute)
    expect(await textsAboutIt()).toHaveLength(2)
    const [reminded] = await world.tasksOf(person)
    expect(reminded?.assignee).toBe('zhaoyi')
    expect(reminded?.notices.map(({ kind, state }) => `${kind} ${state}`)).toEqual([
      'card refused',
      'sms sent',
      'reminderSms sent',
    ])
    await world.pass(hour / 2)
    expect(await textsAboutIt()).toHaveLength(2)
    expect(await world.tasksOf(person)).toMatchObject([{ assignee: 'lilei', state: 'offered' }])
    const notes = await world.sandbox.deliveries({ kind: 'staffText', receiver: 'wangfang' })
    expect(JSON.stringify(notes)).toMatch(/赵毅 没有按时接受，现在由 李雷 跟进/)
  })

  it('WeCom down: after three tries the task goes by SMS, once', async () => {
    await world.moveTo(world.at(1, '10:00'))
    const before = (await textsTo(lilei)).length
    await world.sandbox.addFault({ platform: 'wecom', api: '/cgi-bin/message/send', kind: 'serverError' })
    const person = await world.hotCustomerOf('lilei')
    await world.pass(10 * minute)
    await world.sandbox.clearFaults()
    expect((await textsTo(lilei)).slice(before)).toHaveLength(1)
    const [task] = await world.tasksOf(person)
    expect(task?.notices).toMatchObject([
      { kind: 'card', state: 'refused', tries: 3 },
      { kind: 'sms', state: 'sent' },
    ])
    await world.pass(hour)
    expect((await textsTo(lilei)).slice(before)).toHaveLength(1)
  })
})
