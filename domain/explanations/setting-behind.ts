import type { Channel } from '../../models/customer.ts'
import type { Touch } from '../../models/touch.ts'
import { channelLabels } from '../audience/labels.ts'
import { lastQuietDay, quietEndWords, quietPlaceWords } from '../customers/quiet-words.ts'
import type { ExplainedDecision } from './explain-touch.ts'

/** Where what decided can be changed: a part of the settings, something published, or what is known of the customer. */
export type Place =
  | { kind: 'settings'; part: 'caps' | 'quietHours' | 'exclude' | 'precedence' | 'marketing' }
  | { kind: 'journey' | 'message'; id: string }
  | { kind: 'calendar' | 'doctor' }
  | { kind: 'customer'; part: 'consent' | 'reach' | 'quiet' }

/** The part of the company's settings that a reason comes from; null where another place decides. */
export function settingsPartOf(reason: string): 'caps' | 'quietHours' | 'exclude' | null {
  const [kind = ''] = reason.split(':')
  if (/CapFull$/.test(kind)) return 'caps'
  if (kind === 'quietHours') return kind
  return kind === 'excluded' ? 'exclude' : null
}

export interface SettingBehind {
  /** zh-CN */
  label: string
  place: Place
}

/** What decided about a message, and when another chance comes (zh-CN). */
export interface Behind {
  setting: SettingBehind
  /** Only where no moment is known. */
  next: string
}

/** The setting behind a reason, and what must change before it lets messages through. */
export function settingBehind(touch: Touch, decided: ExplainedDecision | null): Behind {
  const reason = decided?.reason ?? ''
  const [kind = '', name = ''] = reason.split(':')
  const input = (field: string): string => String(decided?.inputs?.[field] ?? '')
  const flow = flowOf(touch)
  switch (kind) {
    case 'dayCapFull':
    case 'weekCapFull':
      return by(
        settings('caps', `触达频控：每天 ${input('perDay')} 条，每周 ${input('perWeek')} 条`),
        '这条不补发',
      )
    case 'channelDayCapFull':
    case 'channelWeekCapFull':
      return by(settings('caps', `触达频控：${channelName(decided?.channel)}`), '这条不补发')
    case 'categoryDayCapFull':
    case 'categoryWeekCapFull':
      return by(settings('caps', `触达频控：「${name}」类消息`), '这条不补发')
    case 'quietHours':
      return by(settings('quietHours', `免打扰时段：${input('to')}–${input('from')}`), '过了免打扰时段')
    case 'silentDay':
      return by({ label: `静默日：${name}`, place: { kind: 'calendar' } }, '过了静默日')
    case 'excluded':
      return by(settings('exclude', `不打扰：${name}`), `不再属于「${name}」之后`)
    case 'doNotDisturb':
      return by(ofCustomer('quiet', `勿扰：${quietWords(decided)}`), afterQuiet(decided))
    case 'precedence':
      return by(settings('precedence', '流程的先后'), '优先级更高的流程发过之后')
    case 'marketingHeld':
      return by(settings('marketing', '全部暂停营销'), '恢复营销之后')
    case 'noGuardian':
      return by(ofCustomer('consent', '监护人同意'), '监护人同意之后')
    case 'individualisationOff':
      return by(ofCustomer('consent', '个性化营销'), '这位客户在小程序里重新打开之后')
    case 'noConsent':
    case 'refused':
      return by(ofCustomer('consent', `营销授权：${channelName(decided?.channel)}`), '这位客户同意接收之后')
    case 'noCredit':
      return by(ofCustomer('consent', '订阅消息次数'), '这位客户再次点「允许通知」之后')
    case 'noIdentity':
    case 'unreachable':
    case 'noFriend':
    case 'noWelcomeCode':
    case 'codeExpired':
    case 'noChannel':
      return by(ofCustomer('reach', `可达：${channelName(decided?.channel)}`), '有了能用的联系方式之后')
    case 'holdout':
      return by(flow('空白对照组'), '在这个流程里都不发营销消息')
    case 'journeyPaused':
      return by(flow('流程的状态'), '流程恢复之后')
    case 'journeyEnded':
    case 'moved':
      return by(flow('流程的状态'), '这条不再发')
    case 'tooLate':
      return by(flow('消息的有效时间'), '已经过期，这条不补发')
    case 'groupSendWindow':
    case 'missedWindow':
    case 'awaitingStaff':
    case 'senderAway':
    case 'confirmationsFull':
    case 'wecomQuotaFull':
    case 'pastTheirDay':
      return by(groupSends, '下一个群发时段')
    case 'expired':
    case 'notPicked':
    case 'notFriend':
    case 'senderRefused':
    case 'cancelled':
    case 'handedOver':
    case 'saidAlready':
      return by(groupSends, '下一条企业群发')
    case 'quota':
    case 'configuration':
    case 'off':
    case 'providerBusy':
    case 'retriesExhausted':
    case 'retryLater':
    case 'awaitingReceipt':
    case 'answerLost':
      return by(
        { label: `渠道接入：${channelName(decided?.channel)}`, place: { kind: 'doctor' } },
        '渠道恢复之后',
      )
    default:
      return by(
        { label: '素材内容', place: { kind: 'message', id: touch.messageId } },
        '素材改好之后，从下一条起',
      )
  }
}

/** Until when, and where it was asked for. */
function quietWords(decided: ExplainedDecision | null): string {
  const { quietUntil, from } = decided?.inputs ?? {}
  return `${quietEndWords(quietUntil)}，来自${quietPlaceWords(from)}`
}

function afterQuiet(decided: ExplainedDecision | null): string {
  const until = decided?.inputs?.quietUntil
  return until instanceof Date ? `${lastQuietDay(until)}之后，这条不补发` : '取消勿扰之后，这条不补发'
}

/** What salespeople confirm in WeCom. */
const groupSends: SettingBehind = { label: '企业群发：员工确认', place: { kind: 'doctor' } }

const by = (setting: SettingBehind, next: string): Behind => ({ setting, next })

const settings = (part: Extract<Place, { kind: 'settings' }>['part'], label: string): SettingBehind => ({
  label,
  place: { kind: 'settings', part },
})

const ofCustomer = (part: Extract<Place, { kind: 'customer' }>['part'], label: string): SettingBehind => ({
  label,
  place: { kind: 'customer', part },
})

/** A message outside of flows stands by itself. */
const flowOf =
  ({ journeyId, messageId }: Touch) =>
  (label: string): SettingBehind => ({
    label,
    place: journeyId === undefined ? { kind: 'message', id: messageId } : { kind: 'journey', id: journeyId },
  })

const channelName = (channel: Channel | undefined): string =>
  channel === undefined ? '全部渠道' : channelLabels[channel]
