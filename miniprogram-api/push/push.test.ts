import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCallbackCrypto } from '../../http/callback-crypto.ts'
import { aTouch } from '../../test/testing/a-touch.ts'
import { appid } from '../../test/testing/edge-world.ts'
import { type MiniprogramWorld, miniprogramWorld } from '../testing/world.ts'
import { createPushHandler } from './handle-push.ts'
import { createPushRouter } from './router.ts'

const token = 'AAAAA'
const aesKey = 'kWxYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2D'

let world: MiniprogramWorld
beforeEach(async () => {
  world = await miniprogramWorld()
})
afterEach(() => world.close())

/** The address of the push, in the secure mode unless `plain`. */
async function pushAt({ plain = false } = {}) {
  const { customers, outreach, clock, log, activity } = world
  const inbox = world.inboxWith({ wechat: createPushHandler({ appid, customers, outreach, clock }) })
  const keys = { token, appid, ...(!plain && { aesKey }) }
  const base = await world.serve([
    createPushRouter({ keys, inbox, clock, log, background: activity.background }),
  ])
  const now = () => String(Math.floor(clock.now().getTime() / 1_000))
  const signed = (timestamp = now(), by = token) => ({
    signature: createHash('sha1').update([by, timestamp, 'n1'].sort().join('')).digest('hex'),
    timestamp,
    nonce: 'n1',
  })
  async function post(body: string, query: Record<string, string>) {
    const answer = await fetch(`${base}/mp/push?${new URLSearchParams(query)}`, { method: 'POST', body })
    const text = await answer.text()
    await activity.settled()
    return { status: answer.status, text }
  }
  return {
    signed,
    post,
    get: async (query: Record<string, string>) => {
      const answer = await fetch(`${base}/mp/push?${new URLSearchParams(query)}`)
      return { status: answer.status, text: await answer.text() }
    },
    /** Encrypted as the secure mode does; the envelope in the format of the message. */
    secure(message: string, receiver = appid) {
      const sealed = createCallbackCrypto({ token, aesKey, receiver }).seal(message, {
        timestamp: now(),
        nonce: 'n1',
      })
      const body = message.startsWith('<')
        ? `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[${sealed.cipher}]]></Encrypt></xml>`
        : JSON.stringify({ ToUserName: 'gh_1', Encrypt: sealed.cipher })
      return post(body, { ...signed(), encrypt_type: 'aes', msg_signature: sealed.signature })
    },
  }
}

const seconds = () => Math.floor(world.clock.now().getTime() / 1_000)
const event = (Event: string, List: unknown, more: object = {}) =>
  JSON.stringify({
    ToUserName: 'gh_1',
    FromUserName: 'o-wang',
    CreateTime: seconds(),
    MsgType: 'event',
    Event,
    List,
    ...more,
  })
const accepted = (TemplateId: string) => ({ TemplateId, SubscribeStatusString: 'accept', PopupScene: '0' })
const credits = async () => (await world.byOpenid('o-wang'))?.credits

describe('the address of the push', () => {
  it('echoes what the console asks, signed as the documents show', async () => {
    const push = await pushAt()
    expect(await push.get({ ...push.signed(), echostr: '4375120948345356249' })).toEqual({
      status: 200,
      text: '4375120948345356249',
    })
    expect((await push.get({ ...push.signed(undefined, 'other'), echostr: 'x' })).status).toBe(403)
  })

  it('takes the signature that stands in the documents', async () => {
    world.clock.set(new Date(1_714_036_504_000))
    const push = await pushAt()
    const query = { timestamp: '1714036504', nonce: '1514711492', echostr: 'e' }
    const signature = 'f464b24fc39322e44b38aa78f5edd27bd1441696'
    expect((await push.get({ ...query, signature })).status).toBe(200)
    expect((await push.get({ ...query, signature: signature.replace('f', 'e') })).status).toBe(403)
  })

  it('answers success once the record is durable, and a repeat changes nothing', async () => {
    const push = await pushAt()
    await world.login()
    const message = event('subscribe_msg_popup_event', accepted('tpl_a'))
    expect(await push.secure(message)).toEqual({ status: 200, text: 'success' })
    expect(await push.secure(message)).toEqual({ status: 200, text: 'success' })
    expect(await world.inboxRecords()).toHaveLength(1)
    expect(await credits()).toEqual({ tpl_a: 1 })
  })

  it('refuses what is not encrypted, for somebody else, too old or badly signed, and keeps none of it', async () => {
    const push = await pushAt()
    const message = event('subscribe_msg_popup_event', accepted('tpl_a'))
    expect((await push.post(message, push.signed())).status).toBe(400)
    expect((await push.secure(message, 'wxother')).status).toBe(403)
    const old = String(seconds() - 601)
    expect((await push.post(message, { ...push.signed(old), msg_signature: 'x' })).status).toBe(403)
    const plain = await pushAt({ plain: true })
    expect((await plain.post(message, plain.signed(undefined, 'other'))).status).toBe(403)
    expect(await world.inboxRecords()).toEqual([])
  })

  it('takes the plain mode where there is no key', async () => {
    const push = await pushAt({ plain: true })
    await push.post(event('subscribe_msg_popup_event', [accepted('a'), accepted('b')]), push.signed())
    expect(await credits()).toEqual({ a: 1, b: 1 })
  })

  it('keeps what it does not know, and what it cannot read', async () => {
    const push = await pushAt()
    await push.secure(event('wxa_media_check', undefined, { trace_id: 't' }))
    await push.secure('{"nonsense":1}')
    expect((await world.inboxRecords()).map(({ kind }) => kind).toSorted()).toEqual([
      'unreadable',
      'wxa_media_check',
    ])
  })
})

