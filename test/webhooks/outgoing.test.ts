import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readNetworks } from '../../channels/webhooks/addresses.ts'
import { createWebhookSender } from '../../channels/webhooks/webhook-sender.ts'
import { createDeliverer } from '../../domain/webhooks/deliverer.ts'
import { createOutbox } from '../../domain/webhooks/outbox.ts'
import { createWebhookBook } from '../../domain/webhooks/webhooks.ts'
import { mendIndexes } from '../../models/indexes.ts'
import { createWebhookDeliveryStore, type WebhookDelivery } from '../../models/webhook-deliveries.ts'
import { createWebhookStore } from '../../models/webhooks.ts'
import { startReceiver } from '../../sandbox/webhooks/receiver.ts'
import { type EdgeWorld, edgeWorld } from '../testing/edge-world.ts'

const minute = 60_000
const day = 86_400_000

let world: EdgeWorld
let told: string[]
const opened: { close(): Promise<void> }[] = []

beforeEach(async () => {
  world = await edgeWorld()
  told = []
})
afterEach(async () => {
  await world.activity.settled()
  for (const each of opened.splice(0)) await each.close()
  await world.close()
})

/** What one process has; another of the same store is another `processOf`. */
async function processOf(workerId = 'w1') {
  const { connection, clock, customers, activity, seal: sealer } = world
  const webhooks = createWebhookStore(connection)
  const deliveries = createWebhookDeliveryStore(connection)
  await mendIndexes(connection)
  const sender = createWebhookSender({ allowed: readNetworks('127.0.0.1/32'), timeoutMs: 300 })
  const outbox = createOutbox({ webhooks, deliveries, clock })
  const parts = { webhooks, deliveries, sender, sealer, announce: () => {}, clock, workerId }
  const deliverer = createDeliverer({
    ...parts,
    background: activity.background,
    pausedItself: ({ _id }, because) => told.push(`${_id} ${because}`),
  })
  const book = createWebhookBook({ ...parts, usedIn: () => [], changed: outbox.forget })
  customers.listen(outbox.onEvent, outbox.wants)
  return {
    ...{ webhooks, deliveries, outbox, book, customers, clock },
    /** Sweeps and waits until nobody is being called. */
    async sweep() {
      await deliverer.sweep()
      await activity.settled()
    },
    /** A receiver that takes what it is told, registered. */
    async aReceiver(id = 'crm', events: string[] = ['customer.tag_added']) {
      const receiver = await startReceiver({ secrets: [], now: clock.now })
      opened.push(receiver)
      const { secret } = await book.create(
        { id, direction: 'out', name: id, url: receiver.url, events },
        undefined,
        '运维',
      )
      receiver.knows([secret])
      return { ...receiver, secret }
    },
    async aCustomer(unionid = 'u-wang') {
      return customers.getOrCreate([{ kind: 'unionid', value: unionid }], { source: 'shop', at: clock.now() })
    },
    tag: (who: string, name: string) =>
      customers.change(who, { addTags: [{ name, kind: 'manual' }] }, `by-hand:${name}`),
    all: (id = 'crm') => deliveries.page(id, undefined, null, 100),
    async only(id = 'crm'): Promise<WebhookDelivery> {
      const [one, ...more] = await deliveries.page(id, undefined, null, 100)
      if (one === undefined || more.length > 0) throw new Error(`${more.length + 1} deliveries`)
      return one
    },
  }
}
type Process = Awaited<ReturnType<typeof processOf>>

/** Moves the clock from try to try until nothing is due within `untilMs`; when each was made, ms after the first. */
async function tries(process: Process, untilMs: number): Promise<number[]> {
  const begun = process.clock.now().getTime()
  const made: number[] = []
  for (;;) {
    await process.sweep()
    made.push(process.clock.now().getTime() - begun)
    const one = await process.only()
    if (one.state !== 'waiting' || one.dueAt.getTime() - begun > untilMs) return made
    process.clock.set(one.dueAt)
  }
}

