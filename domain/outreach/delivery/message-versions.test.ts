import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MessageDefinition } from '../../language/message.ts'
import { aMessage, subscription } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { explainTouch } from '../touch/explain.ts'

let world: World
let messageId = ''
let n = 0

beforeAll(async () => {
  world = await aWorld({ limits: { spreadMs: 0 } })
})
afterAll(() => world.drop())
beforeEach(() => {
  world.clock.set('2026-03-02T10:00:00+08:00')
  n += 1
  messageId = `m${n}`
})

const lost = { kind: 'unknown', code: 'ECONNRESET' } as const
/** The next version of this test's message; its words are those of the template it names. */
const says = (template: string, more: Partial<MessageDefinition> = {}, params = {}) =>
  world.say(
    aMessage({
      id: messageId,
      content: { sms: { text: template, templates: { aliyun: template }, params } },
      ...more,
    }),
  )
const wordsOf = (touchId: string) =>
  world.senders.sms.calls
    .filter(({ ref }) => ref.startsWith(`${touchId}#`))
    .map(({ message }) => message.templates.aliyun)
const versionsOf = async (touchId: string) =>
  (await world.touch(touchId)).attempts.map(({ message }) => message)

it('an attempt records the version it was written from', async () => {
  says('旧')
  const request = world.aRequest(await world.aCustomer(), says('新'))
  await world.outreach.deliver(request)
  expect(wordsOf(request.touchId)).toEqual(['新'])
  expect(await versionsOf(request.touchId)).toEqual([`${messageId}@2`])
})

it('what was put off says the words of the moment it is sent', async () => {
  world.clock.set('2026-03-02T23:00:00+08:00')
  const request = world.aRequest(await world.aCustomer(), says('旧'))
  expect(await world.outreach.deliver(request)).toMatchObject({ state: 'deferred', reason: 'quietHours' })
  says('新')
  world.clock.set('2026-03-03T10:00:00+08:00')
  expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
  expect(wordsOf(request.touchId)).toEqual(['新'])
  expect(await versionsOf(request.touchId)).toEqual([`${messageId}@2`])
})

it('what was put off goes by the purpose its message has by now', async () => {
  world.clock.set('2026-03-02T23:00:00+08:00')
  const request = world.aRequest(await world.aCustomer(), says('旧'))
  await world.outreach.deliver(request)
  says('新', { purpose: 'requested' })
  world.clock.set('2026-03-03T10:00:00+08:00')
  await world.outreach.deliver(request)
  expect((await world.touch(request.touchId)).purpose).toBe('requested')
})

describe('a message changed while an answer is lost', () => {
  it('is repeated with the same words, though they are not in use any more', async () => {
    world.senders.sms.answer(lost)
    world.senders.sms.willFind({ kind: 'cannotTell' }, { kind: 'cannotTell' })
    const request = world.aRequest(await world.aCustomer(), says('旧', { purpose: 'requested' }))
    expect(await world.outreach.deliver(request)).toMatchObject({ reason: 'awaitingReceipt' })
    says('新', { purpose: 'requested' })
    world.clock.advance(10 * 60_000)
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
    expect(wordsOf(request.touchId)).toEqual(['旧', '旧'])
    expect(await versionsOf(request.touchId)).toEqual([`${messageId}@1`, `${messageId}@1`])
  })

  it('is repeated also when it was retired', async () => {
    world.senders.sms.answer(lost)
    world.senders.sms.willFind({ kind: 'cannotTell' }, { kind: 'cannotTell' })
    const request = world.aRequest(await world.aCustomer(), says('旧', { purpose: 'requested' }))
    await world.outreach.deliver(request)
    world.messages.delete(messageId)
    world.clock.advance(10 * 60_000)
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
    expect(wordsOf(request.touchId)).toEqual(['旧', '旧'])
  })

  it('is asked about in the words of the attempt, and sent with the new ones if it never arrived', async () => {
    const { miniprogram } = world.senders
    const customer = await world.aCustomer({ openid: `o${n}`, credits: { 'tpl-1': 3 } })
    const old = world.say(aMessage({ id: messageId, content: subscription({ thing1: '旧' }) }))
    const asked: unknown[] = []
    const find = miniprogram.find.bind(miniprogram)
    miniprogram.find = async (message, attempt) => {
      asked.push(message.data.thing1)
      return find(message, attempt)
    }
    miniprogram.answer(lost)
    const request = world.aRequest(customer, old)
    await world.outreach.deliver(request)
    world.say(aMessage({ id: messageId, content: subscription({ thing1: '新' }) }))
    world.clock.advance(60_000)
    expect(await world.outreach.deliver(request)).toMatchObject({ state: 'sent' })
    miniprogram.find = find
    // Once right after the lost answer, once when the lease was over.
    expect(asked).toEqual(['旧', '旧'])
    expect(miniprogram.calls.slice(-2).map(({ message }) => message.data.thing1)).toEqual(['旧', '新'])
    expect(await versionsOf(request.touchId)).toEqual([`${messageId}@1`, `${messageId}@2`])
  })
})

it('a link that leads elsewhere by now has a code of its own; the old one leads where it led', async () => {
  const linked = (to: string) => says('看看', { variables: { more: { kind: 'link', to } } }, { more: 'more' })
  world.senders.sms.answer({ kind: 'retryLater', afterMs: 1_000, code: 'busy' })
  const request = world.aRequest(await world.aCustomer(), linked('https://shop.example/old'))
  await world.outreach.deliver(request)
  const [before] = Object.values((await world.touch(request.touchId)).links)
  linked('https://shop.example/new')
  world.clock.advance(1_000)
  await world.outreach.deliver(request)
  const [after] = Object.values((await world.touch(request.touchId)).links)
  const visit = { at: world.clock.now(), visitId: 'v' }
  expect(await world.outreach.followLink(after ?? '', visit)).toEqual({
    location: 'https://shop.example/new',
  })
  expect(await world.outreach.followLink(before ?? '', visit)).toEqual({
    location: 'https://shop.example/old',
  })
})

it('a touch put off whose message was retired ends with that reason', async () => {
  world.clock.set('2026-03-02T23:00:00+08:00')
  const request = world.aRequest(await world.aCustomer(), says('旧'))
  await world.outreach.deliver(request)
  world.messages.delete(messageId)
  world.clock.set('2026-03-03T10:00:00+08:00')
  expect(await world.outreach.deliver(request)).toEqual({ state: 'skipped', reason: 'messageRetired' })
  expect(explainTouch(await world.touch(request.touchId))).toBe('未发送：消息已停用')
})
