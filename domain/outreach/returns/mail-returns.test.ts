import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Customer } from '../../../models/customer.ts'
import type { RecipientReport } from '../ports.ts'
import { aMessage, email, sms } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { createReturnPaths } from './return-path.ts'

const dayMs = 86_400_000
const paths = createReturnPaths('a link key of many bytes')
let world: World
let people = 0

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())
beforeEach(() => world.clock.set('2026-03-02T10:00:00+08:00'))

const newMailbox = () => `p${++people}@mail.example`

async function aSentMail(customer: Customer, content: Parameters<typeof aMessage>[0]['content'] = email()) {
  const purpose = { purpose: 'requested' } as const
  const message = world.say(aMessage({ ...purpose, prefer: ['email', 'sms'], content }))
  const request = world.aRequest(customer, message)
  await world.outreach.deliver(request)
  const [attempt] = (await world.touch(request.touchId)).attempts
  if (!attempt) throw new Error('nothing was sent')
  return { touchId: request.touchId, request, token: paths.tokenOf(attempt), ref: attempt.ref }
}

const about = (recipient: string, outcome: RecipientReport['outcome'], code: string) => ({
  recipient,
  outcome,
  code,
})

function bounces(token: string | undefined, report: RecipientReport, sealed?: { ref: string; seal: string }) {
  const content = { kind: 'report' as const, recipients: [report], original: { tokens: [], sealed } }
  return world.outreach.mailReturned({ token, content, at: world.clock.now() })
}

const reachOf = async (customer: Customer) => (await world.customers.find(customer._id))?.reach.email
const told = (touchId: string, name: string) =>
  world.events.filter((event) => event.props.touchId === touchId && event.name === name)

describe('a hard bounce', () => {
  it('makes the mailbox unreachable at once, tells the failure, and falls back to the next channel', async () => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    const { touchId, request, token } = await aSentMail(customer, { ...email(), ...sms() })
    expect(await bounces(token, about(mailbox, 'hard', '550 5.1.1'))).toBe('done')
    expect(await reachOf(customer)).toMatchObject({ state: 'unreachable', reason: '550 5.1.1' })
    expect(await world.outreach.deliver(request)).toEqual({ state: 'sent', channel: 'sms' })
    const [first] = (await world.touch(touchId)).attempts
    expect(first).toMatchObject({ outcome: 'refused', code: '550 5.1.1', bounce: 'hard' })
    expect(told(touchId, 'message.failed')).toHaveLength(1)
  })

  it('that comes twice, or from two servers, acts once', async () => {
    const mailbox = newMailbox()
    const { touchId, token } = await aSentMail(await world.aCustomer({ email: mailbox }))
    await Promise.all([1, 2, 3].map(() => bounces(token, about(mailbox, 'hard', '550 5.1.1'))))
    expect(told(touchId, 'message.failed')).toHaveLength(1)
    expect((await world.touch(touchId)).attempts).toHaveLength(1)
  })

  it('names the address in whatever case the server writes it', async () => {
    const customer = await world.aCustomer({ email: 'Wang.Wu@Mail.Example' })
    const { token } = await aSentMail(customer)
    await bounces(token, about('wang.wu@mail.example', 'hard', '550 5.1.1'))
    expect((await reachOf(customer))?.state).toBe('unreachable')
  })

  it('is known by a sealed Message-ID where the token is missing', async () => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    const { ref } = await aSentMail(customer)
    await bounces(undefined, about(mailbox, 'hard', '550 5.1.1'), { ref, seal: paths.sealOf(ref) })
    expect((await reachOf(customer))?.state).toBe('unreachable')
  })

  it('says nothing of the address somebody has by now', async () => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    const { token } = await aSentMail(customer)
    await world.customers.change(customer._id, { setProfile: { email: newMailbox() } }, 'moved')
    await bounces(token, about(mailbox, 'hard', '550 5.1.1'))
    expect(await reachOf(customer)).toBeUndefined()
  })
})

describe('a forged report', () => {
  it.each<
    [string, (sent: { token: string; ref: string }) => [string | undefined, { ref: string; seal: string }?]]
  >([
    ['without a token', () => [undefined]],
    ['with a token nobody signed', () => ['0'.repeat(52)]],
    [
      'with a token of another key',
      ({ ref }) => [createReturnPaths('another key of many bytes').tokenOf({ ref, at: world.clock.now() })],
    ],
    ['with a Message-ID nobody sealed', ({ ref }) => [undefined, { ref, seal: '0'.repeat(24) }]],
    ['with the seal of another message', ({ ref }) => [undefined, { ref, seal: paths.sealOf('another#1') }]],
  ])('%s suppresses nobody', async (_how, by) => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    const sent = await aSentMail(customer)
    const [token, sealed] = by(sent)
    expect(await bounces(token, about(mailbox, 'hard', '550 5.1.1'), sealed)).toBe('ignored')
    expect(await reachOf(customer)).toBeUndefined()
    expect((await world.touch(sent.touchId)).state).toBe('sent')
  })

  it('that names another recipient suppresses neither', async () => {
    const mailbox = newMailbox()
    const other = newMailbox()
    const [customer, neighbour] = [
      await world.aCustomer({ email: mailbox }),
      await world.aCustomer({ email: other }),
    ]
    const { touchId, token } = await aSentMail(customer)
    expect(await bounces(token, about(other, 'hard', '550 5.1.1'))).toBe('ignored')
    expect([await reachOf(customer), await reachOf(neighbour)]).toEqual([undefined, undefined])
    expect((await world.touch(touchId)).state).toBe('sent')
  })

  it('of a complaint takes away nobody’s consent', async () => {
    const customer = await world.aCustomer({ email: newMailbox() })
    await aSentMail(customer)
    const content = { kind: 'complaint' as const, original: { tokens: ['0'.repeat(52)] } }
    expect(await world.outreach.mailReturned({ content, at: world.clock.now() })).toBe('ignored')
    expect((await world.customers.find(customer._id))?.consent.email?.state).toBe('granted')
  })
})

