import type { Customer } from '../../models/customer.ts'

/** Somebody with a phone, known since then, of whom nothing else is known. */
export function customerOf(_id: string, number: number, createdAt: Date): Customer {
  const granted = { state: 'granted', at: createdAt, source: 'bench' } as const
  return {
    _id,
    seq: 1,
    rev: 1,
    ids: [`ext:bench:${number}`],
    profile: {
      registeredAt: createdAt,
      nickname: `客户${number}`,
      region: number % 2 === 0 ? '上海' : '北京',
      phone: { kid: 'bench', ct: _id },
      phoneKey: `phone:${_id}`,
      phoneVerified: true,
    },
    tags: [],
    traits: { tier: 'none' },
    consent: number % 4 === 0 ? {} : { sms: granted },
    reach: {},
    follows: [],
    isTest: false,
    engagedAt: {},
    credits: {},
    slots: [],
    segments: [],
    recent: [],
    causes: [],
    outbox: [],
    mergedFrom: [],
    createdAt,
  }
}
