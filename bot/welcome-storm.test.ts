import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Inbox } from '../domain/inbox/inbox.ts'
import { explainTouch } from '../domain/outreach/touch/explain.ts'
import type { Touch } from '../models/touch.ts'
import { corp, type EdgeWorld, edgeWorld } from '../test/testing/edge-world.ts'
import { createWecomDeliveryHandler } from './handle-delivery.ts'
import { inboxIdOf } from './inbox-id.ts'
import { kindOf, parseEvent, welcomeCodeEnd } from './parse-event.ts'
import { noHandOvers } from './testing/no-hand-overs.ts'

let world: EdgeWorld
let inbox: Inbox
/** Calls to WeCom: the code, and how old it was. */
let calls: { code: string; ageMs: number }[]
let answer: () => void
const issuedAt = new Map<string, Date>()

beforeEach(async () => {
  world = await edgeWorld()
  const { customers, outreach, platforms, channelCodes, clock, log } = world
  const { contacts, corpTags } = platforms
  const sales = { act: () => Promise.reject(new Error('no tasks here')), taskOfCard: async () => null }
  inbox = world.inboxWith({
    wecom: createWecomDeliveryHandler({
      corp,
      customers,
      outreach,
      contacts,
      handOvers: noHandOvers,
      tagSync: world.tagSyncOf({ customers, contacts, corpTags }),
      channelCodes,
      clock,
      log,
      sales,
    }),
  })
  calls = []
  const answered = new Promise<void>((resolve) => (answer = resolve))
  // A platform that lets everybody wait, so that few can be welcomed at a time.
  platforms.senders.welcome.send = async ({ welcomeCode }) => {
    calls.push({ code: welcomeCode, ageMs: clock.now().getTime() - issuedAt.get(welcomeCode)!.getTime() })
    await answered
    return { kind: 'sent' }
  }
})
afterEach(() => world.close())

/** Somebody becomes a friend now. Resolves when nothing more is done about it here. */
async function befriend(person: string): Promise<void> {
  const at = world.clock.now()
  issuedAt.set(person, at)
  const xml = `<xml><ToUserName>${corp}</ToUserName><FromUserName>sys</FromUserName><CreateTime>${at.getTime() / 1_000}</CreateTime><MsgType>event</MsgType><Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType><UserID>lihua</UserID><ExternalUserID>${person}</ExternalUserID><WelcomeCode>${person}</WelcomeCode></xml>`
  const event = (await parseEvent(xml))!
  const _id = inboxIdOf(event)
  const urgentUntil = welcomeCodeEnd(event)!
  await inbox.accept({ _id, source: 'wecom', kind: kindOf(event), at, urgentUntil, payload: { event } })
  world.activity.background('inbox', () => inbox.process(_id))
}

const crowd = (name: string, size: number) => Array.from({ length: size }, (_, n) => `${name}${n}`)

it('past a backlog no dead code is called with, the newest go first, and a single friend afterwards is welcomed', async () => {
  for (const person of crowd('early', 32)) await befriend(person)
  await vi.waitFor(() => expect(calls).toHaveLength(32), 60_000)
  for (const person of crowd('waiting', 8)) await befriend(person)
  world.clock.advance(15_000)
  for (const person of crowd('newer', 4)) await befriend(person)
  // Now the codes of those who waited are over, and the platform recovers.
  world.clock.advance(6_000)
  answer()
  await world.activity.settled()
  const afterwards = calls.slice(32).map(({ code }) => code)
  expect(afterwards.toSorted()).toEqual(crowd('newer', 4))

  world.clock.advance(60_000)
  await befriend('single')
  await world.activity.settled()
  expect(calls.at(-1)).toEqual({ code: 'single', ageMs: 0 })
  expect(calls.filter(({ ageMs }) => ageMs >= 20_000)).toEqual([])
  expect(calls).toHaveLength(37)

  // The others are customers all the same, and each silence has its reason.
  await inbox.sweep()
  expect(await world.events('wecom.friend_added')).toHaveLength(45)
  const touches = (await world.connection.collection('touches').find().toArray()) as unknown as Touch[]
  const silent = touches.filter(({ state }) => state !== 'sent')
  expect(silent).toHaveLength(8)
  for (const touch of silent) {
    expect(touch).toMatchObject({ state: 'skipped', attempts: [] })
    expect(touch.decisions.filter(({ final }) => final)).toMatchObject([{ reason: 'codeExpired' }])
    expect(explainTouch(touch)).toContain('20 秒')
  }
})

it('a welcome reserved by a process that died is not sent when its code is over by then', async () => {
  await befriend('first')
  await vi.waitFor(() => expect(calls).toHaveLength(1), 60_000)
  answer()
  await world.activity.settled()
  const touches = world.connection.collection('touches')
  // As it stood before the call.
  await touches.updateOne(
    {},
    { $set: { state: 'reserved', attempts: [], decisions: [], reservedAt: world.clock.now() } },
  )
  const [touch] = (await touches.find().toArray()) as unknown as Touch[]
  world.clock.advance(25_000)
  await world.outreach.deliver({
    touchId: touch!._id,
    customerId: touch!.customerId,
    messageId: touch!.messageId,
    channels: ['welcome'],
    welcomeCode: 'first',
    welcomeUntil: new Date(issuedAt.get('first')!.getTime() + 20_000),
  })
  expect(calls).toHaveLength(1)
  expect(await world.outreach.findTouch(touch!._id)).toMatchObject({ state: 'skipped' })
})
