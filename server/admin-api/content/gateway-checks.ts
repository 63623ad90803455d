import type { MessageDefinition } from '../../../domain/language/message.ts'
import { smsRefusalWords } from '../../../domain/language/message-checks.ts'
import { placeholdersIn } from '../../../domain/language/placeholders.ts'
import { smsMaxLength, smsParamLength } from '../../../domain/language/sms-segments.ts'
import { varyingVariable } from '../../../domain/language/varying-words.ts'
import type { Channel } from '../../../models/customer.ts'

export interface GatewayCheck {
  ok: 'yes' | 'no' | 'wait'
  says: string
  note: string
}

/** Whether the platform behind a channel takes the message, as far as that can be told before it is asked. */
export function gatewayChecks(
  message: MessageDefinition,
  channel: Channel,
  known: { signature: string; gateway: string; inUse: MessageDefinition | null },
): GatewayCheck[] {
  if (channel === 'sms') return ofSms(message, known)
  if (channel === 'miniprogram') return ofSubscription(message)
  if (channel === 'wecom') return ofGroupSend(message)
  if (channel === 'kf') return [onlyInConversation]
  return []
}

const onlyInConversation: GatewayCheck = {
  ok: 'yes',
  says: '只发给 48 小时内在微信客服来过消息的客户',
  note: '每位客户最多 5 条，发不了的走下一个渠道',
}

function ofGroupSend(message: MessageDefinition): GatewayCheck[] {
  const varying = varyingVariable(message)
  return [
    { ok: 'yes', says: '员工在企业微信里确认后发出', note: '当天没确认的改走下一个渠道' },
    varying === undefined
      ? { ok: 'yes', says: '对所有人是同样的文字', note: '一位员工一次确认' }
      : { ok: 'wait', says: `${varying} 因人而异`, note: '每种文字都要员工单独确认一次，改用跟进待办更合适' },
  ]
}

function ofSms(
  { purpose, brand, content: { sms } }: MessageDefinition,
  { signature, gateway, inUse }: { signature: string; gateway: string; inUse: MessageDefinition | null },
): GatewayCheck[] {
  if (sms === undefined) return []
  const code = sms.templates[gateway]
  const before = inUse?.content.sms
  const isChanged = before !== undefined && before.templates[gateway] === code && before.text !== sms.text
  const isPlaceholder = code !== undefined && placeholdersIn(code).length > 0
  return [
    signature === ''
      ? { ok: 'no', says: '还没有短信签名', note: brand ? '在设置的品牌里填签名' : '在服务器设置里填签名' }
      : { ok: 'yes', says: `签名【${signature}】`, note: '由网关带上，不能改' },
    ...(purpose === 'marketing'
      ? [
          sms.text.endsWith(smsRefusalWords)
            ? ({ ok: 'yes', says: '退订语在结尾，一字不差', note: smsRefusalWords } as const)
            : ({ ok: 'no', says: '营销短信要以退订语结尾', note: smsRefusalWords } as const),
        ]
      : []),
    code === undefined
      ? { ok: 'no', says: '还没有模板编号', note: '填写审核通过的编号' }
      : isPlaceholder
        ? { ok: 'no', says: `${code} 是示例里的编号`, note: '换成自己审核通过的' }
        : isChanged
          ? { ok: 'wait', says: `模板 ${code} 要重新报审`, note: '改了字就不是原来那份' }
          : { ok: 'yes', says: `模板 ${code}`, note: '文字没有改过' },
    { ok: 'yes', says: `变量不超过 ${smsParamLength(gateway)} 字`, note: '更长的会截短' },
    { ok: 'yes', says: `全文不超过 ${smsMaxLength} 字`, note: '含签名和退订语' },
  ]
}

function ofSubscription({ content: { miniprogram } }: MessageDefinition): GatewayCheck[] {
  if (miniprogram === undefined) return []
  const isPlaceholder = placeholdersIn(miniprogram.template).length > 0
  return [
    isPlaceholder
      ? { ok: 'no', says: `${miniprogram.template} 是示例里的模板`, note: '换成小程序后台选用的模板 ID' }
      : { ok: 'yes', says: '模板 ID 已填', note: miniprogram.template },
    { ok: 'yes', says: '每订阅一次能收一条', note: '没有次数的人走下一个渠道' },
  ]
}
