import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Channel, channels } from '../../../models/customer.ts'
import { localTime } from '../../local-time.ts'
import type { SendOutcome } from '../ports.ts'
import { aMessage, email, groupSend, popup, sms, subscription } from '../testing/messages.ts'
import { aWorld, type World } from '../testing/world.ts'
import { isSettled } from '../touch/touch-book.ts'

let world: World

beforeAll(async () => {
  world = await aWorld()
})
afterAll(() => world.drop())

const some = (from: readonly Channel[]) => fc.subarray([...from])
const person = fc.record({
  phone: fc.boolean(),
  email: fc.boolean(),
  openid: fc.boolean(),
  friend: fc.boolean(),
  granted: some(['sms', 'email']),
  refused: some(['miniprogram', 'popup', 'email']),
  unreachable: some(['sms', 'miniprogram', 'email']),
  credit: fc.boolean(),
  nickname: fc.boolean(),
  timeZone: fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/Berlin'),
})
const writing = fc.record({
  purpose: fc.constantFrom('marketing' as const, 'requested' as const),
  prefer: fc.oneof(fc.constant('auto' as const), fc.shuffledSubarray([...channels], { minLength: 1 })),
  named: fc.boolean(),
})
const asking = fc.record({
  holdout: fc.boolean(),
  wanted: fc.integer({ min: 0, max: 4 }),
  whenCapped: fc.constantFrom('skip' as const, 'next day' as const),
})
const outcome: fc.Arbitrary<SendOutcome> = fc.constantFrom(
  { kind: 'sent' } as const,
  { kind: 'refused', reason: 'unreachable', code: 'gone' } as const,
  { kind: 'refused', reason: 'quota', code: 'full' } as const,
  { kind: 'retryLater', afterMs: 60_000, code: 'busy' } as const,
  { kind: 'unknown', code: 'cut' } as const,
)

it('every touch comes to rest with exactly one final decision, and marketing arrives only at decent hours', async () => {
  const hour = fc.integer({ min: 0, max: 23 })
  const trial = fc.tuple(person, writing, asking, fc.array(outcome, { maxLength: 6 }), hour)
  await fc.assert(
    fc.asyncProperty(trial, async ([who, written, asked, outcomes, startHour]) => {
      world.clock.set(new Date(Date.parse('2026-03-02T00:00:00+08:00') + startHour * 3_600_000))
      const message = world.say(
        aMessage({
          ...written,
          content: {
            ...subscription(),
            ...popup(),
            ...groupSend(),
            ...sms(written.named ? '{{nickname}}您好' : '您好'),
            ...email(),
          },
          variables: { nickname: { kind: 'value', from: 'customer.nickname' } },
        }),
      )
      const customer = await world.aCustomer({
        granted: who.granted,
        refused: who.refused,
        unreachable: who.unreachable,
        timeZone: who.timeZone,
        friend: who.friend,
        ...(who.phone ? {} : { phone: null }),
        ...(who.email && { email: 'a@b.example' }),
        ...(who.openid && { openid: `o${Math.random()}` }),
        ...(who.credit && { credits: { 'tpl-1': 5 } }),
        ...(who.nickname && { nickname: '小王' }),
      })
      const queue = [...outcomes]
      const calledAt: { channel: Channel; at: Date }[] = []
      for (const [channel, sender] of Object.entries(world.senders)) {
        sender.during = async () => {
          calledAt.push({ channel: channel as Channel, at: world.clock.now() })
          const next = queue.shift()
          if (next) sender.answer(next)
        }
      }
      let asks = 0
      const request = world.aRequest(customer, message, {
        holdout: asked.holdout,
        whenCapped: asked.whenCapped,
        stillWanted: async () => asked.wanted === 4 || asks++ < asked.wanted,
      })

      for (let turn = 0; turn < 40; turn++) {
        const before = world.clock.now()
        const result = await world.outreach.deliver(request)
        if (result.state !== 'deferred') break
        expect(result.until.getTime()).toBeGreaterThan(before.getTime())
        world.clock.set(result.until)
      }

      const touch = await world.touch(request.touchId)
      expect(isSettled(touch)).toBe(true)
      const final = touch.decisions.filter((decision) => decision.final)
      expect(final).toHaveLength(1)
      expect(final[0]?.reason).toBeTruthy()
      const slots = await world.slots(customer)
      expect(slots).toHaveLength(touch.state === 'skipped' || touch.state === 'failed' ? 0 : 1)
      if (written.purpose === 'marketing') {
        expect(
          touch.attempts.filter((attempt) => attempt.outcome === 'sent' || attempt.outcome === 'unknown')
            .length,
        ).toBeLessThan(2)
        for (const { channel, at } of calledAt) {
          const localHour = localTime(at, who.timeZone).hour
          expect(localHour).toBeGreaterThanOrEqual(channel === 'sms' ? 9 : 8)
          expect(localHour).toBeLessThan(channel === 'sms' ? 20 : 22)
        }
      }
    }),
    { numRuns: 40 },
  )
})
