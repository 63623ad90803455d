import { describe, expect, it } from 'vitest'
import type { Customer, Tag, TagReason } from '../../models/customer.ts'
import type { JourneyDefinition } from '../language/journey.ts'
import type { MessageDefinition } from '../language/message.ts'
import { aMessage, groupSend, sms } from '../outreach/testing/messages.ts'
import { nextWords, type Situation } from './next-words.ts'

const at = new Date('2026-12-03T06:00:00Z')
const because = (evidence: TagReason['evidence']) => ({ evidence }) as TagReason
const preference = (name: string, evidence: TagReason['evidence']): Tag => ({
  name,
  kind: 'preference',
  at,
  reason: because(evidence),
})
const words = (id: string, given: Partial<MessageDefinition> = {}) =>
  aMessage({ id, name: id, content: groupSend(), ...given })

/** A flow that sends one message, entered by an event or by a live segment. */
function flow(id: string, message: string, segment?: string): JourneyDefinition {
  const again = { kind: 'never' } as const
  return {
    id,
    name: `流程${id}`,
    entry: segment ? { kind: 'segment', segment, again } : { kind: 'event', event: 'order.paid', again },
    exit: [],
    holdout: 0,
    first: 'say',
    steps: { say: { kind: 'send', message, whenCapped: 'skip', next: 'end' } },
  } as JourneyDefinition
}

const nobody: Pick<Customer, 'tags' | 'segments' | 'consent'> = { tags: [], segments: [], consent: {} }
function said(
  messages: MessageDefinition[],
  situation: Partial<Situation> = {},
  journeys: JourneyDefinition[] = [],
) {
  const { offered, others } = nextWords(
    {
      customer: nobody,
      ready: [],
      inJourneys: new Set(),
      isLeftAlone: false,
      saidLately: new Set(),
      ...situation,
    },
    { journeys, messages, segments: [{ id: 'sleeping', name: '沉睡会员', kind: 'live' } as never] },
  )
  return { offered: offered.map(({ piece, why }) => [piece, why]), others: others.map(({ piece }) => piece) }
}

describe('what to say next', () => {
  it('begins with what they have themselves, then the stage they are in, then what they prefer', () => {
    const messages = [
      words('liked', { topic: '护肤' }),
      words('segment'),
      words('inside'),
      words('cheap', { promotion: true }),
      words('rest'),
    ]
    const { offered, others } = said(
      messages,
      {
        ready: [{ from: 'coupon', text: '您有一张券' }],
        inJourneys: new Set(['f1']),
        customer: {
          ...nobody,
          segments: ['sleeping'],
          tags: [preference('偏好护肤', 'topics'), preference('价格敏感', 'discountedOrders')],
        },
      },
      [flow('f1', 'inside'), flow('f2', 'segment', 'sleeping')],
    )
    expect(offered).toEqual([
      ['ready:coupon', '手里有券'],
      ['message:inside', '她在「流程f1」里'],
      ['message:segment', '她属于「沉睡会员」'],
      ['message:liked', '标签 偏好护肤'],
      ['message:cheap', '标签 价格敏感'],
    ])
    expect(others).toEqual(['message:rest'])
  })

  it('is never more than five, and the same words are offered once', () => {
    const messages = ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => words(id, { topic: '护肤' }))
    const customer = { ...nobody, tags: [preference('偏好护肤', 'topics')] }
    const { offered, others } = said(messages, { customer, inJourneys: new Set(['f1']) }, [flow('f1', 'b')])
    expect(offered.map(([piece]) => piece)).toEqual(['b', 'a', 'c', 'd', 'e'].map((id) => `message:${id}`))
    expect(others).toEqual(['message:f'])
  })

  it('is only what was written for the chat and is for customers', () => {
    const messages = [words('staff', { purpose: 'staff' }), aMessage({ id: 'sms', content: sms() })]
    expect(said(messages, { inJourneys: new Set(['f1']) }, [flow('f1', 'sms')])).toEqual({
      offered: [],
      others: [],
    })
  })

  it('is no marketing for those who are left alone', () => {
    const messages = [words('sale'), words('service', { purpose: 'requested' })]
    expect(said(messages, { isLeftAlone: true }).others).toEqual(['message:service'])
  })

  it('goes by no preference of those who refused to have marketing made for them', () => {
    const messages = [words('liked', { topic: '护肤' })]
    const tags = [preference('偏好护肤', 'topics')]
    const refused = { individualisation: { state: 'refused' as const, at, source: 'miniprogram' } }
    expect(said(messages, { customer: { ...nobody, tags } }).offered).toHaveLength(1)
    expect(said(messages, { customer: { ...nobody, tags, consent: refused } }).offered).toEqual([])
  })

  it('goes by tags that rules found, not by those that merely sound like it', () => {
    const messages = [words('liked', { topic: '护肤' }), words('cheap', { promotion: true })]
    const tags: Tag[] = [{ name: '偏好护肤', kind: 'manual', at }, preference('价格敏感', 'topics')]
    expect(said(messages, { customer: { ...nobody, tags } }).offered).toEqual([])
  })

  it('is not what was said lately, which stays among all that can be said', () => {
    const saidLately = new Set(['message:a', 'ready:coupon'])
    const ready = [{ from: 'coupon' as const, text: '您有一张券' }]
    const { offered, others } = said([words('a')], { ready, saidLately, inJourneys: new Set(['f1']) }, [
      flow('f1', 'a'),
    ])
    expect({ offered, others }).toEqual({ offered: [], others: ['message:a'] })
  })
})