describe('a bounce about us', () => {
  it('is a failure of that message, and suppresses nobody', async () => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    for (let n = 0; n < 6; n += 1) {
      world.clock.advance(dayMs)
      const { touchId, token } = await aSentMail(customer)
      await bounces(token, about(mailbox, 'block', '550 5.7.1'))
      expect(await world.touch(touchId)).toMatchObject({ state: 'failed', attempts: [{ bounce: 'block' }] })
    }
    expect(await reachOf(customer)).toBeUndefined()
  })
})

describe('a delay', () => {
  it('changes nothing: the last word is still to come', async () => {
    const mailbox = newMailbox()
    const { touchId, token } = await aSentMail(await world.aCustomer({ email: mailbox }))
    expect(await bounces(token, about(mailbox, 'delayed', '4.4.1'))).toBe('done')
    expect((await world.touch(touchId)).state).toBe('sent')
    await bounces(token, about(mailbox, 'hard', '550 5.1.1'))
    expect((await world.touch(touchId)).state).toBe('failed')
  })
})

describe('soft bounces', () => {
  async function softly(customer: Customer, mailbox: string, times: number) {
    for (let n = 0; n < times; n += 1) {
      world.clock.advance(dayMs)
      const { token } = await aSentMail(customer)
      await bounces(token, about(mailbox, 'soft', '552 5.2.2'))
      await bounces(token, about(mailbox, 'soft', '552 5.2.2'))
    }
  }

  it('suppress the mailbox at the fifth in a row, each told of twice', async () => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    await softly(customer, mailbox, 4)
    expect(await reachOf(customer)).toBeUndefined()
    await softly(customer, mailbox, 1)
    expect(await reachOf(customer)).toMatchObject({ state: 'unreachable', reason: '552 5.2.2' })
  })

  it.each<[string, (touchId: string) => Promise<void>]>([
    [
      'was opened',
      (touchId) => world.outreach.signal({ kind: 'opened', touchId, at: world.clock.now(), signalId: 'o' }),
    ],
    ['did not come back within five days', async () => world.clock.advance(5 * dayMs + 1)],
  ])('begin anew after one that %s', async (_how, arrives) => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    await softly(customer, mailbox, 4)
    world.clock.advance(dayMs)
    await arrives((await aSentMail(customer)).touchId)
    await softly(customer, mailbox, 4)
    expect(await reachOf(customer)).toBeUndefined()
    await softly(customer, mailbox, 1)
    expect((await reachOf(customer))?.state).toBe('unreachable')
  })

  it('count on while others are still on their way', async () => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    const sent = []
    for (let n = 0; n < 5; n += 1) {
      world.clock.advance(3_600_000)
      sent.push(await aSentMail(customer))
    }
    for (const { token } of sent) await bounces(token, about(mailbox, 'soft', '4.4.7'))
    expect((await reachOf(customer))?.state).toBe('unreachable')
  })

  it('of an e-mail that was sent once more after a lost answer count once', async () => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    await softly(customer, mailbox, 3)
    world.senders.email.answer({ kind: 'unknown', code: 'timeout' })
    world.senders.email.willFind({ kind: 'cannotTell' })
    const { request, token, touchId } = await aSentMail(customer)
    world.clock.advance(11 * 60_000)
    await world.outreach.deliver(request)
    expect((await world.touch(touchId)).attempts).toHaveLength(2)
    await bounces(token, about(mailbox, 'soft', '552 5.2.2'))
    expect(await reachOf(customer)).toBeUndefined()
    await softly(customer, mailbox, 1)
    expect((await reachOf(customer))?.state).toBe('unreachable')
  })

  it('of an address that was given up for a new one do not count against it', async () => {
    const mailbox = newMailbox()
    const customer = await world.aCustomer({ email: mailbox })
    await softly(customer, mailbox, 4)
    const next = newMailbox()
    await world.customers.change(customer._id, { setProfile: { email: next } }, 'moved')
    await softly(customer, next, 1)
    expect(await reachOf(customer)).toBeUndefined()
  })
})

describe('a complaint', () => {
  const complains = (token: string) => {
    const content = { kind: 'complaint' as const, original: { tokens: [token] } }
    return world.outreach.mailReturned({ content, at: world.clock.now() })
  }

  it('refuses marketing by e-mail from then on, and says where that comes from', async () => {
    const customer = await world.aCustomer({ email: newMailbox() })
    const { touchId, token } = await aSentMail(customer)
    expect(await complains(token)).toBe('done')
    const { consent } = (await world.customers.find(customer._id)) as Customer
    expect(consent.email).toMatchObject({ state: 'refused', source: 'complaint' })
    expect(consent.sms?.state).toBe('granted')
    expect(told(touchId, 'message.unsubscribed')).toHaveLength(1)
    const marketing = world.say(aMessage({ prefer: ['email'], content: email() }))
    const outcome = await world.outreach.deliver(world.aRequest(customer, marketing))
    expect(outcome).toMatchObject({ state: 'skipped' })
    expect(await reachOf(customer)).toBeUndefined()
  })

  it('that comes again does not undo what somebody agreed to since', async () => {
    const customer = await world.aCustomer({ email: newMailbox() })
    const { token } = await aSentMail(customer)
    await complains(token)
    await world.customers.change(
      customer._id,
      { setConsent: { email: { state: 'granted', source: 'miniprogram' } } },
      'again',
    )
    await complains(token)
    expect((await world.customers.find(customer._id))?.consent.email?.state).toBe('granted')
  })
})
