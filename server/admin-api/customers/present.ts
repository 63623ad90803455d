import { channelLabels } from '../../../domain/audience/labels.ts'
import { followsProfile } from '../../../domain/customers/base-tags.ts'
import { consentSource } from '../../../domain/customers/consent-source.ts'
import type { Customers } from '../../../domain/customers/contract.ts'
import { quietOn } from '../../../domain/customers/quiet.ts'
import { quietEndWords } from '../../../domain/customers/quiet-words.ts'
import { nameOfValue } from '../../../domain/customers/traits/table.ts'
import { momentText } from '../../../domain/explanations/actual-words.ts'
import { isLeftAlone } from '../../../domain/explanations/do-not-disturb.ts'
import type { SettingBehind } from '../../../domain/explanations/setting-behind.ts'
import { localTime } from '../../../domain/local-time.ts'
import { type ChannelOutlook, channelOutlook } from '../../../domain/outreach/gates/channel-outlook.ts'
import type { TimelineLine } from '../../../domain/timeline/lines.ts'
import { type Customer, relationOf } from '../../../models/customer.ts'

/** Who owns customers, by userid in lower case. */
export type Owner = { userid: string; name: string; department: string | null; store: string | null }

const nameless = '没有昵称的客户'

export function presentRow(
  customer: Customer,
  masked: ReturnType<Customers['masked']>,
  ownerOf: (userid: string) => Owner,
) {
  const { _id: id, profile, tags, traits, owner, isTest, createdAt } = customer
  return {
    id,
    name: profile.nickname ?? masked.realName ?? nameless,
    phone: masked.phone ?? null,
    // Lists show the first few: what everybody has, such as a month of registration, says least.
    tags: [...tags.filter((tag) => !followsProfile(tag)), ...tags.filter(followsProfile)].map(
      ({ name }) => name,
    ),
    tier: typeof traits.tier === 'string' ? nameOfValue('tier', traits.tier) : null,
    owner: owner === undefined ? null : ownerOf(owner),
    isTest,
    isLeftAlone: isLeftAlone(customer),
    lastSeenAt: dateOr(traits.lastSeenAt),
    lastOrderAt: dateOr(traits.lastOrderAt),
    createdAt,
  }
}

const dateOr = (value: unknown): Date | null => (value instanceof Date ? value : null)

/** What each channel can do now, and by what. */
export function presentReach(
  customer: Customer,
  {
    staffName,
    traitInClear,
    now,
  }: { staffName: (userid: string) => string; traitInClear: Customers['traitInClear']; now: Date },
) {
  return channelOutlook(customer, now, traitInClear).map((outlook) => ({
    channel: outlook.channel,
    verdict: outlook.verdict,
    says: verdictWords(outlook),
    detail: detailOf(customer, outlook, staffName, now),
  }))
}

function verdictWords({ verdict, reason }: ChannelOutlook): string {
  if (verdict === 'can') return '可发'
  if (reason === 'noCredit') return '等她允许'
  if (reason === 'doNotDisturb') return '勿扰'
  return verdict === 'waits' ? '等她打开' : '不可达'
}

function detailOf(
  customer: Customer,
  { channel, reason, says }: ChannelOutlook,
  staffName: (userid: string) => string,
  now: Date,
): string {
  if (reason === 'doNotDisturb')
    return `客户要求勿扰（${quietEndWords(quietOn(customer, channel, now)?.until)}）`
  if (reason === 'noIdentity') return noAddress[relationOf(channel)]
  const friends = customer.follows.filter(({ removedAt }) => removedAt === undefined)
  const consent = customer.consent[relationOf(channel)]
  const reach = customer.reach[relationOf(channel)]
  if (reason === 'unreachable' && reach) return `${says}（${momentText(reach.at)} 起）`
  if (reason === 'refused' && consent)
    return `${says}（${dayText(consent.at)}，${consentSource(consent.source)}）`
  if (reason !== null && reason !== 'noCredit') return says
  if (channel === 'wecom') return `${friends.map(({ staff }) => staffName(staff)).join('、')}的好友`
  if (channel === 'miniprogram')
    return `剩余 ${Object.values(customer.credits).reduce((sum, n) => sum + n, 0)} 次`
  if (channel === 'kf') return says
  if (channel === 'popup') return '打开小程序时看到'
  return consent ? `已授权 · ${dayText(consent.at)} ${consentSource(consent.source)}` : says
}

/** 2026年9月18日: the minute stands with the record of it. */
const dayText = (at: Date): string => localTime(at).toFormat('yyyy年M月d日')

const noAddress: Record<ReturnType<typeof relationOf>, string> = {
  wecom: '不是企业微信好友',
  kf: '没在微信客服来过消息',
  miniprogram: '没用过小程序',
  popup: '没用过小程序',
  sms: '没有手机号',
  email: '没有邮箱',
}

export function presentLine({ detail, channel, of, source, ...line }: TimelineLine) {
  return {
    ...line,
    detail: detail ?? null,
    channel: channel ?? null,
    of: of ?? null,
    source: source ?? (channel ? channelLabels[channel] : null),
  }
}

export function presentSetting({ label, place }: SettingBehind) {
  return {
    label,
    place: {
      kind: place.kind,
      part: 'part' in place ? place.part : null,
      id: 'id' in place ? place.id : null,
    },
  }
}
