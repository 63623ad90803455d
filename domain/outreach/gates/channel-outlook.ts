import type { Channel, Customer } from '../../../models/customer.ts'
import { relationOf } from '../../../models/customer.ts'
import { quietOn } from '../../customers/quiet.ts'
import { reasonText } from '../touch/explain.ts'
import { needsConsent } from './consent.ts'
import { doNotDisturb } from './do-not-disturb.ts'
import { lacksGuardian, noGuardian, type TraitInClear } from './guardian.ts'
import { individualisationOff, isIndividualisationOff } from './individualisation.ts'

/** Whether marketing can go to somebody over a channel, as far as the channel and their consent say. */
export interface ChannelOutlook {
  channel: Channel
  verdict: 'can' | 'waits' | 'cannot'
  /** Of what is in the way; null when nothing is. */
  reason:
    | 'noGuardian'
    | 'individualisationOff'
    | 'noIdentity'
    | 'unreachable'
    | 'noFriend'
    | 'refused'
    | 'doNotDisturb'
    | 'noConsent'
    | 'noCredit'
    | null
  /** zh-CN */
  says: string
}

/** Channels of a lasting relation, in the order people know them; a pop-up waits until she comes by herself. */
export const outlookChannels = ['wecom', 'kf', 'sms', 'miniprogram', 'email', 'popup'] as const

/** What stands before a marketing message on each channel, beside caps, hours and exclusions. Pure. */
export function channelOutlook(customer: Customer, now: Date, traitInClear: TraitInClear): ChannelOutlook[] {
  const isBarred = lacksGuardian(customer, now, traitInClear)
  return outlookChannels.map((channel) => {
    const reason = inTheWay(customer, channel, { now, isBarred })
    if (reason === null && channel === 'popup') {
      return { channel, verdict: 'waits', reason, says: '等这位客户下次打开小程序' }
    }
    if (reason === null && channel === 'kf') {
      return { channel, verdict: 'waits', reason, says: '客户来消息后的 48 小时内能发，最多 5 条' }
    }
    if (reason === null) return { channel, verdict: 'can', reason, says: '可发' }
    return { channel, verdict: reason === 'noCredit' ? 'waits' : 'cannot', reason, says: reasonText(reason) }
  })
}

function inTheWay(
  customer: Customer,
  channel: Channel,
  { now, isBarred }: { now: Date; isBarred: boolean },
): ChannelOutlook['reason'] {
  if (!hasAddress(customer, channel)) return 'noIdentity'
  const friends = customer.follows.some(({ removedAt }) => removedAt === undefined)
  if (channel === 'wecom' && !friends) return 'noFriend'
  if (customer.reach[relationOf(channel)]?.state === 'unreachable') return 'unreachable'
  if (isBarred) return noGuardian
  if (isIndividualisationOff(customer)) return individualisationOff
  const consent = customer.consent[relationOf(channel)]
  if (consent?.state === 'refused') return 'refused'
  if (needsConsent.has(channel) && consent?.state !== 'granted') return 'noConsent'
  if (quietOn(customer, channel, now) !== null) return doNotDisturb
  const credits = Object.values(customer.credits).reduce((sum, n) => sum + n, 0)
  return channel === 'miniprogram' && credits === 0 ? 'noCredit' : null
}

function hasAddress({ profile, ids }: Customer, channel: Channel): boolean {
  switch (channel) {
    case 'sms':
      return profile.phone !== undefined
    case 'email':
      return profile.email !== undefined
    case 'welcome':
    case 'wecom':
      return ids.some((id) => id.startsWith('external:'))
    case 'kf':
      return ids.some((id) => id.startsWith('kf:'))
    case 'miniprogram':
    case 'popup':
      return ids.some((id) => id.startsWith('openid:'))
  }
}
