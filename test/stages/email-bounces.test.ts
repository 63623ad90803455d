import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSentAttemptReader } from '../../models/sent-attempts.ts'
import type { Touch } from '../../models/touch.ts'
import type { MailReturnOrder, Person } from '../../sandbox/contract.ts'
import { type RunningKelu, runningKelu } from '../testing/running-kelu.ts'

const minute = 60_000
const later = 10 * minute
const domain = 'bounce.kelu.example'
let world: RunningKelu
let acts = 0

const text = '您的订单已由快递发出，运单号见订单详情，签收前请当面验货。'
const content = (subject: string) => ({ subject, html: `<p>${subject}</p>`, text: subject })

const servers = ['postfix', 'gmail', 'exchange', 'netease', 'qq'] as const
const orders = {
  ...(Object.fromEntries(servers.map((by) => [by, { says: 'noSuchMailbox', by }])) as Record<
    (typeof servers)[number],
    MailReturnOrder
  >),
  twice: { says: 'noSuchMailbox', afterMs: later, times: 2 },
  spam: { says: 'spam' },
  delayed: { says: 'delayed' },
  complains: { says: 'complaint' },
  complainsAtFixed: { says: 'complaint', to: `complaints@${domain}` },
  broken: { says: 'noSuchMailbox', by: 'gmail', broken: true },
  full: { says: 'mailboxFull', by: 'gmail' },
} satisfies Record<string, MailReturnOrder>
type Name = keyof typeof orders | 'storeAway'
const names = Object.keys(orders) as (keyof typeof orders)[]
/** Whether e-mails that come back cannot be looked for. */
let isStoreAway = false
const people = {} as Record<Name, Person>
/** How it stood with each after the first e-mail came back. */
const after = {} as Record<Name, Touch | undefined>

/**
 * The whole product; whoever puts something into the cart is told so by e-mail, else by SMS, and whoever looks at a product is sent an
 * offer by e-mail. All do the one, time passes, and they do so again; the full mailbox is written to until it is given up.
 */
beforeAll(async () => {
  world = await runningKelu({
    journeys: [],
    adapt: {
      stores(stores) {
        const attemptedAt: typeof stores.touches.attemptedAt = async (at) => {
          if (isStoreAway) throw new Error('the store is away')
          return stores.touches.attemptedAt(at)
        }
        return { ...stores, touches: { ...stores.touches, attemptedAt } }
      },
    },
    environment: { EMAIL_BOUNCE_DOMAIN: domain, EMAIL_BOUNCE_PORT: '0' },
    definitions: [
      {
        message: 'noted',
        name: '已收到',
        purpose: 'requested',
        prefer: ['email', 'sms'],
        variables: { nickname: { from: 'customer.nickname', default: '您好' } },
        email: content('已收到'),
        sms: {
          text: `{{nickname}}，${text}`,
          templates: { aliyun: 'SMS_990001' },
          params: { name: 'nickname' },
        },
      },
      { message: 'offer', name: '新品', purpose: 'marketing', prefer: ['email'], email: content('新品') },
      {
        journey: 'note',
        name: '加购提醒',
        entry: { event: 'cart.added', again: 'always' },
        steps: { tell: { send: { message: 'noted' }, next: 'end' } },
      },
      {
        journey: 'offer',
        name: '看过新品',
        entry: { event: 'product.viewed', again: 'always' },
        steps: { tell: { send: { message: 'offer' }, next: 'end' } },
      },
    ],
    smsTemplates: {
      SMS_990001: {
        type: 'notification',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: ${name} is how the gateway writes a variable
        text: '${name}，您的订单已由快递发出，运单号见订单详情，签收前请当面验货。',
      },
    },
  })
  const { mailPort } = world.kelu
  if (mailPort === null) throw new Error('bounces are not heard')
  await world.sandbox.setMailExchange({ domain, host: '127.0.0.1', port: mailPort })
  for (const name of names) people[name] = await reader(orders[name])
  await world.settle()
  await allDo('cart.added', names)
  await world.pass(later + 2 * minute)
  for (const name of names) {
    after[name] = (await world.touchesOf(people[name])).at(-1)
    if (name !== 'full') await world.sandbox.setMailReturn(people[name].email ?? '', null)
  }
  await allDo('cart.added', names)
  await allDo('product.viewed', ['complains'])
  for (let n = 3; n <= 6; n += 1) {
    await world.pass(2 * minute)
    await allDo('cart.added', ['full'])
  }
})
afterAll(() => world.close())