describe('what happens is told to a receiver', () => {
  it('signed, once, with ids and no contact data', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver()
    const customer = await process.aCustomer()
    await process.tag(customer._id, '高意向')
    await process.sweep()
    await process.sweep()
    expect(receiver.taken).toEqual([
      {
        id: expect.stringMatching(/^msg_[\w-]{27}$/),
        type: 'customer.tag_added',
        timestamp: process.clock.now().toISOString(),
        data: { eventId: expect.any(String), customerId: customer._id, tag: '高意向', kind: 'manual' },
      },
    ])
    expect(receiver.calls).toHaveLength(1)
    expect(await process.only()).toMatchObject({ state: 'delivered', tries: 1, attempts: [{ status: 204 }] })
  })

  it('that a customer wrote to 微信客服 and answered, by kind and channel, without a word of it', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver('crm', ['kf.message', 'message.replied'])
    const { _id: customerId } = await process.aCustomer()
    const at = process.clock.now()
    const one = { customerId, at, source: 'wecom' }
    await process.customers.hear({
      ...one,
      _id: 'k1',
      name: 'kf.message',
      props: { account: 'wk1', kind: 'text' },
    })
    const touch = { touchId: 't1', messageId: 'answer', channel: 'kf' }
    await process.customers.hear({ ...one, _id: 'k2', name: 'message.replied', props: touch })
    await process.sweep()
    const taken = receiver.taken.toSorted((a, b) => a.type.localeCompare(b.type))
    expect(taken.map(({ type, data }) => [type, data])).toEqual([
      ['kf.message', { eventId: 'k1', customerId, account: 'wk1', kind: 'text' }],
      ['message.replied', { eventId: 'k2', customerId, ...touch }],
    ])
  })

  it('that an alert rang: one delivery for each that wants it, however often it is said', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver('oncall', ['alert.rang'])
    const other = await process.aReceiver('crm', ['alert.closed'])
    const at = process.clock.now()
    const data = { alertId: 'smsFailures:1', figure: 'smsFailures', percent: 5, part: 6, whole: 100 }
    const news = { kind: 'alert.rang', key: 'alert:smsFailures:1:rang:0', at, data } as const
    await process.outbox.tell(news)
    await process.outbox.tell(news)
    await process.sweep()
    expect(receiver.taken).toEqual([
      { id: expect.any(String), type: 'alert.rang', timestamp: at.toISOString(), data },
    ])
    expect(receiver.calls).toHaveLength(1)
    expect(other.calls).toEqual([])
  })

  it('and nothing it did not choose', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver('crm', ['customer.tag_removed'])
    const customer = await process.aCustomer()
    await process.tag(customer._id, '高意向')
    await process.sweep()
    expect(receiver.calls).toEqual([])
  })

  it('though the process dies before it is written down: the event stays open and is told again', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver()
    const customer = await process.aCustomer()
    const add = process.deliveries.add
    process.deliveries.add = () => Promise.reject(new Error('killed'))
    await process.tag(customer._id, '高意向')
    expect(await process.all()).toEqual([])
    process.deliveries.add = add
    process.clock.advance(minute)
    await process.customers.sweep()
    await process.sweep()
    expect(receiver.taken).toHaveLength(1)
  })

  it('though a process dies with it in hand: another one tells it, after the lease', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver()
    const customer = await process.aCustomer()
    await process.tag(customer._id, '高意向')
    const now = process.clock.now()
    await process.deliveries.claim('crm', 'dead:1', now, new Date(now.getTime() + minute))
    await process.sweep()
    expect(receiver.calls).toEqual([])
    process.clock.advance(minute)
    await process.sweep()
    expect(receiver.taken).toHaveLength(1)
  })

  it('again under the same webhook-id when the answer was lost, so that the receiver takes it once', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver()
    const customer = await process.aCustomer()
    receiver.behave({ kind: 'takeAndDie' })
    await process.tag(customer._id, '高意向')
    await process.sweep()
    receiver.behave({ kind: 'take' })
    process.clock.advance(minute)
    await process.sweep()
    expect(receiver.calls.map(({ status }) => status)).toEqual([null, 204])
    expect(receiver.taken).toHaveLength(1)
  })

  it('by two processes at once: once', async () => {
    const [one, other] = [await processOf('w1'), await processOf('w2')]
    const receiver = await one.aReceiver()
    const customer = await one.aCustomer()
    for (const tag of ['a', 'b', 'c', 'd', 'e', 'f']) await one.tag(customer._id, tag)
    await Promise.all([one.sweep(), other.sweep()])
    expect(receiver.calls).toHaveLength(6)
    expect(new Set(receiver.calls.map(({ id }) => id)).size).toBe(6)
  })
})