describe('an accept', () => {
  const xml = (items: string) =>
    `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o-wang]]></FromUserName><CreateTime>${seconds()}</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe_msg_popup_event]]></Event><SubscribeMsgPopupEvent>${items}</SubscribeMsgPopupEvent></xml>`
  const item = (id: string, said: string) =>
    `<List><TemplateId><![CDATA[${id}]]></TemplateId><SubscribeStatusString><![CDATA[${said}]]></SubscribeStatusString><PopupScene>0</PopupScene></List>`

  it('in XML counts alike, one item or several', async () => {
    const push = await pushAt()
    await push.secure(xml(item('a', 'accept')))
    world.clock.advance(1_000)
    await push.secure(xml(item('a', 'accept') + item('b', 'reject')))
    expect(await credits()).toEqual({ a: 2 })
  })

  it.each(['phone first', 'platform first'])('told by phone and platform is one: %s', async (order) => {
    const push = await pushAt()
    const session = await world.login()
    const tell = [
      () => world.call('/subscriptions', { id: 's1', results: { tpl_a: 'accept' } }, session),
      () => push.secure(event('subscribe_msg_popup_event', accepted('tpl_a'))),
    ]
    for (const each of order === 'phone first' ? tell : tell.toReversed()) {
      await each()
      world.clock.advance(30_000)
    }
    expect(await credits()).toEqual({ tpl_a: 1 })
  })

  it('told by the phone much later, as of its own time, is the same one; of two acts each counts', async () => {
    const push = await pushAt()
    const session = await world.login()
    const at = world.clock.now().toISOString()
    await push.secure(event('subscribe_msg_popup_event', accepted('tpl_a')))
    world.clock.advance(6 * 3_600_000)
    await push.secure(event('subscribe_msg_popup_event', accepted('tpl_a')))
    await world.call('/subscriptions', { id: 's1', at, results: { tpl_a: 'accept' } }, session)
    expect(await credits()).toEqual({ tpl_a: 2 })
    await world.call('/subscriptions', { id: 's2', results: { tpl_a: 'accept' } }, session)
    expect(await credits()).toEqual({ tpl_a: 2 })
  })

  it('is worth nothing once the template was switched off', async () => {
    const push = await pushAt()
    await push.secure(event('subscribe_msg_popup_event', [accepted('a'), accepted('b')]))
    await push.secure(
      event('subscribe_msg_change_event', { TemplateId: 'a', SubscribeStatusString: 'reject' }),
    )
    expect(await credits()).toEqual({ a: 0, b: 1 })
  })
})

describe('the outcome of a subscription message', () => {
  const ended = (outcome: object) => event('subscribe_msg_sent_event', { TemplateId: 'tpl', ...outcome })

  async function sentTouch() {
    await world.login()
    const customerId = (await world.byOpenid('o-wang'))?._id ?? ''
    await world.stores.touches.insert(
      aTouch('run:1:shipped', world.clock.now(), {
        customerId,
        state: 'sent',
        channel: 'miniprogram',
        attempts: [
          {
            ref: 'run:1:shipped#1',
            channel: 'miniprogram',
            at: world.clock.now(),
            outcome: 'sent',
            providerId: '77',
          },
        ],
      }),
    )
    return async () => (await world.outreach.findTouch('run:1:shipped'))?.state
  }

  it.each([
    ['a number', 77, 0],
    ['a text', '77', '0'],
  ])('is delivered by its id, %s', async (_how, MsgID, ErrorCode) => {
    const stateNow = await sentTouch()
    await (await pushAt()).secure(ended({ MsgID, ErrorCode, ErrorStatus: 'success' }))
    expect(await stateNow()).toBe('delivered')
  })

  it('that failed is told and falls back', async () => {
    const stateNow = await sentTouch()
    await (await pushAt()).secure(
      ended({ MsgID: '77', ErrorCode: '43101', ErrorStatus: 'failed:user block' }),
    )
    expect(await stateNow()).not.toBe('sent')
    expect(await world.events('message.failed')).toMatchObject([
      { props: { reason: '43101 failed:user block' } },
    ])
  })

  it('that comes before the send is written down is tried again; of somebody else’s message it is dropped', async () => {
    const push = await pushAt()
    await world.login()
    await push.secure(ended({ MsgID: '77', ErrorCode: '0', ErrorStatus: 'success' }))
    expect(await world.inboxRecords()).toMatchObject([{ state: 'received', tries: 1 }])
    world.clock.advance(3 * 60_000)
    await push.secure(
      JSON.stringify({ ...JSON.parse(ended({ MsgID: '78', ErrorCode: '0' })), CreateTime: seconds() - 180 }),
    )
    expect((await world.inboxRecords()).at(-1)).toMatchObject({ state: 'done' })
  })
})
