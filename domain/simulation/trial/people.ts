import type { Customer } from '../../../models/customer.ts'
import type { KfConversation } from '../../../models/kf-conversations.ts'
import type { Registry } from '../../language/registry.ts'
import type { Candidate } from './candidate.ts'

const dayMs = 86_400_000

/** A test customer who can be reached by everything, and has said yes to it. */
export function aReachableOne(
  id: string,
  at: Date,
  registry: Pick<Registry, 'messages'>,
  /** Of all mini-programs messages go by. */
  appIds: readonly string[],
): Candidate {
  const createdAt = new Date(at.getTime() - 400 * dayMs)
  const granted = { state: 'granted', at: createdAt, source: 'test' } as const
  const templates = registry.messages.flatMap(({ content }) => content.miniprogram?.template ?? [])
  const customer: Customer = {
    _id: id,
    seq: 0,
    rev: 1,
    ids: [...new Set(appIds)]
      .map((appId) => `openid:${appId}:test-${id}`)
      .concat(`external:test:${id}`, `kf:test:${id}`),
    profile: {
      nickname: '测试客户',
      registeredAt: createdAt,
      phone: { kid: 'blind', ct: `+8613800000000` },
      phoneKey: `phone:${id}`,
      email: { kid: 'blind', ct: `${id}@test.invalid` },
      emailKey: `email:${id}`,
    },
    tags: [],
    traits: { tier: 'none' },
    consent: {
      sms: granted,
      email: granted,
      wecom: granted,
      kf: granted,
      miniprogram: granted,
      popup: granted,
    },
    reach: { wecom: { state: 'reachable', at: createdAt } },
    follows: [{ corp: 'test', staff: 'test', since: createdAt }],
    // Everybody is invented here: they draw coupons from the invented stock as customers do.
    isTest: false,
    engagedAt: {},
    credits: Object.fromEntries(templates.map((template) => [template, 20])),
    slots: [],
    segments: [],
    recent: [],
    causes: [],
    outbox: [],
    mergedFrom: [],
    createdAt,
  }
  return { customer, events: [], entry: {}, at }
}

/** The same without any address: nothing can be sent to them. */
export function withoutAddress(candidate: Candidate): Candidate {
  const {
    phone: _phone,
    phoneKey: _key,
    email: _email,
    emailKey: _mail,
    ...profile
  } = candidate.customer.profile
  return {
    ...candidate,
    customer: { ...candidate.customer, ids: [], profile, consent: {}, follows: [], reach: {} },
  }
}

/** The conversation of a test customer with 微信客服, begun a moment ago. */
export function justWrote(_id: string, now: Date): KfConversation {
  return { _id, rev: 1, lastMessageAt: now, state: 'open', stateAt: now, sends: [], expiresAt: now }
}
