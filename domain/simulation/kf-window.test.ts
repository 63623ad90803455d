import { describe, expect, it } from 'vitest'
import type { Channel } from '../../models/customer.ts'
import type { KeluEvent } from '../../models/event.ts'
import { definitionsIn } from '../../test/testing/definitions-in.ts'
import { shutBecause } from '../customer-service/conversation.ts'
import { blindSealing } from './blind-sealing.ts'
import { conversationSoFar } from './conversation-so-far.ts'
import { usualRates } from './rates.ts'
import { simulate } from './simulate.ts'
import { aReachableOne } from './trial/people.ts'

const hour = 3_600_000
const start = new Date('2026-03-02T09:00:00+08:00')
const later = (ms: number) => new Date(start.getTime() + ms)
const event = (name: string, at: Date, props: Record<string, unknown> = {}) => ({
  ...{ _id: `${name} ${at.toISOString()}`, name, at, props },
})
const wrote = (at: Date) => event('kf.message', at, { account: 'wk1', kind: 'text' })
const said = (at: Date, channel = 'kf') => event('message.sent', at, { channel })
const shut = (events: ReturnType<typeof event>[], at: Date) => shutBecause(conversationSoFar('c', events), at)

describe('a conversation as events tell of it', () => {
  it('is closed to whoever never wrote, and open until 48 hours after what they wrote last', () => {
    expect(shut([], start)).toBe('kfNoMessage')
    const once = [wrote(start)]
    expect(shut(once, later(47 * hour))).toBeNull()
    expect(shut(once, later(48 * hour))).toBe('kfNoMessage')
    expect(shut([...once, wrote(later(30 * hour))], later(48 * hour))).toBeNull()
  })

  it('is with the account Kelu sends from, not with another', () => {
    const there = [wrote(start)]
    expect(conversationSoFar('c', there, 'wk1')).not.toBeNull()
    expect(conversationSoFar('c', there, 'wk2')).toBeNull()
  })

  it('is full after five messages, of whichever flow, until the customer writes again', () => {
    const four = [1, 2, 3, 4].map((each) => said(later(each * hour)))
    expect(shut([wrote(start), ...four, said(later(hour), 'sms')], later(5 * hour))).toBeNull()
    const five = [wrote(start), ...four, said(later(5 * hour))]
    expect(shut(five, later(6 * hour))).toBe('kfFull')
    expect(shut([...five, wrote(later(6 * hour))], later(7 * hour))).toBeNull()
  })
})

describe('a simulated flow that prefers 微信客服', () => {
  const definitions = definitionsIn(
    `message: answer
name: 回复
purpose: requested
prefer: [kf, sms]
kf: { text: 马上为您查 }
sms: { text: 马上为您查, templates: { aliyun: SMS_990001 } }
---
journey: answering
name: 答复
entry: { event: custom.asked }
steps:
${[1, 2, 3, 4, 5, 6]
  .map((step) => `  s${step}: { send: { message: answer }, next: ${step < 6 ? `s${step + 1}` : 'end'} }`)
  .join('\n')}
`,
    [],
  ).map(({ definition }) => definition)

  /** Over which channels six messages go to somebody who asks for something, and wrote to 微信客服 so many hours before. */
  async function channelsOf(hoursBefore: number | null): Promise<(Channel | undefined)[]> {
    const { customer } = aReachableOne('c1', later(-90 * 24 * hour), { messages: [] }, ['wx1'])
    const heard = (one: ReturnType<typeof event>): KeluEvent => ({
      ...{ ...one, receivedAt: one.at, customerId: 'c1', source: 'wecom' },
    })
    const asked = later(50 * hour)
    const events = [
      ...(hoursBefore === null ? [] : [heard(wrote(new Date(asked.getTime() - hoursBefore * hour)))]),
      heard(event('custom.asked', asked)),
    ]
    const journey = definitions.find((one) => one.kind === 'journey')
    if (journey?.kind !== 'journey') throw new Error('no journey')
    const channels: (Channel | undefined)[] = []
    await simulate({
      journey: { definition: journey.definition, number: 1 },
      inUse: { definitions, headOf: () => null },
      stretch: { from: start, to: later(100 * hour) },
      answers: { kind: 'drawn', rates: { ...usualRates, channels: {} }, seed: 's', isOn: () => true },
      records: {
        count: async () => 1,
        async *pages() {
          yield [{ customer, events, touches: [], runs: [] }]
        },
      },
      settings: {
        ...{ publicUrl: 'https://k.example', smsGateway: 'aliyun', smsSignature: '客旅' },
        ...{ miniprogramAppId: 'wx1', limits: { spreadMs: 0 } },
      },
      staff: [],
      unseal: blindSealing.unseal,
      seen({ memory }) {
        const sent = [...memory.touches.values()].sort((a, b) => a._id.localeCompare(b._id))
        channels.push(...sent.map(({ channel }) => channel))
      },
    })
    return channels
  }

  it('speaks there to who wrote within 48 hours, five times', async () => {
    expect(await channelsOf(47)).toEqual(['kf', 'kf', 'kf', 'kf', 'kf', 'sms'])
  })

  it.each([[49], [null]])('takes the next channel for who wrote %s hours ago, or never', async (hours) => {
    expect(await channelsOf(hours)).toEqual(['sms', 'sms', 'sms', 'sms', 'sms', 'sms'])
  })
})