describe('a receiver that does not take it', () => {
  it('is tried for three days, each wait about twice the one before, never above six hours; then it is kept as dead', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver()
    const customer = await process.aCustomer()
    receiver.behave({ kind: 'answer', status: 500 })
    await process.tag(customer._id, '高意向')
    const made = await tries(process, Number.POSITIVE_INFINITY)
    const waits = made.slice(1).map((at, n) => at - (made[n] ?? 0))
    for (const [n, wait] of waits.slice(0, -1).entries()) {
      const plain = Math.min(6 * 60 * minute, 5_000 * 2 ** n)
      expect(wait / plain).toBeGreaterThanOrEqual(0.79)
      expect(wait / plain).toBeLessThanOrEqual(1.21)
    }
    expect(made.at(-1)).toBe(3 * day)
    expect(await process.only()).toMatchObject({ state: 'dead', tries: made.length })
    expect(receiver.calls).toHaveLength(made.length)

    // By then it has failed for days: it is paused, and the operator is told once.
    expect(told).toEqual(['crm failing'])
    expect(await process.webhooks.find('crm')).toMatchObject({
      state: 'paused',
      paused: { because: 'failing' },
    })
    await process.tag(customer._id, '再来')
    await process.sweep()
    expect(receiver.calls).toHaveLength(made.length)

    // Let go on, it gets what waited; what was given up is told when somebody says so.
    receiver.behave({ kind: 'take' })
    await process.book.resume('crm')
    await process.sweep()
    expect(receiver.taken.map(({ data }) => data.tag)).toEqual(['再来'])
    expect(await process.book.replayDead('crm')).toBe(1)
    await process.sweep()
    expect(receiver.taken.map(({ data }) => data.tag)).toEqual(['再来', '高意向'])
  })

  it('is not followed where it redirects to, and a redirect is no success', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver()
    const customer = await process.aCustomer()
    receiver.behave({ kind: 'answer', status: 307, location: 'http://169.254.169.254/latest/meta-data' })
    await process.tag(customer._id, '高意向')
    await process.sweep()
    expect(await process.only()).toMatchObject({ state: 'waiting', attempts: [{ status: 307 }] })
  })

  it('is called no more when it says 410: nothing is lost, the operator is told', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver()
    const customer = await process.aCustomer()
    receiver.behave({ kind: 'answer', status: 410 })
    await process.tag(customer._id, '高意向')
    await process.sweep()
    expect(told).toEqual(['crm gone'])
    expect(await process.only()).toMatchObject({ state: 'dead' })
    await process.tag(customer._id, '再来')
    process.clock.advance(day)
    await process.sweep()
    expect(receiver.calls).toHaveLength(1)
    expect((await process.all()).map(({ state }) => state).sort()).toEqual(['dead', 'waiting'])
  })

  it('holds up nobody else: while one hangs, another is told', async () => {
    const process = await processOf()
    const slow = await process.aReceiver('slow')
    const quick = await process.aReceiver('quick')
    slow.behave({ kind: 'hang' })
    const customer = await process.aCustomer()
    for (const tag of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) await process.tag(customer._id, tag)
    await process.sweep()
    expect(quick.taken).toHaveLength(8)
    // At most one per hand, and one hand alone from then on.
    const knocked = slow.calls.length
    expect(knocked).toBeLessThanOrEqual(4)
    await process.sweep()
    expect(slow.calls.length - knocked).toBe(1)
  })

  it('gets nothing while it is paused by hand, and everything afterwards', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver()
    const customer = await process.aCustomer()
    await process.book.pause('crm')
    await process.tag(customer._id, '高意向')
    await process.sweep()
    expect(receiver.calls).toEqual([])
    await process.book.resume('crm')
    await process.sweep()
    expect(receiver.taken).toHaveLength(1)
  })
})

describe('secrets of a receiver', () => {
  it('are changed without a gap: both sign while both live', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver()
    const customer = await process.aCustomer()
    const { webhook, secret } = await process.book.addSecret('crm', 1, undefined, '运维')
    await process.tag(customer._id, '旧密钥')
    await process.sweep()
    receiver.knows([secret])
    await process.tag(customer._id, '新密钥')
    await process.sweep()
    const old = webhook.secrets[1]?.id ?? ''
    await process.book.removeSecret('crm', webhook.rev, old, '运维')
    await process.tag(customer._id, '只剩新的')
    await process.sweep()
    expect(receiver.taken.map(({ data }) => data.tag)).toEqual(['旧密钥', '新密钥', '只剩新的'])
    receiver.knows([receiver.secret])
    await process.tag(customer._id, '旧的不再有效')
    await process.sweep()
    expect(receiver.calls.at(-1)?.status).toBe(401)
    await expect(
      process.book.removeSecret('crm', 3, webhook.secrets[0]?.id ?? '', '运维'),
    ).rejects.toMatchObject({
      code: 'webhook.last_secret',
    })
  })

  it('are at rest sealed alone', async () => {
    const process = await processOf()
    const { secret } = await process.aReceiver()
    expect(JSON.stringify(await process.webhooks.find('crm'))).not.toContain(secret.slice('whsec_'.length))
  })
})

describe('a receiver is refused', () => {
  it.each([
    ['http over the internet', 'http://crm.example.com.evil/', false],
    ['the metadata of a cloud', 'https://169.254.169.254/latest', false],
    ['a private address', 'https://10.0.0.8/hook', false],
    ['a user in the address', 'https://kelu:secret@crm.example/hook', false],
    ['another scheme', 'ftp://crm.example/hook', false],
    ['no address', 'crm', false],
    ['(a public name is taken)', 'https://crm.example/hook', true],
  ])('%s', async (what, url, isTaken) => {
    const sender = createWebhookSender({ allowed: [] })
    expect(sender.accepts(url), what).toBe(isTaken)
  })
})

describe('a step of a flow', () => {
  it('tells its receiver once per visit, and throws where there is none', async () => {
    const process = await processOf()
    const receiver = await process.aReceiver('crm', [])
    const call = { receiver: 'crm', key: 'run1:call:1', body: { level: '金卡', customerId: 'c1' } }
    await process.outbox.call(call)
    await process.outbox.call(call)
    await process.outbox.call({ ...call, key: 'run1:call:2' })
    await process.sweep()
    expect(receiver.taken.map(({ type, data }) => [type, data])).toEqual([
      ['flow.called', call.body],
      ['flow.called', call.body],
    ])
    await expect(process.outbox.call({ ...call, receiver: 'erp' })).rejects.toMatchObject({
      code: 'webhook.not_found',
    })
  })
})