async function reader(order: MailReturnOrder): Promise<Person> {
  const person = await world.somebody({ email: true })
  await world.sandbox.openMiniprogram({ person: person.name })
  await world.lead(person, { form: 'member-card', loggedIn: true, consentEmail: true })
  await world.sandbox.setMailReturn(person.email ?? '', order)
  return person
}
async function allDo(name: 'cart.added' | 'product.viewed', who: readonly Name[]): Promise<void> {
  const at = world.clock.now().toISOString()
  for (const one of who) {
    const person = people[one].name
    await world.sandbox.mpEvents({ person, events: [{ id: `act-${++acts}`, name, at }] })
  }
  await world.settle()
}
const got = async (name: Name, kind: 'email' | 'sms') => (await world.receivedBy(people[name], kind)).length
const customer = (name: Name) => world.customerOf(people[name])
const reportsAbout = async (name: Name) =>
  (await world.sandbox.mailReports()).filter(({ recipient }) => recipient === people[name].email)

describe('a mailbox that does not exist', () => {
  it.each(servers)('told of by %s: the message goes by SMS instead, and no e-mail follows', async (by) => {
    expect(after[by]).toMatchObject({
      channel: 'sms',
      attempts: [
        { channel: 'email', outcome: 'refused', bounce: 'hard' },
        { channel: 'sms', outcome: 'sent' },
      ],
    })
    expect((await customer(by)).reach.email?.state).toBe('unreachable')
    expect([await got(by, 'email'), await got(by, 'sms')]).toEqual([1, 2])
  })

  it('told of later and twice is one failure, counted with those of e-mail', async () => {
    expect(await reportsAbout('twice')).toMatchObject([
      { tries: 1, reply: 250 },
      { tries: 1, reply: 250 },
    ])
    const events = await world.eventsOf(people.twice)
    expect(events.filter((name) => name === 'message.failed')).toHaveLength(1)
    expect([await got('twice', 'email'), await got('twice', 'sms')]).toEqual([1, 2])
    const attempts = createSentAttemptReader(world.kelu.connection)
    const { _id } = await customer('twice')
    const counted = await attempts.between('email', new Date(0), world.clock.now(), 1_000)
    expect(counted.filter(({ customerId }) => customerId === _id)).toMatchObject([
      { outcome: 'refused', code: '550 5.0.0' },
    ])
  })
})

it('an e-mail refused as spam goes by SMS, and the mailbox stays in use', async () => {
  expect(after.spam).toMatchObject({ channel: 'sms', attempts: [{ bounce: 'block' }, {}] })
  expect((await customer('spam')).reach.email?.state).not.toBe('unreachable')
  expect(await got('spam', 'email')).toBe(2)
})

it('an e-mail that is late is left alone', async () => {
  expect(await reportsAbout('delayed')).toMatchObject([{ reply: 250 }])
  expect(after.delayed).toMatchObject({ state: 'sent', channel: 'email' })
  expect(await got('delayed', 'sms')).toBe(0)
})

it('a mailbox that is full for the fifth time in a row is written to no more', async () => {
  expect([await got('full', 'email'), await got('full', 'sms')]).toEqual([5, 6])
  expect((await customer('full')).reach.email?.state).toBe('unreachable')
})

it('whoever calls an e-mail spam gets what they asked for, and no more marketing by e-mail', async () => {
  expect((await customer('complains')).consent.email).toMatchObject({ state: 'refused', source: 'complaint' })
  const touches = await world.touchesOf(people.complains)
  expect(touches.filter(({ messageId }) => messageId === 'offer')).toMatchObject([{ state: 'skipped' }])
  expect(await got('complains', 'email')).toBe(2)
})

it('a complaint at the fixed address is taken by the e-mail it shows', async () => {
  expect((await customer('complainsAtFixed')).consent.email).toMatchObject({ source: 'complaint' })
})

it('a report that says nothing is taken, changes nothing and waits for people', async () => {
  expect(await reportsAbout('broken')).toMatchObject([{ reply: 250 }])
  expect(after.broken).toMatchObject({ state: 'sent', channel: 'email' })
  const inbox = world.kelu.connection.collection('inbox')
  const failed = await inbox.find({ source: 'mail', state: 'failed' }).toArray()
  expect(failed).toMatchObject([{ note: 'request.malformed' }])
})

it('a bounce that cannot be dealt with when it comes is taken all the same, and dealt with later', async () => {
  const name = 'storeAway'
  people[name] = await reader({ says: 'noSuchMailbox' })
  await world.settle()
  await allDo('cart.added', [name])
  isStoreAway = true
  await world.pass(minute)
  expect(await reportsAbout(name)).toMatchObject([{ tries: 1, reply: 250 }])
  expect([await got(name, 'email'), await got(name, 'sms')]).toEqual([1, 0])
  isStoreAway = false
  await world.pass(minute)
  expect(await got(name, 'sms')).toBe(1)
})

it('a stranger who writes to an address of bounces is refused', async () => {
  const raw = 'From: MAILER-DAEMON@x\r\n\r\n550 no such user'
  const replies = []
  for (const to of [`bounce+${'0'.repeat(52)}@${domain}`, `complaints@${domain}`, `hello@${domain}`]) {
    replies.push(await world.sandbox.forgeMail({ from: '', to, raw }))
  }
  expect(replies).toEqual([550, 550, 550])
})
